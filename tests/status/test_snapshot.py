"""The copy on the disk: whole, as new as the last change, and served when the database fails."""

import json
import re
import threading
from pathlib import Path

import pytest

from community.extensions import db
from community.outbox.working import drain
from community.status import snapshot
from community.status.v2.documents import DOCUMENTS
from tests.status.test_reporting import open_incident, parts, update

__all__ = ["parts"]


@pytest.fixture
def folder(app) -> Path:
    return snapshot.folder()


def page(folder) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def test_every_change_writes_it_anew(parts, folder):
    incident = open_incident("Sign-in fails", {parts["Login"]: "major_outage"})
    drain()
    assert "Sign-in fails" in page(folder) and "Part of the service does not work" in page(folder)
    summary = json.loads((folder / "api/v2/summary.json").read_text())
    assert summary["incidents"][0]["name"] == "Sign-in fails"
    update(incident, "resolved")
    drain()
    assert "Everything works" in page(folder)
    assert json.loads((folder / "api/v2/summary.json").read_text())["incidents"] == []


def test_it_needs_no_other_file_and_runs_nothing(parts, folder):
    open_incident("<script>alert(1)</script>", {parts["Login"]: "major_outage"})
    drain()
    text = page(folder)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert re.findall(r'(?:src|href)="([^"]+)"', text) == ["http://localhost/status"]
    assert "<style>" in text and "<link" not in text


def test_the_copy_has_every_document(parts, folder):
    snapshot.spread()
    for name in DOCUMENTS:
        assert json.loads((folder / f"api/v2/{name}.json").read_text())["page"]


def test_a_reader_never_meets_half_a_file(folder):
    path, wrong, done = folder / "test.txt", [], threading.Event()
    snapshot.put(path, b"a" * 300_000)

    def read():
        while not done.is_set():
            text = path.read_bytes()
            if len(text) != 300_000 or len(set(text)) != 1:
                wrong.append(len(text))

    reader = threading.Thread(target=read)
    reader.start()
    for sign in (b"b", b"c") * 50:
        snapshot.put(path, sign * 300_000)
    done.set()
    reader.join()
    assert wrong == []
    assert [one.name for one in folder.iterdir() if one.name.startswith(".test")] == []
    path.unlink()


@pytest.fixture
def broken(parts, app):
    """A database file that is none any more, as after a failed restore."""
    open_incident("Sign-in fails", {parts["Login"]: "major_outage"})
    drain()
    db.session.remove()
    db.engine.dispose()
    file = app.config["SETTINGS"].var_dir / "hearth.db"
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    file.write_bytes(b"no database any more " * 1000)
    from community import caching

    caching.freshness_of(app).touch([caching.EVERYTHING])


def test_without_the_database_the_page_is_still_read(broken, client):
    answer = client.get("/status")
    assert answer.status_code == 200
    assert "Sign-in fails" in answer.text and "You are reading a copy from" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]


def test_without_the_database_clients_still_read_the_api(broken, client):
    for path in ("/api/v2/summary.json", "/status/api/v2/incidents/unresolved.json"):
        answer = client.get(path)
        assert answer.status_code == 200 and answer.json["incidents"][0]["name"] == "Sign-in fails"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_without_the_database_everything_else_says_so(broken, client):
    assert client.get("/news").status_code == 500
    assert client.post("/status").status_code in (405, 500)
    assert client.get("/status/incidents/1").status_code == 500


def test_only_what_is_copied_is_served_from_there(app):
    with app.test_request_context():
        assert snapshot.kept_file("/status") is not None
        for path in (
            "/api/v2/../../hearth.db",
            "/api/v2/x.json",
            "/api/v2/.json",
            "/",
            "/status/x",
        ):
            assert snapshot.kept_file(path) is None


def test_the_command_writes_it_without_a_worker(app, parts, folder):
    run = app.test_cli_runner().invoke
    assert run(args=["incident", "open", "Told from the shell"]).exit_code == 0
    assert "Told from the shell" in page(folder)


def test_the_command_plans_work(app, parts):
    run = app.test_cli_runner().invoke
    times = ["--from", "2036-11-30T02:00", "--until", "2036-11-30T04:00", "--body", "New disks"]
    planned = run(args=["incident", "plan", "Disks", *times, "--component", "login"])
    assert planned.exit_code == 0 and planned.output.strip().isdigit()
    number = planned.output.strip()
    begun = run(args=["incident", "update", number, "--stage", "in_progress", "--body", "x"])
    assert begun.exit_code == 0
    backwards = ["--from", "2036-11-30T02:00", "--until", "2036-11-30T01:00", "--body", "x"]
    assert run(args=["incident", "plan", "Disks", *backwards]).exit_code == 1
    nonsense = ["--from", "soon", "--until", "later", "--body", "x"]
    assert run(args=["incident", "plan", "Disks", *nonsense]).exit_code == 2
    assert run(args=["incident", "resolve", number]).output.strip() == number
    again = run(args=["incident", "update", number, "--stage", "in_progress", "--body", "x"])
    assert again.exit_code == 1 and "Plan another one" in again.output
