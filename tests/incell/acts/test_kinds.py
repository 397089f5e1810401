"""Kinds are loaded whole or not at all, and every version is kept."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from incell.acts.kinds import kind_of, load_kinds
from incell.catalogue import built_in, parse_kind
from incell.models import RequestKind
from incell.questions import Broken
from tests.cast import NOW, Cast
from tests.incell.catalogue.test_broken import KIND, QUESTIONS
from tests.kinds import Kinds, ask

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "asks").mkdir()
    (tmp_path / "asks/laundry.yml").write_text(QUESTIONS)
    (tmp_path / "kinds.yml").write_text("kinds:\n" + KIND)
    return tmp_path


def test_what_comes_with_the_product_can_be_asked_for(kinds: Kinds) -> None:
    assert set(kinds) == {kind.code for kind, _ in built_in()}
    assert AuditEntry.objects.filter(verb="load_kind").count() == len(kinds)


def test_again_changes_nothing(kinds: Kinds) -> None:
    assert {one.outcome for one in load_kinds(by="command:load_requests", at=LATER)} == {"unchanged"}
    assert RequestKind.objects.count() == len(kinds)


def test_what_loading_costs(db: None, django_assert_max_num_queries: Callable) -> None:
    frame, first_line = 2, 2  # the savepoint, and the tips of a day's audit
    with django_assert_max_num_queries(2 + 3 + len(built_in()) + frame + first_line):
        load_kinds(by="command:load_requests", at=NOW)
    with django_assert_max_num_queries(2 + frame):
        load_kinds(by="command:load_requests", at=LATER)


def test_a_kind_that_was_in_force_once_comes_again(kinds: Kinds, folder: Path) -> None:
    load_kinds(folder=folder, by="command:load_requests", at=LATER)
    assert {one.outcome for one in load_kinds(by="command:load_requests", at=LATER)} == {"new", "retired"}
    assert {row.pk for row in RequestKind.objects.current()} == {row.pk for row in kinds.values()}


def test_a_stored_kind_is_what_was_loaded(kinds: Kinds) -> None:
    for kind, source in built_in():
        row = kinds[kind.code]
        assert kind_of(row) == parse_kind(source)
        assert kind_of(row, "cy").name.lang == "cy"


def test_a_folder_retires_what_it_does_not_name(kinds: Kinds, folder: Path) -> None:
    loaded = load_kinds(folder=folder, by="command:load_requests", at=LATER)
    assert {one.outcome for one in loaded} == {"new", "retired"}
    assert [row.code for row in RequestKind.objects.current()] == ["LAUNDRY"]
    load_kinds(by="command:load_requests", at=LATER)
    assert RequestKind.objects.current().count() == len(kinds)


def test_a_new_version_leaves_old_requests_under_theirs(kinds: Kinds, folder: Path, cast: Cast) -> None:
    load_kinds(folder=folder, by="command:load_requests", at=NOW)
    first = RequestKind.objects.current().get()
    request = ask(cast.prisoner, first, {"SINCE": "1/2/2027", "MORE": "Socks."})
    (folder / "kinds.yml").write_text(
        "kinds:\n" + KIND.replace("version: 1", "version: 2").replace("days: 3", "days: 9")
    )
    load_kinds(folder=folder, by="command:load_requests", at=LATER)
    request.refresh_from_db()
    assert request.kind == first
    assert kind_of(request.kind).days == 3
    assert RequestKind.objects.current().get().version == 2


def test_a_broken_folder_loads_nothing(kinds: Kinds, folder: Path) -> None:
    (folder / "kinds.yml").write_text("kinds:\n" + KIND + KIND.replace("LAUNDRY", "HAIRCUT").replace("WING", "NONE"))
    with pytest.raises(Broken):
        load_kinds(folder=folder, by="command:load_requests", at=LATER)
    assert not RequestKind.objects.filter(code="LAUNDRY").exists()
    assert RequestKind.objects.current().count() == len(kinds)


def test_the_command_names_every_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "kinds.yml").write_text("kinds:\n" + KIND.replace("WING", "NONE"))
    with pytest.raises(CommandError, match=r"1 fault.*nothing was loaded"):
        call_command("load_requests", str(folder))
    assert "kinds.yml, line 9, kind LAUNDRY: The team 'NONE' is unknown." in capsys.readouterr().err


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_requests")
    assert "new       HEALTHCARE version 1" in capsys.readouterr().out
    call_command("load_requests")
    assert "unchanged HEALTHCARE version 1" in capsys.readouterr().out


def test_a_folder_without_kinds_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"holds no kinds\.yml"):
        call_command("load_requests", str(tmp_path))
