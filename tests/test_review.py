"""What `cleaner review` serves, to whom, and what it saves."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import cleaner
from cleaner.cli import main
from cleaner.core import Edit, Step
from cleaner.files import Refused, read
from cleaner.pages.review import Review, Server
from cleaner.report import Report

TEXT = "他来了,又走了,没有说话。\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text(TEXT, "utf-8")
    return tmp_path


def review(name="page.txt", **where) -> Review:
    source = read(name)
    return Review(source, cleaner.explain(source.text), "en", **where)


def test_what_is_saved_and_how_it_is_taken_back(folder):
    one = review()
    assert one.save([(0, "reject"), (1, "accept")]) == ("page.reviewed.txt", "page.txt.decisions.json")
    assert (folder / "page.reviewed.txt").read_text("utf-8") == "他来了,又走了，没有说话。\n"
    assert (folder / "page.txt").read_text("utf-8") == TEXT
    told = json.loads((folder / "page.txt.decisions.json").read_text("utf-8"))
    assert [(one["kind"], one["start"], one["decision"]) for one in told["decisions"]] == [
        ("change", 3, "reject"),
        ("change", 7, "accept"),
    ]
    assert told["texts"] == {"original": TEXT, "text": "他来了,又走了，没有说话。\n"}
    assert [one["cause"] for one in told["held"]] == ["rejected"]
    assert Report.from_json(json.dumps(told), TEXT).text == told["texts"]["text"]
    assert main(["undo", "page.reviewed.txt", "page.txt.decisions.json"]) == 0
    assert (folder / "page.reviewed.txt").read_text("utf-8") == TEXT


def test_a_later_review_goes_on_from_the_decisions():
    review().save([(0, "reject")])
    again = review()
    assert again.decided == {0: "reject"}
    assert '"decided": [[0, "reject"]]' in again.page()
    again.save([(1, "reject")])
    assert review().decided == {1: "reject"}


def test_held_edits_are_made_when_they_are_accepted(folder):
    text = "甲乙丙丁"
    held = [(Edit(1, 2, "二", "half-width-mark", 0.5), "below"), (Edit(1, 3, "三", "half-width-mark", 0.4), "below")]
    made = [Edit(3, 4, "四", "half-width-mark")]
    (folder / "page.txt").write_text(text, "utf-8")
    report = Report(text, "甲乙丙四", [Step("width", made, held, [])], about={})
    one = Review(read("page.txt"), report, "en")
    one.save([(1, "accept")])
    assert (folder / "page.reviewed.txt").read_text("utf-8") == "甲二丙四"
    with pytest.raises(ValueError, match="cannot make both"):
        one.save([(1, "accept"), (2, "accept")])
    for wrong in ([(3, "accept")], [(-1, "accept")], [(True, "accept")], [(0, "perhaps")], [("0", "accept")], [3]):
        with pytest.raises((ValueError, TypeError)):
            one.save(wrong)
    assert (folder / "page.reviewed.txt").read_text("utf-8") == "甲二丙四"


def test_surrogates_and_encodings_come_through(folder):
    (folder / "page.txt").write_bytes("他来了,又走了。".encode("gb18030") + b"\xff\n")
    source = read("page.txt", "gb18030")
    one = Review(source, cleaner.explain(source.text), "en")
    one.save([])
    assert (folder / "page.reviewed.txt").read_bytes() == "他来了，又走了。".encode("gb18030") + b"\xff\n"
    assert isinstance(json.loads((folder / "page.txt.decisions.json").read_bytes())["texts"]["original"], list)


def test_nothing_is_overwritten_unasked(folder):
    result, book = folder / "page.reviewed.txt", folder / "page.txt.decisions.json"
    result.write_text("mine")
    with pytest.raises(Refused, match="--output"):
        review()
    review(result="page.reviewed.txt")  # named: meant
    result.unlink()
    for content in ("mine", "{}", "[]", '{"bytes": {"original": "0", "text": "0"}, "decisions": []}'):
        book.write_text(content)
        with pytest.raises(Refused, match="--decisions"):
            review()
        assert book.read_text() == content
    book.unlink()
    for where in ({"result": "./page.txt"}, {"decisions": "page.txt"}, {"decisions": "page.reviewed.txt"}):
        with pytest.raises(Refused):
            review(**where)


def test_write_saves_into_the_file_again_and_again(folder):
    one = review(in_place=True)
    one.save([(0, "reject")])
    assert (folder / "page.txt").read_text("utf-8") == "他来了,又走了，没有说话。\n"
    one.save([])
    assert (folder / "page.txt").read_text("utf-8") == TEXT.replace(",", "，")
    (folder / "page.txt").write_text("other", "utf-8")
    with pytest.raises(Refused, match="another program"):
        one.save([])
    assert (folder / "page.txt").read_text("utf-8") == "other"


# -- the server --------------------------------------------------------------------------------------------------------


@pytest.fixture
def server():
    with Server(review()) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def ask(server):
    """Ask the server: status, headers and body."""

    def call(method="GET", place="/", body=None, token=None, **headers):
        own = {"Host": server.host}
        if method == "POST":
            own |= {"Origin": server.origin, "Content-Type": "application/json"}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
        given = {name: value for name, value in own.items() if value is not None}
        path = f"/{server.token if token is None else token}{place}"
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        for name, value in given.items():
            connection.putheader(name, value)
        if data is not None and "Content-Length" not in given:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    return call


def test_the_page_is_served_under_the_token_alone(server, ask):
    assert server.server_address[0] == "127.0.0.1"
    status, headers, body = ask()
    assert (status, b"<!doctype html>" in body) == (200, True)
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    for token in ("", "x", server.token[:-1], server.token + "x"):
        assert ask(token=token)[0] == 404
    assert ask(place="/../")[0] == ask(place="/page.txt")[0] == ask("POST", "/", b"{}")[0] == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "localhost"}, 421),
        ({"Host": None}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
    ],
)
def test_others_are_not_heard(ask, folder, headers, status):
    assert ask(**headers)[0] == status
    assert ask("POST", "/save", {"decisions": []}, **headers)[0] == status
    assert not (folder / "page.reviewed.txt").exists()


def test_only_the_page_itself_saves(ask, folder):
    good = {"decisions": [[0, "reject"]]}
    assert ask("POST", "/save", good, Origin=None)[0] == 403
    assert ask("POST", "/save", good, Content_Type="text/plain")[0] == 415
    assert ask("POST", "/save", good, Content_Length="many")[0] == 415
    assert ask("POST", "/save", b"", Content_Length="99999999")[0] == 413
    for bad in (b"[", b"[]", b"{}", b'{"decisions": 3}', b'{"decisions": [[0, "perhaps"]]}', b"\xff"):
        status, _, body = ask("POST", "/save", bad)
        assert (status, bool(json.loads(body)["error"])) == (409, True)
    assert not (folder / "page.reviewed.txt").exists()
    status, _, body = ask("POST", "/save", good)
    assert (status, json.loads(body)["saved"]) == (200, ["page.reviewed.txt", "page.txt.decisions.json"])
    assert (folder / "page.reviewed.txt").read_text("utf-8") == "他来了,又走了，没有说话。\n"


def test_an_error_of_saving_is_told_and_leaves_what_was(ask, folder, monkeypatch):
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    status, _, body = ask("POST", "/save", {"decisions": []})
    assert (status, json.loads(body)) == (409, {"error": "disk full"})
    assert sorted(path.name for path in folder.iterdir()) == ["page.txt"]


@pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")
def test_interrupt_ends_it_cleanly():
    command = [sys.executable, "-m", "cleaner", "review", "--no-config", "--lang", "en", "page.txt"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout.readline().startswith("review at http://127.0.0.1:")
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=30)
        finally:
            run.kill()
    assert (run.returncode, out) == (0, "")
    assert err.splitlines()[-1] == "cleaner: nothing was saved"


def test_review_command_takes_one_file(capsys):
    assert main(["review", "--no-config", "."]) == 2
    assert main(["review", "--no-config", "-o", "page.txt", "page.txt"]) == 2
    assert "--write" in capsys.readouterr().err
