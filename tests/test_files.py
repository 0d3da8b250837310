"""Bytes: encodings found out and kept, files patched and not re-encoded, what is no text refused, and the way back."""

import random
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.core import Change, Why
from cleaner.diff import unified
from cleaner.encodings import decode, decode_as, errors_of
from cleaner.files import Refused, Source, inputs, read, refuse_binary, write
from cleaner.patch import facts, newline, patch, reread, splices, undone
from cleaner.report import Parts, Report

SIMPLE = "清晨的菜市场里已经有了不少人,卖豆腐的大娘一边招呼客人,一边把零钱找给他们。\n"
TRADITIONAL = "清晨的市場裡已經有了不少人,賣豆腐的大娘一邊招呼客人,一邊把零錢找給他們。\n"
CANTONESE = "佢哋喺街市買咗好多嘢,跟住就返屋企煮飯,大家都話好好食。\n"
LATIN = "Die Straße führt über die Brücke; là-bas, les élèves étudient déjà.\n"
KOREAN = "대한민국의 국민이 되는 요건은 법률로 정한다. 국가는 재외국민을 보호할 의무를 진다.\n"
JAPANESE = "日本国民は、正当に選挙された国会における代表者を通じて行動する。\n"


def source(data: bytes, encoding: str | None = None, name: str = "page.txt") -> Source:
    return Source(name, data, decode(data, encoding))


def told(text: str, *edits: tuple[int, int, str]) -> Report:
    """A report with given changes, whatever a pass would say."""
    why = (Why("test", "half-width-mark", 1.0, {}),)
    changes = tuple(Change(start, end, text[start:end], new, why) for start, end, new in edits)
    return Report._told(text, Parts(tuple(c for c in changes if c.old != c.new), (), ()), {})


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        pytest.param(SIMPLE, "utf-8", "utf-8", id="UTF-8"),
        pytest.param(SIMPLE, "utf-8-sig", "utf-8", id="UTF-8 with a byte order mark"),
        pytest.param(SIMPLE, "gbk", "gb18030", id="GBK"),
        pytest.param(TRADITIONAL, "gb18030", "gb18030", id="traditional text in GB18030"),
        pytest.param(TRADITIONAL, "big5", "cp950", id="Big5"),
        pytest.param(CANTONESE, "big5hkscs", "big5hkscs", id="Big5 with Hong Kong's characters"),
        pytest.param(SIMPLE, "utf-16", "utf-16-le", id="UTF-16 with a byte order mark"),
        pytest.param(SIMPLE, "utf-16-le", "utf-16-le", id="UTF-16-LE without one"),
        pytest.param(TRADITIONAL, "utf-16-be", "utf-16-be", id="UTF-16-BE without one"),
        pytest.param("plain words, in ASCII\n", "utf-16-be", "utf-16-be", id="ASCII in UTF-16"),
        pytest.param("他来了。", "utf-16-le", "utf-16-le", id="a short UTF-16"),
        pytest.param("他们来了", "gbk", "gb18030", id="a short GBK"),
        pytest.param(SIMPLE, "utf-32", "utf-32-le", id="UTF-32 with a byte order mark"),
        pytest.param("", "utf-8", "utf-8", id="nothing"),
        pytest.param("plain words", "ascii", "utf-8", id="ASCII"),
        pytest.param(LATIN, "latin-1", "utf-8", id="Latin-1 is no Chinese: bytes stay"),
        pytest.param(KOREAN, "euc-kr", "utf-8", id="Korean is no Chinese: bytes stay"),
        pytest.param(JAPANESE, "euc-jp", "utf-8", id="Japanese is no Chinese: bytes stay"),
        pytest.param(JAPANESE, "shift_jis", "utf-8", id="Shift JIS is no Chinese: bytes stay"),
    ],
)
def test_encoding_is_found_out(text, written, found):
    decoded = decode(text.encode(written))
    assert decoded.encoding == found
    if written not in ("latin-1", "euc-kr", "euc-jp", "shift_jis"):
        assert decoded.text == text


