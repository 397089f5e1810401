"""Setting a checkout up: once, by one at a time, and with a mend for what goes wrong."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.demonstration.processes import ROOT

LOCKS = ("requirements", "requirements-test", "requirements-node")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that asks for no packages: what is left is the virtual environment and the stamps."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "ready.py", tmp_path / "deploy")
    for name in LOCKS:
        (tmp_path / "deploy" / f"{name}.txt").write_text("")
    (tmp_path / "deploy" / "hello").write_text("import ready\nready.hand_to('hello', tests=True)\n")
    (tmp_path / "hello.py").write_text("import sys\nprint(sys.prefix, sys.argv[1:])\n")
    return tmp_path


def run(checkout: Path, *words: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(checkout / "deploy" / "hello"), *words],
        env={**os.environ, "PIP_NO_INDEX": "1", **more},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_first_run_sets_up_and_the_second_finds_nothing_to_do(checkout: Path) -> None:
    first, second = run(checkout, "a", "b c"), run(checkout)
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout.strip() == f"{checkout / '.venv'} ['a', 'b c']"
    assert "making the virtual environment" in first.stderr
    assert "installing deploy/requirements-test.txt" in first.stderr
    assert second.stderr == ""
    (checkout / "deploy" / "requirements-test.txt").write_text("# changed\n")
    third = run(checkout)
    assert "installing deploy/requirements-test.txt" in third.stderr
    assert "virtual environment" not in third.stderr


def test_runs_at_the_same_time_wait_for_each_other(checkout: Path) -> None:
    command = [sys.executable, str(checkout / "deploy" / "hello")]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) for _ in range(3)]
    said = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert sum("making the virtual environment" in words for words in said) == 1


def test_a_package_that_cannot_be_had_ends_with_its_mend_and_is_tried_again(checkout: Path) -> None:
    (checkout / "deploy" / "requirements-test.txt").write_text(f"nothing==1 --hash=sha256:{'0' * 64}\n")
    for _ in range(2):
        failed = run(checkout)
        assert failed.returncode == 2
        assert "Mend:" in failed.stderr
        assert failed.stdout == ""
