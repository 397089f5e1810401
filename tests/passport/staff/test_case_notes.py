"""Case notes as staff meet them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from passport.acts.case_notes import write_case_note
from passport.models import CaseNote, CaseNoteAmendment
from tests.cast import NOW, Cast
from tests.passport.staff.conftest import tree, values, words
from tests.reports import his_passport


def page_of(cast: Cast, rest: str = "") -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/notes/{rest}"


def written(cast: Cast, days: int = 0, **more: object) -> CaseNote:
    said = {"type": "RESET", "subtype": "HEALTH", "text": f"Note {days}", "happened_at": NOW - timedelta(days=days)}
    return write_case_note(passport=his_passport(cast), note_id=uuid4(), by=cast.practitioner, at=NOW, **said | more)


def test_a_note_is_written_read_and_added_to(office: Client, cast: Cast) -> None:
    assert "No notes yet" in words(office.get(page_of(cast)))
    sent = values(office.get(page_of(cast, "new/"))) | {"kind": "RESET.ACCOM", "words": "He has a sofa."}
    assert office.post(page_of(cast, "new/"), sent)["Location"] == page_of(cast)
    assert office.post(page_of(cast, "new/"), sent)["Location"] == page_of(cast)
    note = CaseNote.objects.get()
    shown = words(office.get(page_of(cast)))
    assert "He has a sofa." in shown
    assert "Resettlement: Accommodation" in shown
    answer = office.post(page_of(cast, f"{note.pk}/"), {"amendment": uuid4(), "words": "Until May."}, follow=True)
    assert "Until May." in words(answer)
    assert CaseNoteAmendment.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "Select what it is about"),
        ({"kind": "RESET.NONE"}, "Select what it is about"),
        ({"words": "  "}, "Write the note"),
        ({"words": "x" * 4001}, "4,000 characters or fewer"),
        ({"on-month": "13"}, "Enter a real day"),
        ({"on-year": "2031"}, "lies in the future"),
        ({"at": "teatime"}, "Enter a time"),
    ],
)
def test_bad_forms_keep_the_words(office: Client, cast: Cast, wrong: dict[str, str], said: str) -> None:
    good = {"kind": "RESET.ACCOM", "words": "Kept words", "on-day": "1", "on-month": "2", "on-year": "2027", "at": ""}
    page = office.post(page_of(cast, "new/"), good | wrong)
    assert said in words(page)
    assert ("Kept words" in page.content.decode()) is ("words" not in wrong)
    assert not CaseNote.objects.exists()


def test_kinds_stand_in_their_groups(office: Client, cast: Cast) -> None:
    written(cast)
    for address in ("", "new/"):
        groups = tree(office.get(page_of(cast, address))).xpath("//main//select//optgroup")
        assert "Resettlement" in [group.get("label") for group in groups]
        assert not any(": " in one.text_content() for group in groups for one in group)
    chosen = tree(office.get(page_of(cast), {"type": "RESET"})).xpath("//option[@selected]/text()")
    assert chosen == ["Resettlement, all of it"]


def test_filters_by_type_and_day_stand_in_the_address(office: Client, cast: Cast) -> None:
    written(cast, 0)
    written(cast, 10, subtype="ACCOM")
    written(cast, 20, type="GEN", subtype="OSE")
    sent = {"type": "RESET", "since-day": "10", "since-month": "2", "since-year": "2027"}
    answer = office.post(page_of(cast), sent)
    assert answer["Location"] == page_of(cast, "?type=RESET&since=2027-02-10")
    shown = words(office.get(answer["Location"]))
    assert "Note 0" in shown
    assert "Note 10" in shown
    assert "Note 20" not in shown
    assert "Note 10" not in words(office.get(page_of(cast, "?type=RESET.HEALTH")))
    assert "Nothing like that" in words(office.get(page_of(cast, "?until=2026-01-01")))
    assert "Note 20" in words(office.get(page_of(cast, "?since=nonsense&page=x")))


def test_sensitive_notes_are_withheld_and_said_to_be(as_, office: Client, cast: Cast, reader: User) -> None:
    secret = written(cast, 1, type="POM", subtype="GEN", text="marmalade")
    assert "marmalade" in words(office.get(page_of(cast)))
    theirs = as_(reader)
    page = theirs.get(page_of(cast))
    assert "1 sensitive note is withheld" in words(page)
    assert "marmalade" not in page.content.decode()
    assert theirs.get(page_of(cast, f"{secret.pk}/")).status_code == 404
    assert "POM.GEN" not in theirs.get(page_of(cast, "new/")).content.decode()
    assert as_(cast.tutor).get(page_of(cast)).status_code == 403


def test_a_note_under_another_persons_address_is_not_there(office: Client, cast: Cast) -> None:
    note = written(cast)
    assert office.get(f"/staff/people/{cast.cell_mate.prisoner.pk}/notes/{note.pk}/").status_code == 404


@pytest.mark.parametrize("many", [1, 45])
def test_a_page_opens_what_it_shows_and_costs_the_same(
    office: Client, cast: Cast, many: int, django_assert_max_num_queries
) -> None:
    for days in range(many):
        written(cast, days)
    with django_assert_max_num_queries(20):
        page = office.get(page_of(cast))
    assert len(tree(page).xpath("//section[contains(@class, 'tg-card')]")) == min(many, 20)
    if many > 20:
        assert "Note 44" in words(office.get(page_of(cast, "?page=3")))