@pytest.mark.parametrize(("text", "name"), [(SIMPLE, "utf-8"), (SIMPLE, "gb18030"), (TRADITIONAL, "cp950")])
@pytest.mark.parametrize("junk", [b"\xff", b"\x80", b"\xe4\xb8"])
def test_encoding_is_found_out_in_spite_of_bad_bytes(text, name, junk):
    data = (text * 3).encode(name) + junk + b"\n" + (text * 3).encode(name)
    decoded = decode(data)
    assert decoded.encoding == name
    assert decoded.stray or name != "utf-8"
    assert decoded.text.encode(name, errors_of(name)) == data


def test_encoding_of_a_long_file_that_starts_in_ascii():
    data = b"<!-- a long head -->\n" * 50_000 + SIMPLE.encode("gbk")
    assert decode(data).encoding == "gb18030"


@pytest.mark.parametrize(
    "name", ["utf-8", "gb18030", "big5", "big5hkscs", "utf-16", "utf-16-be", "utf-32", "latin-1", "hz"]
)
@given(data=st.binary(max_size=40))
def test_any_bytes_survive_any_encoding(name, data):
    try:
        decoded = decode(data, name)
    except ValueError:
        return
    patched = patch(Source("a", data, decoded), told(decoded.text))
    assert patched.data == data
    assert reread(data, decoded) == decoded.text


def test_unknown_encoding_names_the_known_ones():
    with pytest.raises(ValueError, match=r"unknown encoding 'utf9'.*gb18030"):
        decode(b"", "utf9")
    with pytest.raises(ValueError, match="unknown encoding 'hex'"):
        decode(b"", "hex")


