"""manage.py import_roll and import_prisons, on the service's own files and on broken ones."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Prison, Prisoner
from tests.accounts.roll.test_pages import page, row
from tests.cast import PrisonerFactory, PrisonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path):
    """Import these rows (or pages); gives (stdout, stderr)."""

    def run_it(*pages: Any, prison: str = "MDI", **options: Any) -> tuple[str, str]:
        files = []
        for number, content in enumerate(pages):
            files.append(tmp_path / f"{number}.json")
            files[-1].write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        out, err = StringIO(), StringIO()
        call_command("import_roll", *files, prison=prison, stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    return run_it


@pytest.fixture(autouse=True)
def moorland(db: None) -> Prison:
    return PrisonFactory()


def state() -> list[tuple]:
    return list(Prisoner.objects.order_by("number").values_list("number", "last_name", "release_on", "left_at"))


def test_running_it_again_changes_nothing(run) -> None:
    rows = [row("A1111AA"), row("A2222AA", confirmedReleaseDate="2027-05-01")]
    out, _ = run(rows)
    assert "added 2, changed 0, unchanged 0, came back 0, left 0; bad rows 0" in out
    before, lines = state(), AuditEntry.objects.count()
    out, _ = run(rows)
    assert "added 0, changed 0, unchanged 2" in out
    assert (state(), AuditEntry.objects.count()) == (before, lines)


def test_bad_rows_go_to_standard_error_without_a_value(run) -> None:
    out, err = run([row("A1111AA"), row("A2222AA", conditionalReleaseDate="{{now}}", lastName="SECRETLY")])
    assert "added 1" in out
    assert err == "row 2: conditionalReleaseDate: not a date (YYYY-MM-DD)\n"


def test_a_change_is_written_and_the_name_of_the_user_follows(run) -> None:
    person = PrisonerFactory(number="A1111AA", signs_in=True)
    out, _ = run([row("A1111AA", lastName="MCBRIDE", cellLocation="3-1-001")])
    assert "changed 1" in out
    person.refresh_from_db()
    person.user.refresh_from_db()
    assert (person.name, person.cell, person.user.name) == ("Marlon McBride", "3-1-001", "Marlon McBride")


def test_people_who_left_are_marked_and_come_back_as_themselves(run) -> None:
    run([row("A1111AA"), row("A2222AA")])
    first = Prisoner.objects.get(number="A2222AA")
    out, _ = run([row("A1111AA")])
    assert "left 1" in out
    first.refresh_from_db()
    assert first.left_at is not None
    assert list(Prisoner.objects.here().values_list("number", flat=True)) == ["A1111AA"]
    out, _ = run([row("A1111AA"), row("A2222AA")])
    assert "came back 1, left 0" in out
    assert Prisoner.objects.here().get(number="A2222AA").pk == first.pk
    assert {"leave_roll", "return_to_roll"} <= set(AuditEntry.objects.values_list("verb", flat=True))


def test_somebody_on_a_bad_row_has_not_left(run) -> None:
    run([row("A1111AA"), row("A2222AA")])
    out, _ = run([row("A1111AA"), row("A2222AA", dateOfBirth="?")])
    assert "left 0" in out


def test_a_missing_page_marks_nobody_as_left(run) -> None:
    run([row("A1111AA"), row("A2222AA")])
    out, err = run(page(0, False, row("A1111AA")))
    assert "left 0" in out
    assert "missing" in err


def test_people_of_another_prison_stay_as_they_are(run) -> None:
    PrisonerFactory(number="A9999AA", prison=PrisonFactory(code="LEI", name="Leeds (HMP)"))
    run([row("A1111AA")])
    assert Prisoner.objects.here().filter(prison_id="LEI").count() == 1


def test_somebody_from_another_prison_arrives_as_the_same_person(run) -> None:
    there = PrisonerFactory(number="A1111AA", prison=PrisonFactory(code="LEI", name="Leeds (HMP)"))
    run([row("A1111AA")])
    there.refresh_from_db()
    assert there.prison_id == "MDI"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"content": [{"prisonerNumber": "A1111AA", ', "cut off or not JSON"),
        (b"roll", "not JSON"),
        ({"people": []}, "neither a list"),
        ([row("A1111AA", prisonId="LEI")], "not the roll of MDI"),
        ([], "names nobody"),
        ({"content": []}, "names nobody"),
        ([row("A1111AA", dateOfBirth=None)], "names nobody"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing_and_says_why(run, content: Any, says: str) -> None:
    run([row("A1111AA")])
    before, lines = state(), AuditEntry.objects.count()
    with pytest.raises(CommandError, match=says) as error:
        run(content)
    assert "Nothing was changed" in str(error.value)
    assert (state(), AuditEntry.objects.count()) == (before, lines)


def test_one_bad_page_spoils_the_whole(run) -> None:
    with pytest.raises(CommandError):
        run([row("A1111AA")], b"[")
    assert not Prisoner.objects.exists()


def test_an_empty_prison_is_said_aloud(run) -> None:
    run([row("A1111AA")])
    out, _ = run([], allow_empty=True)
    assert "left 1" in out


def test_a_missing_file_and_an_unknown_prison(run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read"):
        call_command("import_roll", tmp_path / "none.json", prison="MDI")
    _, err = run([row("A1111AA", prisonId="LEI", prisonName="Leeds (HMP)")], prison="LEI")
    assert "prison LEI was not known" in err
    assert Prison.objects.get(pk="LEI").name == "Leeds (HMP)"


def many(count: int, **more: Any) -> list[dict[str, Any]]:
    return [row(f"A{n:04}{'ABCDEFGHIJ'[n % 10]}A", **more) for n in range(count)]


def test_a_roll_costs_queries_by_the_batch_not_by_the_person(run, django_assert_max_num_queries) -> None:
    for count in (50, 2000):
        with django_assert_max_num_queries(18 + count // 50):
            out, _ = run(many(count))
        assert f"added {count - (50 if count > 50 else 0)}" in out
        with django_assert_max_num_queries(9 + count // 500):
            run(many(count))
        with django_assert_max_num_queries(25 + count // 50):
            out, _ = run(many(count, cellLocation=f"1-1-{count}"))
        assert f"changed {count}" in out


def test_the_prison_register(tmp_path: Path) -> None:
    register = [
        {"prisonId": "MDI", "prisonName": "Moorland (HMP & YOI)", "active": True},
        {"prisonId": "LEI", "prisonName": "Leeds (HMP)", "active": True},
        {"prisonId": "STC2", "prisonName": "Oakhill", "active": True},
        {"prisonId": "LEI", "prisonName": "Leeds again", "active": True},
        {"prisonId": "AKI", "prisonName": "Acklington (HMP)", "active": False},
        {"prisonId": "BXI", "active": True},
        7,
    ]
    file, out, err = tmp_path / "register.json", StringIO(), StringIO()
    file.write_text(json.dumps(register))
    call_command("import_prisons", file, stdout=out, stderr=err)
    assert out.getvalue() == "Prisons: added 2, changed 0, unchanged 1; bad rows 4\n"
    assert err.getvalue().splitlines() == [
        "row 3: prisonId: not three capital letters",
        "row 4: prisonId: more than once in the file",
        "row 6: prisonName: missing",
        "row 7: row: not an object",
    ]
    lines = AuditEntry.objects.count()
    call_command("import_prisons", file, stdout=out, stderr=err)
    assert "unchanged 3" in out.getvalue()
    assert AuditEntry.objects.count() == lines


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'[{"prisonId": "STC2"}]', b"[["])
def test_a_register_without_a_usable_row_changes_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "register.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_prisons", file, stderr=StringIO())
    assert Prison.objects.count() == 1
