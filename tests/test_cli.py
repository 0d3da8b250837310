"""The command line: what it prints, writes, refuses, and its exit codes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner
from cleaner.cli import main
from cleaner.config import locale
from cleaner.judge import SHIPPED
from cleaner.show import visible, width_of

DAMAGED = "清晨的菜市场里有不少人,大娘一边招呼客人,一边找零钱。\n"
REPAIRED = DAMAGED.replace(",", "，")
CLEAN = "他来了，又走了。\n"
WIDTH = ("--only", "width", "--no-config")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of its own to work in, and an environment that does not show."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name, text in {"page.txt": DAMAGED, "clean.txt": CLEAN}.items():
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.4\n")
    return tmp_path


@pytest.fixture
def run(capsysbinary):
    """Run the command line: exit code, output, errors."""

    def call(*argv: str) -> tuple[int, str, str]:
        try:
            code = main(argv)
        except SystemExit as end:
            code = end.code
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def shell(*argv: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cleaner", *argv]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **env}, timeout=60, check=False)


PDF = "cleaner: notes.pdf: a PDF file; extract its text first, e.g. with pdftotext\n"


@pytest.mark.parametrize(
    ("argv", "code", "out", "err"),
    [
        pytest.param(["fix", "page.txt"], 0, REPAIRED, "", id="print"),
        pytest.param(["fix", "page.txt", "clean.txt"], 0, REPAIRED + CLEAN, "", id="print two"),
        pytest.param(["fix", "--check", "page.txt", "clean.txt"], 1, "page.txt\n", "", id="check"),
        pytest.param(["fix", "--check", "clean.txt"], 0, "", "", id="check clean"),
        pytest.param(["fix", "--check", "-q", "page.txt"], 1, "", "", id="check quietly"),
        pytest.param(["fix", "--write", "page.txt"], 0, "", "cleaner: page.txt: repaired\n", id="write"),
        pytest.param(["fix", "--write", "-q", "page.txt"], 0, "", "", id="write quietly"),
        pytest.param(["fix", "--diff", "clean.txt"], 0, "", "", id="diff of nothing"),
        pytest.param(["fix", "notes.pdf", "clean.txt"], 2, CLEAN, PDF, id="one bad file"),
        pytest.param(["fix", "--check", "notes.pdf", "page.txt"], 2, "page.txt\n", PDF, id="check with a bad file"),
        pytest.param(
            ["fix", "none.txt"], 2, "", "cleaner: none.txt: no such file or folder: check the name\n", id="no such file"
        ),
        pytest.param(["fix", "--keep", ",大", "page.txt"], 0, REPAIRED.replace("，大", ",大"), "", id="keep"),
        pytest.param(["fix", "--least", "0.999", "page.txt"], 0, DAMAGED, "", id="least"),
        pytest.param(["fix", "--least", "width=0.999", "page.txt"], 0, DAMAGED, "", id="least of a pass"),
        pytest.param(["fix", "--least", "0.999,width=0.5", "page.txt"], 0, REPAIRED, "", id="both"),
        pytest.param(["fix", "--only", "spacing,width", "--skip", "width", "page.txt"], 0, DAMAGED, "", id="skip"),
    ],
)
def test_fix(run, argv, code, out, err):
    assert run(*argv, *WIDTH) == (code, out, err)


def test_errors_are_one_line_that_says_what_to_do(run):
    for argv, words in [
        (["fix", "--only", "widht"], "unknown pass 'widht'. Did you mean width? Known: "),
        (["fix", "--option", "width.x=1"], "unknown option 'width.x'"),
        (["fix", "--option", "width"], "--option is pass.name=value"),
        (["fix", "--option", "width.letters=perhaps"], "option width.letters is true or false, not 'perhaps'"),
        (["fix", "--least", "2"], "from 0 to 1"),
        (["fix", "--least", "much"], "--least is a number from 0 to 1, or pass=number, not 'much'"),
        (["fix", "--encoding", "utf9"], "unknown encoding 'utf9': try one of utf-8"),
        (["fix", "--write"], "--write needs the names of files"),
        (["fix", "."], "a folder is not printed: add --diff"),
        (["fix", "--write", "--check"], "not allowed with"),
        (["fix", "--thorough", "--only", "width", "page.txt"], "--thorough is of the pass characters"),
        (["fix", "--report", "page.txt", "./page.txt"], "--report is a file of its own"),
        (["fix", "--json", "--report", "page.txt", "."], "--report is a file of its own"),
        (["fix", "--config", "none.toml"], "none.toml"),
        (["fix", "--model", "none.klm"], "none.klm: no such file"),
        (["fix", "--model", "page.txt"], "page.txt: no KenLM model"),
        (["fix", "--lexicon", "none.tsv"], "none.tsv: no such file"),
        (["fix", "--lexicon", "page.txt"], "page.txt: line 1 is to be the header"),
        (["fix", "--writ", "page.txt"], "unrecognized arguments: --writ; see: cleaner fix --help"),
        (["report", "-o", "none/report.html", "page.txt"], "none/report.html: no such file"),
        (["review", "notes.pdf"], "notes.pdf: a PDF file"),
        (["repair"], "invalid choice: 'repair'"),
        (["undo", "page.txt", "none"], "none: no such file"),
        (["undo", "page.txt", "clean.txt"], "not a report"),
    ]:
        code, out, err = run(*argv)
        assert (code, out) == (2, "")
        assert err.startswith("cleaner: ")
        assert words in err
        assert err.count("\n") == 1


def test_help_says_that_nothing_leaves_the_machine(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    assert "Nothing leaves this machine" in out
    assert "exit codes" in out
    assert run("--version")[1] == f"cleaner {cleaner.__version__}\n"
    for command in ("fix", "explain", "undo", "passes"):
        assert run(command, "--help")[0] == 0


def test_start_up_imports_little():
    program = "import sys, cleaner.cli, cleaner.arguments; cleaner.arguments.parser(); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    heavy = {
        "rich",
        "ftfy",
        "opencc",
        "hypothesis",
        "tempfile",
        "cleaner.chain",
        "cleaner.commands",
        "cleaner.show",
        "tomllib",
        "asyncio",
    }
    assert heavy & set(told.stdout.split()) == set()


# -- bytes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_files_keep_their_encoding_and_line_ends(run, folder, encoding, end):
    text = (DAMAGED + CLEAN).replace("\n", end)
    (folder / "page.txt").write_bytes(text.encode(encoding))
    assert run("fix", "--write", "--report", "back.jsonl", "page.txt", *WIDTH)[0] == 0
    assert (folder / "page.txt").read_bytes() == text.replace(",", "，").encode(encoding)
    assert run("undo", "page.txt", "back.jsonl")[0] == 0
    assert (folder / "page.txt").read_bytes() == text.encode(encoding)


def test_nothing_is_written_where_nothing_changes(run, folder):
    before = (folder / "clean.txt").stat()
    assert run("fix", "--write", "clean.txt", *WIDTH) == (0, "", "")
    after = (folder / "clean.txt").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_standard_input_to_standard_output():
    for encoding in ("utf-8", "gbk"):
        told = shell("fix", *WIDTH, stdin=DAMAGED.encode(encoding), PYTHONIOENCODING="ascii")
        assert (told.returncode, told.stdout, told.stderr) == (0, REPAIRED.encode(encoding), b"")
    assert shell("fix", "-", *WIDTH, stdin=DAMAGED.encode()).stdout == REPAIRED.encode()


def test_undecodable_bytes_are_mentioned_and_kept(run, folder):
    data = DAMAGED.encode() + b"\xff\xfe\xe4\n"
    (folder / "page.txt").write_bytes(data)
    code, _, err = run("fix", "--write", "page.txt", *WIDTH)
    assert code == 0
    assert "bytes that cannot be read as utf-8, left as they are: 3" in err
    assert (folder / "page.txt").read_bytes() == data.replace(b",", "，".encode())


def test_given_encoding(run, folder):
    (folder / "page.txt").write_bytes("人,口".encode("gbk"))
    assert run("fix", "--encoding", "gbk", "--json", "page.txt", *WIDTH)[0] == 0
    assert run("fix", "--encoding", "utf-32", "page.txt")[0] == 2


# -- reports -----------------------------------------------------------------------------------------------------------


def test_json_is_one_line_a_file(run):
    code, out, _ = run("fix", "--json", "page.txt", "clean.txt", *WIDTH)
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert [change["new"] for change in first["changes"]] == ["，", "，"]
    assert (first["file"], first["encoding"], first["newline"], first["bom"]) == ("page.txt", "utf-8", "lf", "")
    assert second["changes"] == []
    assert cleaner.Report.from_json(out.splitlines()[0], REPAIRED).undo() == DAMAGED


def test_undo_goes_back_step_by_step(run, folder):
    page = folder / "page.txt"
    for part in ("one,", "two,"):
        page.write_bytes(page.read_bytes() + f"{part}\n".encode() + DAMAGED.encode())
        assert run("fix", "-w", "--report", "back.jsonl", "page.txt", "clean.txt", *WIDTH)[0] == 0
    assert len((folder / "back.jsonl").read_text("utf-8").splitlines()) == 2
    whole = page.read_bytes()
    assert run("undo", "page.txt", "back.jsonl") == (0, "", "")
    assert page.read_bytes().count(b",") == 4
    code, _, err = run("undo", "page.txt", "back.jsonl")
    assert (code, err) == (0, "cleaner: page.txt: already as it was before the repair\n")
    page.write_bytes(whole + b"!")
    code, _, err = run("undo", "page.txt", "back.jsonl")
    assert code == 2
    assert "nothing was written" in err
    assert page.read_bytes() == whole + b"!"


def test_undo_in_a_pipe():
    report = shell("fix", "--json", "page.txt", *WIDTH).stdout
    Path("report.json").write_bytes(report)
    assert shell("undo", "-", "report.json", stdin=REPAIRED.encode()).stdout == DAMAGED.encode()
    Path("page.txt").write_bytes(REPAIRED.encode())
    assert shell("undo", "page.txt", "-", stdin=report).returncode == 0
    assert Path("page.txt").read_bytes() == DAMAGED.encode()


# -- what people see ---------------------------------------------------------------------------------------------------


def test_explain(run, folder):
    (folder / "page.txt").write_bytes(("第一行\r\n第二行\r" + DAMAGED).encode())
    code, out, err = run("explain", "page.txt", *WIDTH, "--keep", ",一边找")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("page.txt:3:12 half-width mark in Chinese text (width ")
    assert lines[1] == "    清晨的菜市场里有不少人[-,-]{+，+}大娘一边招呼客人,一边找零钱。"
    assert lines[3] == "Held, not made: 1"
    assert lines[4].endswith("; held: this part is off limits")
    assert [line.split() for line in lines[-3:]] == [
        ["pass", "changes", "held", "notes"],
        ["width", "1", "1", "0"],
        ["all", "1", "1", "0"],
    ]


def test_explain_in_chinese(run, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "中文里的半角标点" in run("explain", "page.txt", *WIDTH)[1]
    assert "half-width mark" in run("explain", "page.txt", "--lang", "en", *WIDTH)[1]
    assert run("explain", "clean.txt", *WIDTH)[1] == "clean.txt: 没有要修复的\n"


def test_explain_where_the_output_has_no_chinese():
    for encoding in ("ascii", "gbk"):
        told = shell("explain", "page.txt", *WIDTH, PYTHONIOENCODING=encoding)
        assert (told.returncode, told.stderr) == (0, b"")
        assert "人[-,-]{+，+}大".encode(encoding, "backslashreplace") in told.stdout


@pytest.mark.parametrize(
    ("env", "flags", "colored"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
    ],
)
@pytest.mark.parametrize("command", [["explain", "page.txt"], ["fix", "--diff", "page.txt"], ["passes"]])
def test_colour(run, monkeypatch, command, env, flags, colored):
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    flags = [*flags, *(WIDTH if command != ["passes"] else ())]
    assert ("\x1b[" in run(*command, *flags)[1]) is colored


def test_passes_are_listed_in_their_order(run):
    code, out, _ = run("passes")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == list(cleaner.chain.NAMES)
    assert "width.letters=false" in out


def test_nothing_hides():
    assert visible("a\x1b[31m\u200b\udcff\u202e\n") == "a<U+001B>[31m<U+200B><\\xff><U+202E>\\n"
    assert width_of("a中") == 3


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh"}, "zh"),
    ],
)
def test_language_of_the_locale(monkeypatch, env, language):
    monkeypatch.setenv("LANG", "")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert locale() == language


# -- reading every character ------------------------------------------------------------------------------------------

# Longer than what is read closely anyway, and without another error.
MISREAD = (
    "甲方出租房屋是为了增加家庭收人来源。\n"
    "甲方负责房屋的日常维修，乙方应当爱护房屋和室内的设备。因使用不当造成损坏的，由乙方负责修理，并承担全部费用。"
    "租金按月支付，每月五日以前交清，逾期不交的，按日加收违约金。租赁期间，未经甲方书面同意，乙方不得将房屋转租他人，"
    "也不得改变房屋的用途。遇有国家征收等情形，双方可以协商解除合同，甲方应当退还剩余的租金和押金。\n"
)


@pytest.mark.parametrize(
    ("config", "flags", "repaired"),
    [
        ("", [], False),
        ("", ["--thorough"], True),
        ("thorough = true", [], True),
        ('option = { "characters.thorough" = true }', [], True),
        ("thorough = true", ["--option", "characters.thorough=false"], False),
        ("thorough = true", ["--only", "width"], False),
    ],
)
def test_thorough(run, folder, config, flags, repaired):
    (folder / "cleaner.toml").write_text(config, "utf-8")
    (folder / "misread.txt").write_text(MISREAD, "utf-8")
    assert run("fix", "misread.txt", *flags)[:2] == (0, MISREAD.replace("收人", "收入") if repaired else MISREAD)


def test_what_is_said_of_it_on_a_terminal(run, folder, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    (folder / "found.txt").write_text("今年的粮食产量比去年有了明显的题高，村民们都很高兴。\n", "utf-8")
    (folder / "long.txt").write_text("好。" * 20_001, "utf-8")
    assert "--thorough finds more" in run("fix", "found.txt")[2]
    assert run("fix", "found.txt", "--thorough")[2] == run("fix", "page.txt", "--only", "width")[2] == ""
    assert "about 6 s" in run("fix", "long.txt", "--thorough", "--lang", "en")[2]


# -- configuration -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "flags", "repaired"),
    [
        ("", [], True),
        ('skip = ["width"]', [], False),
        ('skip = "width"', ["--no-config"], True),
        ('skip = ["width"]', ["--only", "width"], True),
        ('only = ["spacing"]', ["--only", "width"], True),
        ("least = 0.999", [], False),
        ("least = 0.999", ["--least", "0.5"], True),
        ("least = 0.999", ["--least", "width=0.5"], True),
        ("least = { width = 0.999 }", [], False),
        ('least = ["0.5", "width=0.999"]', [], False),
        ('keep = ["不少人,", "客人,"]', ["--keep", "x"], False),
        ("option.width.letters = true", [], True),
        ('option = { "width.letters" = true }', [], True),
        ('option = ["width.letters=yes"]\nlang = "zh"\ncolor = "never"\nencoding = "utf-8"', [], True),
    ],
)
@pytest.mark.parametrize("kind", ["cleaner.toml", "pyproject.toml"])
def test_configuration(run, folder, monkeypatch, kind, config, flags, repaired):
    if kind == "pyproject.toml":
        config = "[project]\nname = 'x'\n[tool.cleaner]\n" + config
    (folder / kind).write_text(config, "utf-8")
    (folder / "below").mkdir()
    (folder / "below/pyproject.toml").write_text("[tool.other]\n", "utf-8")
    monkeypatch.chdir(folder / "below")
    assert run("fix", "../page.txt", *flags) == (0, REPAIRED if repaired else DAMAGED, "")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("onyl = []", "unknown key 'onyl'. Known: only, skip,"),
        ("only = 3", "only is a list of strings, not 3"),
        ("lang = 'fr'", "lang is zh or en, not 'fr'"),
        ("encoding = 3", "encoding is a string, not 3"),
        ("only = ['widht']", "Did you mean width?"),
        ("only = [", "not valid TOML"),
        ("option.width.letters = 3", "width.letters is a bool"),
        ("option = 3", "option is a list of strings, not 3"),
        ("option = ['width.letters']", "option is pass.name=value, not 'width.letters'"),
        ("least = 'much'", "from 0 to 1"),
        ("model = 3", "model is a string, not 3"),
        ("model = 'page.txt'", "page.txt: no KenLM model"),
        ("lexicon = 3", "lexicon is a string, not 3"),
        ("lexicon = 'page.txt'", "page.txt: line 1 is to be the header"),
    ],
)
def test_errors_of_configuration(run, folder, config, words):
    (folder / "my.toml").write_text(config, "utf-8")
    code, _, err = run("fix", "--config", "my.toml", "page.txt")
    assert code == 2
    assert words in err
    assert err.count("\n") == 1


def test_a_model_of_ones_own(run, folder, monkeypatch):
    (folder / "own.klm").write_bytes(SHIPPED.read_bytes())
    (folder / "cleaner.toml").write_text('model = "own.klm"', "utf-8")
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    for flags, named in [([], "own.klm"), (["--model", SHIPPED], "zh.klm"), (["--no-config"], "zh.klm")]:
        told = json.loads(run("fix", "--json", "../page.txt", *map(str, flags))[1])
        assert told["model"]["file"] == named


# -- folders, pipes, signals -------------------------------------------------------------------------------------------


def test_a_folder(run, folder):
    (folder / "sub").mkdir()
    (folder / "sub/more.md").write_bytes(DAMAGED.encode())
    (folder / "sub/data.csv").write_bytes(DAMAGED.encode())
    code, out, _ = run("fix", "--check", ".", *WIDTH)
    assert (code, out) == (1, f".{os.sep}page.txt\n.{os.sep}sub{os.sep}more.md\n")
    code, out, _ = run("fix", "--check", ".", "--include", "*.csv,*.pdf", *WIDTH)
    assert (code, out) == (2, f".{os.sep}sub{os.sep}data.csv\n")
    code, out, _ = run("fix", "--check", ".", "--exclude", "sub", "--exclude", "page*", *WIDTH)
    assert (code, out) == (0, "")


def test_many_long_files_on_a_terminal_show_progress(run, folder, monkeypatch):
    monkeypatch.setattr("cleaner.commands.LONG", 1)
    terminal = type("Terminal", (io.StringIO,), {"isatty": lambda _: True})()
    monkeypatch.setattr("sys.stderr", terminal)
    assert run("fix", "-q", "--write", "page.txt", "clean.txt", *WIDTH)[0] == 0
    assert (folder / "page.txt").read_bytes() == REPAIRED.encode()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows close in another way")
def test_a_closed_pipe_is_no_traceback(folder):
    (folder / "page.txt").write_bytes(DAMAGED.encode() * 5000)
    command = [sys.executable, "-m", "cleaner", "explain", "page.txt", *WIDTH]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"page.txt:1:12")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 141


@pytest.mark.skipif(sys.platform == "win32", reason="no shell of POSIX")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_was_closed_is_no_traceback(folder, closed):
    command = f'"{sys.executable}" -m cleaner fix --write page.txt {" ".join(WIDTH)} {closed}'
    assert subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False).returncode == 0
    assert (folder / "page.txt").read_bytes() == REPAIRED.encode()


def test_an_interrupt_is_quiet(run, monkeypatch):
    monkeypatch.setattr("cleaner.commands.read", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run("fix", "page.txt") == (130, "", "")


def test_one_line_of_five_megabytes(folder):
    text = "他来了,又走了。" * 250_000
    (folder / "page.txt").write_bytes(text.encode())
    told = shell("fix", "page.txt", *WIDTH)
    assert told.stdout == text.replace(",", "，").encode()