# -- patching ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SIMPLE, "utf-8"),
        (SIMPLE, "utf-8-sig"),
        (SIMPLE, "gb18030"),
        (TRADITIONAL, "big5"),
        (SIMPLE, "utf-16"),
        (SIMPLE, "utf-16-be"),
        (SIMPLE, "utf-32"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_repair_in_every_encoding_and_with_every_line_end(text, name, end):
    if name == "big5" and end == "\u2028":
        return
    text = text.replace("\n", end) * 2
    page = source(text.encode(name))
    patched = patch(page, cleaner.explain(page.text, only=["width"]))
    assert patched.data == text.replace(",", "，").encode(name)
    report = patched.report.to_json(**facts(page, patched))
    assert undone("page.txt", patched.data, report) == page.data
    assert undone("page.txt", page.data, report) is None


CHARS = {
    "utf-8": "他来了,又走了。\u200b𠀀a\n",
    "gb18030": "他来了,又走了。\u200b𠀀a\n",
    "cp950": "他來了,又走了。a\n十卅",
    "big5hkscs": "佢哋嚟咗,又走。a\n十ÊÊ̄",
    "utf-16-le": "他来了,又走了。\u200b𠀀a\n",
    "utf-16-be": "他来了,又走了。\u200b𠀀a\n",
}
JUNK = [
    b"\xff",
    b"\x80",
    b"\x81",
    b"\xe4",
    b"\xb8",
    b"\xad",
    b"\xa2\xcc",
    b"\xa4\x40",
    b"\x30",
    b"\xd8\x00",
    b"\x00\xdc",
    b"\x88\x62",
]
NEW = ["", "，", "中", "a", "\n", "𠀀", "̄", "\x30"]


@pytest.mark.parametrize("name", CHARS)
@given(data=st.data())
def test_patched_bytes_hold_the_repaired_text_and_all_else_is_copied(name, data):
    pieces = st.one_of(st.sampled_from(CHARS[name]).map(lambda c: c.encode(name, "ignore")), st.sampled_from(JUNK))
    raw = b"".join(data.draw(st.lists(pieces, max_size=30)))
    page = Source("page.txt", raw, decode_as(raw, name))
    spots = sorted(data.draw(st.sets(st.integers(0, len(page.text)), max_size=8)))
    report = told(
        page.text, *((a, b, data.draw(st.sampled_from(NEW))) for a, b in zip(spots[::2], spots[1::2], strict=False))
    )
    patched = patch(page, report)
    assert reread(patched.data, page.decoded) == patched.report.text
    cuts = splices(page, patched.report)
    assert len(cuts) == len(patched.report.changes)
    assert {held.cause for held in patched.report.held} <= {"encoding"}
    assert len(patched.report.held) + len(patched.report.changes) == len(report.changes)
    at = 0
    again = bytearray()
    for start, end, new in cuts:
        again += raw[at:start] + new
        at = end
    assert bytes(again + raw[at:]) == patched.data
    told_ = patched.report.to_json(**facts(page, patched))
    assert undone("page.txt", patched.data, told_) in (raw, None if patched.data == raw else raw)


def test_big5_duplicates_are_copied_and_come_back():
    raw = b"\xa4\x51,\xa2\xcc,\xa2\xcc" * 1000  # the same character by two codes
    page = source(raw, "big5")
    assert page.text.encode("cp950") != raw
    report = told(
        page.text, *((i, i + 1, "，") for i in range(1, len(page.text), 5)), (len(page.text) - 1, len(page.text), "")
    )
    patched = patch(page, report)
    assert patched.data.count(b"\xa2\xcc") == 1999
    assert facts(page, patched)["old_bytes"] == {"1000": "a2cc"}
    assert undone("page.txt", patched.data, patched.report.to_json(**facts(page, patched))) == raw


def test_what_the_encoding_cannot_hold_is_held():
    page = source("他来了,又走了".encode("gb2312"), "euc_kr")
    page = source(TRADITIONAL.encode("big5"))
    patched = patch(page, told(page.text, (0, 1, "𠀀"), (13, 14, "，")))
    assert [(held.cause, held.new) for held in patched.report.held] == [("encoding", "𠀀")]
    assert patched.data == page.data.replace(b",", "，".encode("big5"), 1)


def test_a_change_that_would_join_stray_bytes_is_held():
    page = source(b"\xe4\xb8\x00\xad, then \xff", "utf-8")
    patched = patch(page, told(page.text, (2, 3, ""), (4, 5, "，")))
    assert [held.old for held in patched.report.held] == ["\x00", ","]
    assert patched.data == page.data


def test_undo_refuses_other_texts():
    page = source(SIMPLE.encode())
    patched = patch(page, cleaner.explain(page.text, only=["width"]))
    report = patched.report.to_json(**facts(page, patched))
    for data in (b"", patched.data + b"!", SIMPLE.encode("gbk")):
        with pytest.raises(Refused, match="nothing was written"):
            undone("page.txt", data, report)
    with pytest.raises(Refused, match="not a report"):
        undone("page.txt", patched.data, "{}")
    with pytest.raises(Refused):
        undone("page.txt", patched.data, "[1]")


def test_undo_takes_a_report_of_the_library():
    report = cleaner.explain(SIMPLE, only=["width"])
    assert undone("page.txt", report.text.encode("gbk"), report.to_json()) == SIMPLE.encode("gbk")


@pytest.mark.parametrize(
    ("text", "name"), [("", "none"), ("a\nb", "lf"), ("a\r\n", "crlf"), ("a\rb", "cr"), ("\r\n\n", "mixed")]
)
def test_newline(text, name):
    assert newline(text) == name


# -- the diff ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")
def test_patch_applies_the_diff(tmp_path):
    chance = random.Random(7)
    for i in range(60):
        lines = ["".join(chance.choices("他来了,又\r", k=chance.randrange(4))) for _ in range(chance.randrange(40))]
        text = "\n".join(lines) + "\n" * chance.randrange(2)
        spots = sorted(chance.sample(range(len(text) + 1), min(len(text) + 1, 2 * chance.randrange(1, 6)) // 2 * 2))
        news = ["", "，", "\n", "a\nb", "中\n"]
        report = told(text, *((a, b, chance.choice(news)) for a, b in zip(spots[::2], spots[1::2], strict=True)))
        page = source(text.encode("gb18030"), "gb18030", name=f"a page {i}.txt")
        patched = patch(page, report)
        file = tmp_path / page.name
        file.write_bytes(page.data)
        diff = b"".join(unified(page, patched.report))
        assert bool(diff) == (patched.data != page.data) or patched.report.changes
        if diff:
            subprocess.run(["patch", "-s", "--binary", "-p0"], input=diff, cwd=tmp_path, check=True, timeout=20)
        if patched.data or file.exists():  # patch removes a file that becomes empty
            assert file.read_bytes() == patched.data


def test_diff_of_one_long_line_is_linear():
    text = "他来了,又走了" * 100_000
    page = source(text.encode())
    patched = patch(page, told(text, *((i, i + 1, "，") for i in range(3, len(text), 7))))
    assert b"".join(unified(page, patched.report)).count(b"\n") == 7


def test_diff_of_utf_16_is_told_in_utf_8():
    page = source(SIMPLE.encode("utf-16"))
    lines = list(unified(page, told(page.text, (13, 14, "，"))))
    assert lines[-1].decode().startswith("+清晨")


# -- reading and writing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF file; extract its text first, e.g. with pdftotext"),
        (b"PK\x03\x04\x14\0\6\0\x08\0\0\0!\0" + b"\0" * 16 + b"[Content_Types].xml", "Word"),
        (b"PK\x03\x04\x14\0\0\0\0\0" + b"\0" * 20 + b"mimetypeapplication/epub+zip", "e-book"),
        (b"PK\x03\x04\x14\0\0\0\0\0" + b"\0" * 20 + b"a.txt", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "old Word"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"GIF89a", "image"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\x7fELF\2\1\1\0", "program"),
        (b"PAR1\x15\4\x15", "Parquet"),
        (b"a.txt" + b"\0" * 252 + b"ustar\0", "TAR"),
        (random.Random(1).randbytes(5000), "binary content"),
        (b"\0" * 5000, "binary content"),
    ],
)
def test_what_is_no_text_is_refused(data, words):
    with pytest.raises(Refused, match=words) as refusal:
        refuse_binary(data)
    assert ";" in str(refusal.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"one\0two",
        "他来了\0又走了".encode(),
        SIMPLE.encode("utf-16-le"),
        b"plain\n" * 50 + b"\x01\x02",
        "PK是两个字母".encode(),
        "漱壕".encode("gbk"),
        "BMW是一家公司".encode(),
        b"MZ",
    ],
)
def test_what_is_text_is_read(data):
    refuse_binary(data)


def test_writing_keeps_mode_and_link_and_leaves_nothing_behind(tmp_path):
    file, link = tmp_path / "page.txt", tmp_path / "link.txt"
    file.write_bytes(b"old")
    file.chmod(0o640)
    try:
        link.symlink_to(file)
    except OSError:
        pytest.skip("no links here")
    write(read(str(link)), b"new")
    assert file.read_bytes() == b"new"
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640 or sys.platform == "win32"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.txt", "page.txt"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path):
    file = tmp_path / "page.txt"
    file.write_bytes(b"old")
    page = read(str(file))
    file.write_bytes(b"another one")
    with pytest.raises(Refused, match="run again"):
        write(page, b"new")
    assert file.read_bytes() == b"another one"


def test_a_crash_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "page.txt"
    file.write_bytes(b"old")
    page = read(str(file))
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write(page, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]
    assert file.read_bytes() == b"old"


FOLDER = ["a.txt", "b.md", "c.csv", ".hidden.txt", ".git/d.txt", "sub/e.txt", "sub/skip/f.txt", "sub/g.TXT.bak"]


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        ([], [], ["a.txt", "b.md", "sub/e.txt", "sub/skip/f.txt"]),
        (["*.csv"], [], ["c.csv"]),
        ([], ["skip"], ["a.txt", "b.md", "sub/e.txt"]),
        ([], ["sub/"], ["a.txt", "b.md"]),
        ([], ["sub/*.txt"], ["a.txt", "b.md"]),
        (["sub/*"], ["skip"], ["sub/e.txt", "sub/g.TXT.bak"]),
    ],
)
def test_folders(tmp_path, include, exclude, found):
    for name in FOLDER:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    files = [Path(name).relative_to(tmp_path).as_posix() for name in inputs([str(tmp_path)], include, exclude)]
    assert files == found


def test_what_is_named_is_taken(tmp_path):
    (tmp_path / "c.csv").write_text("")
    assert list(inputs([str(tmp_path / "c.csv"), "-", "missing"], exclude=["*"])) == [
        str(tmp_path / "c.csv"),
        "-",
        "missing",
    ]
