"""A person's support needs, for staff."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.access import give
from accounts.models import Role, User
from passport.acts import needs as acts
from passport.acts.reading import who_read
from passport.acts.reports import submit_report
from passport.models import SupportNeed
from tests.cast import NOW, Cast, UserFactory
from tests.passport.needed import BANK, SAFE, SECRET, two_needs
from tests.passport.plans import queries_of
from tests.reports import a_report, complete, his_passport

from .conftest import As, values, words


@pytest.fixture
def needs(cast: Cast, node: object) -> str:
    two_needs(his_passport(cast), cast.practitioner)
    return f"/staff/people/{cast.prisoner.prisoner.pk}/needs/"


@pytest.fixture
def keyless(cast: Cast) -> User:
    """Works with him, and may not read restricted answers."""
    made = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(made, ["work_with_prisoner"], cast.prisoner.prisoner)
    return made


def test_before_there_is_anything(office: Client, cast: Cast) -> None:
    shown = words(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/needs/"))
    assert "Nothing is written down yet" in shown
    assert "Add a need" in shown


def test_needs_stand_by_pathway(needs: str, office: Client) -> None:
    shown = words(office.get(needs))
    assert "Bank account An account with no overdraft Not started The prison" in shown
    assert "Safety from a threat outside" in shown
    assert SECRET in shown


def test_who_has_no_key_is_told_that_something_is_withheld(needs: str, as_: As, keyless: User, reader: User) -> None:
    for member in (keyless, reader):
        client = as_(member)
        for page in (needs, f"{needs}{SAFE}/", f"{needs}{BANK}/"):
            answer = client.get(page)
            assert SECRET not in answer.content.decode()
            assert "Safety from a threat" not in words(answer)
        assert "Some needs are withheld from you" in words(client.get(needs))
        assert "speak to the practitioner" in words(client.get(f"{needs}{SAFE}/"))
    moved = as_(keyless).post(f"{needs}{SAFE}/", {"status": "MET", "owner": "BOTH", "words": "", "seen": "1"})
    assert moved.status_code == 403


def test_a_reader_reads_and_does_not_write(needs: str, as_: As, reader: User, cast: Cast) -> None:
    client = as_(reader)
    assert "Bank account" in words(client.get(needs))
    assert "Add a need" not in words(client.get(needs))
    assert client.get(f"{needs}new/").status_code == 403
    assert client.post(f"{needs}{BANK}/", {"status": "MET", "owner": "BOTH"}).status_code == 404
    assert who_read(passport=his_passport(cast))


def test_written_down_once_however_often_it_is_sent(office: Client, cast: Cast) -> None:
    page = f"/staff/people/{cast.prisoner.prisoner.pk}/needs/"
    sent = values(office.get(f"{page}new/")) | {"code": ["DEBTS"], "owner": ["BOTH"], "what": ["A fine of £80"]}
    for _ in range(2):
        assert office.post(f"{page}new/", sent).status_code == 302
    assert SupportNeed.objects.get().owner == "BOTH"
    again = office.post(f"{page}new/", sent | {"need": [str(uuid4())]})
    assert "This need is open already" in words(again, "//body")


def test_what_is_missing_is_named(office: Client, cast: Cast) -> None:
    page = f"/staff/people/{cast.prisoner.prisoner.pk}/needs/new/"
    shown = words(office.post(page, {"what": "x" * 1001}), "//body")
    assert "Choose what is needed" in shown
    assert "Choose who sees to it" in shown
    assert "Use 1000 letters or fewer" in shown


def test_moved_with_words_and_history(needs: str, office: Client) -> None:
    page = f"{needs}{BANK}/"
    sent = values(office.get(page)) | {"status": ["IN_PROGRESS"], "owner": ["BOTH"], "words": ["Form sent on Monday"]}
    assert office.post(page, sent).status_code == 302
    shown = words(office.get(page))
    assert "In progress" in shown
    assert "Form sent on Monday" in shown
    assert "Resettlement practitioner" in shown


def test_two_of_staff_lose_no_word(needs: str, office: Client, as_: As, colleague: User) -> None:
    page, second = f"{needs}{BANK}/", as_(colleague)
    mine = values(office.get(page)) | {"status": ["IN_PROGRESS"], "owner": ["PRISON"], "words": ["I rang"]}
    theirs = values(second.get(page)) | {"status": ["MET"], "owner": ["BOTH"], "words": ["The account is open"]}
    assert office.post(page, mine).status_code == 302
    answer = second.post(page, theirs)
    shown = words(answer, "//body")
    assert "Nothing was saved yet" in shown
    assert "It now says: In progress, The prison" in shown
    assert "The account is open" in shown


def test_what_an_answer_suggests_is_confirmed_or_not(office: Client, cast: Cast) -> None:
    report = a_report(cast)
    complete(report, cast.practitioner, gp="NO")
    submit_report(report=report, by=cast.practitioner, at=NOW)
    page = f"/staff/people/{cast.prisoner.prisoner.pk}/needs/"
    shown = words(office.get(page))
    assert "Registering with a GP The reason: Registered with a GP? No" in shown
    sent = {"code": "REGISTERING_WITH_A_GP", "act": "add", "need": str(BANK), "owner": "PRISON", "what": "In Leeds"}
    assert "Choose who sees to it" in words(
        office.post(f"{page}suggested/", sent | {"owner": ""}, follow=True), "//body"
    )
    assert office.post(f"{page}suggested/", sent).status_code == 302
    assert SupportNeed.objects.get().code == "REGISTERING_WITH_A_GP"
    late = office.post(f"{page}suggested/", sent | {"act": "put_by"}, follow=True)
    assert "Somebody has answered this meanwhile" in words(late, "//body")


def test_the_page_costs_the_same_for_many(needs: str, office: Client, cast: Cast) -> None:
    few = queries_of(office, needs)
    for number in range(8):
        acts.add_need(
            passport=his_passport(cast),
            need_id=uuid4(),
            code="OTHER_FAMILY",
            what=f"Need {number}",
            owner="PRISON",
            by=cast.practitioner,
            at=NOW,
        )
    assert queries_of(office, needs) == few


def test_a_need_of_somebody_else_is_not_found(needs: str, office: Client, cast: Cast) -> None:
    other = f"/staff/people/{cast.cell_mate.prisoner.pk}/needs/{BANK}/"
    assert office.get(other).status_code == 404
