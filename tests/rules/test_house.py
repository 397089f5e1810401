"""The rules that `./deploy/check` adds to the linters find what they are for."""

from pathlib import Path

import pytest

from deploy.commands import house
from deploy.demonstration.processes import ROOT


def test_the_top_level() -> None:
    kept = [*(f"{name}/x" for name in house.TOP), ".ci/run"]
    assert house.strangers_at_the_top(kept) == []
    assert house.strangers_at_the_top([*kept, "utils/x.py"]) == ["utils does not belong at the top level"]
    assert house.strangers_at_the_top([path for path in kept if path != "tests/x"]) == [
        "tests is missing at the top level"
    ]


@pytest.mark.parametrize("trace", ["/" + "root/x", "/" + "home/ann/x", "registry." + "npmjs.org", "pypi." + "org"])
def test_traces_of_a_machine(tmp_path: Path, trace: str) -> None:
    (tmp_path / "a.md").write_text(f"fine\nsee {trace}\n")
    (tmp_path / "b.md").write_text("fine\n")
    assert len(house.traces_of_a_machine(tmp_path, ["a.md", "b.md", "gone.md"])) == 1


def test_migrations_that_fork(tmp_path: Path) -> None:
    folder = tmp_path / "accounts" / "migrations"
    folder.mkdir(parents=True)
    for name in ("0001_initial", "0002_one", "0002_other"):
        (folder / f"{name}.py").touch()
    assert house.migrations_that_fork(tmp_path) == ["accounts/migrations/0002_other.py should be number 0003"]


def test_settings_and_their_words(tmp_path: Path) -> None:
    settings = tmp_path / "deploy" / "settings"
    settings.mkdir(parents=True)
    (settings / "base.py").write_text('A = env.str("ONE", default="")\nB = env("TWO")\nC = other.str("THREE")\n')
    (tmp_path / "deploy" / "OPERATING.md").write_text("| `TWO` | x |\n| `FOUR` | x |\n")
    assert house.settings_without_words(tmp_path) == [
        "ONE is read but not in deploy/OPERATING.md",
        "FOUR stands in deploy/OPERATING.md but nothing reads it",
    ]


def locks(folder: Path, asked: str, locked: str, test: str) -> list[str]:
    (folder / "deploy").mkdir()
    for name, asks, holds in [
        ("requirements", asked, locked),
        ("requirements-test", "", test),
        ("requirements-node", "", ""),
    ]:
        (folder / "deploy" / f"{name}.in").write_text(asks)
        (folder / "deploy" / f"{name}.txt").write_text(holds)
    return house.locks_that_are_stale(folder)


PIN = "django==5.2.8 \\\n    --hash=sha256:00\n"


@pytest.mark.parametrize(
    ("asked", "locked", "test", "faults"),
    [
        ("django>=5.2  # why", PIN, PIN, []),
        ("django>=5.2\nCelery", PIN, PIN, ["requirements.txt does not lock Celery"]),
        ("django>=6", PIN, PIN, ["requirements.txt locks django 5.2.8, asked for is >=6"]),
        ("django", "django==5.2.8\n", PIN, ["requirements.txt has packages without a hash"]),
        ("django", PIN, "", ["requirements-test.txt locks django None, requirements.txt 5.2.8"]),
    ],
)
def test_locks(tmp_path: Path, asked: str, locked: str, test: str, faults: list[str]) -> None:
    assert locks(tmp_path, asked, locked, test) == faults


def test_libraries_and_their_reasons(tmp_path: Path) -> None:
    locks(tmp_path, "django>=5  # why", PIN, PIN)
    (tmp_path / "deploy" / "assets").mkdir()
    (tmp_path / "deploy" / "assets" / "package.json").write_text('{"dependencies": {"@a/b": "1"}}')
    (tmp_path / "deploy" / "decisions").mkdir()
    (tmp_path / house.LIBRARIES).write_text("| package | why |\n|---|---|\n| @a/b | x |\n| flask | x |\n")
    assert house.libraries_without_reason(tmp_path) == [
        f"django has no line in {house.LIBRARIES}",
        f"flask has a line in {house.LIBRARIES} but nothing asks for it",
    ]


def test_this_house_keeps_them() -> None:
    root = Path(__file__).resolve().parents[2]
    assert house.settings_without_words(root) == []
    assert house.libraries_without_reason(root) == []
    assert house.migrations_that_fork(root) == []
    assert house.locks_that_are_stale(root) == []


def test_the_layout_alone_lists_the_errors_of_a_pages_form() -> None:
    """A page that did too said everything twice, to a screen reader first of all."""
    pages = (path for path in (ROOT / "templates").rglob("*.html") if path.parts[-2] not in {"layouts", "components"})
    assert [str(path) for path in pages if '<c-error-summary :form="form"' in path.read_text()] == []
