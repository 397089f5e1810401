"""Instances as real processes: they start, survive a kill, and never hear each other's settings."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from deploy.demonstration.processes import DidNotBecomeReady, Instance, Process, Processes, answers, is_free


@pytest.mark.parametrize("role", ["prison", "central"])
def test_an_instance_starts_is_killed_and_starts_again_on_its_port(
    processes: Processes, database: str, tmp_path: Path, role: str
) -> None:
    instance = processes.add(Instance(role, tmp_path / role, node="MDI" if role == "prison" else "CENTRAL"))
    instance.database = database
    instance.prepare()
    instance.web.start()
    assert answers(instance.url)
    instance.web.kill()
    assert instance.web.status == -signal.SIGKILL
    assert not answers(instance.url)
    instance.web.start()
    assert answers(instance.url)
    instance.web.stop()
    assert is_free(instance.port)


def test_headers_and_log_of_a_real_server(processes: Processes, database: str, tmp_path: Path) -> None:
    instance = processes.add(Instance("central", tmp_path, node="CENTRAL"))
    instance.database = database
    instance.prepare()
    instance.web.start()
    with urllib.request.urlopen(f"{instance.url}/health/live") as answer:
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "require-trusted-types-for 'script'" in answer.headers["Content-Security-Policy"]
    instance.web.stop()
    assert all(line.startswith("{") for line in instance.web.log.read_text().splitlines())


def test_a_process_that_ends_at_once_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    process = Process("doomed", ["sh", "-c", "echo because; exit 3"], os.environ, tmp_path / "log", lambda: False)
    with pytest.raises(DidNotBecomeReady, match=r"(?s)doomed ended with 3.*because"):
        process.start()


def test_settings_of_the_caller_do_not_reach_an_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHGATE_CENTRAL_URL", "https://elsewhere.example")
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere.example/db")
    instance = Instance("prison", tmp_path, node="MDI")
    assert "THROUGHGATE_CENTRAL_URL" not in instance.environment
    assert instance.environment["DATABASE_URL"].endswith("/db.sqlite3")


def test_secrets_are_made_once_for_each_folder_and_kept_from_others(tmp_path: Path) -> None:
    one, again = Instance("prison", tmp_path / "a", node="MDI"), Instance("prison", tmp_path / "a", node="MDI")
    other = Instance("prison", tmp_path / "b", node="LEI")
    name = "THROUGHGATE_SECRET_KEY"
    assert one.environment[name] == again.environment[name] != other.environment[name]
    assert (tmp_path / "a" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    """Even when that one is killed, so that no server is left behind on its port."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys, time\nfrom pathlib import Path\nfrom deploy.demonstration.processes import Process\n"
        f"child = Process('child', ['sleep', '60'], os.environ, Path({str(tmp_path / 'log')!r}))\n"
        f"child.start()\nPath({str(tmp_path / 'pid')!r}).write_text(str(child.pid))\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": os.getcwd()})
    deadline = time.monotonic() + 20
    while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    pid = int((tmp_path / "pid").read_text())
    parent.kill()
    parent.wait()
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:3]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
