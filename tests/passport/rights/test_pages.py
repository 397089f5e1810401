"""/staff/records/…: what is due, holds, copies; each step by its page."""

import io
import zipfile
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import Prisoner, Role, User
from passport.acts.export_file import pages_of
from passport.acts.exporting import collect, put_on_paper
from passport.models import AccessExport, Disposal, LegalHold
from tests.cast import NOW, Cast, PrisonerFactory, SignIn, UserFactory
from tests.told import SECRET, Told, tell


@pytest.fixture
def told(cast: Cast, node: object) -> Iterator[Told]:
    with time_machine.travel(NOW):
        yield tell(cast)


@pytest.fixture
def admin(told: Told, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.administrator)


@pytest.fixture
def protection(told: Told, sign_in: SignIn) -> Client:
    return sign_in(Client(), UserFactory(roles=[Role.PUBLIC_PROTECTION], name="Priya Shield"))


def said(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def record(told: Told) -> str:
    return f"/staff/people/{told.person.pk}/record/"


def test_a_hold_is_placed_once_and_lifted_by_two(told: Told, admin: Client, protection: Client) -> None:
    form = {"do": "hold", "why": "INQUEST", "reference": "PPO 1", "review_on": "31/3/2028"}
    for _ in range(2):
        assert "The hold is in force" in said(admin.post(record(told), form, follow=True))
    hold = LegalHold.objects.get()
    assert "No hold is in force" not in said(admin.get("/staff/records/"))
    lift = {"do": "lift", "hold": str(hold.pk)}
    assert "Another person has to lift it" in said(admin.post(record(told), lift, follow=True))
    assert "Another person has to lift it" in said(admin.post(record(told), lift, follow=True))
    assert "Lifted by Priya Shield" in said(protection.post(record(told), lift, follow=True))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"review_on": "1/3/2027"}, "must be in the future"),
        ({"review_on": "soon"}, "Enter a real day, like 27 3 2027"),
        ({"why": ""}, "Select why it must be kept"),
    ],
)
def test_a_wrong_hold_keeps_what_was_typed(told: Told, admin: Client, wrong: dict[str, str], why: str) -> None:
    form = {"do": "hold", "why": "INQUEST", "reference": "PPO 77", "review_on": "31/3/2028", **wrong}
    page = said(admin.post(record(told), form))
    assert why in page
    assert "PPO 77" in page
    assert not LegalHold.objects.exists()


def test_a_copy_goes_its_whole_way(told: Told, admin: Client, protection: Client) -> None:
    assert "asked today or before" in said(admin.post(record(told), {"do": "copy", "asked_on": "2/3/2027"}))
    admin.post(record(told), {"do": "copy", "asked_on": "1/3/2027"})
    assert "under way already" in said(admin.post(record(told), {"do": "copy", "asked_on": "1/3/2027"}, follow=True))
    export = AccessExport.objects.get()
    door = f"/staff/records/copies/{export.pk}/"
    assert "0 of" in said(admin.get(door))
    while collect(at=NOW):
        pass
    page = said(admin.get(door))
    assert "Some pieces are withheld from you" in page
    assert SECRET not in page
    assert "Another person has to release it" in page
    assert "Some pieces have no decision yet" in said(protection.post(door, {"do": "release"}, follow=True))
    for part in export.parts.filter(others=True):
        protection.post(door, {"do": "decide", "part": part.pk, "decision": "GIVE"})
    assert "Nothing was saved" in said(protection.post(door, {"do": "decide", "part": "x"}, follow=True))
    assert "Released" in said(protection.post(door, {"do": "release"}, follow=True))
    while put_on_paper(lay_out=pages_of, at=NOW):
        pass
    answer = protection.post(f"{door}file/")
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="access-request.zip"'
    assert "no-store" in answer["Cache-Control"]
    names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    assert {"data/passport.SectionVersion.json", "paper/001.pdf"} <= set(names)
    assert "The copy is destroyed" in said(admin.post(door, {"do": "close"}, follow=True))
    assert admin.post(f"{door}file/").status_code == 302


def test_what_is_due_is_listed_and_goes_by_two(told: Told, cast: Cast, admin: Client, protection: Client) -> None:
    Prisoner.objects.filter(pk=told.person.pk).update(left_at=NOW.replace(year=2020))
    door = "/staff/records/"
    assert "Marlon Ashdown" in said(admin.get(door))
    propose = {"do": "propose", "person": str(told.person.pk), "kind": "PERSON"}
    assert "Another person looks before anything goes" in said(admin.post(door, propose, follow=True))
    assert "decided this before you" in said(protection.post(door, propose, follow=True))
    one = str(Disposal.objects.get().pk)
    sure = {"do": "dispose", "disposal": one, "sure": "yes"}
    assert "Another person has to do it" in said(admin.post(door, sure, follow=True))
    assert "Tick the box" in said(protection.post(door, {**sure, "sure": ""}, follow=True))
    assert "Disposed of" in said(protection.post(door, sure, follow=True))
    assert "This record was erased" in said(admin.get(record(told)))
    assert "Choose what to do" in said(admin.post(door, {"do": "burn"}, follow=True))


def test_it_can_be_kept_longer(told: Told, admin: Client, protection: Client) -> None:
    Prisoner.objects.filter(pk=told.person.pk).update(left_at=NOW.replace(year=2020))
    door = "/staff/records/"
    admin.post(door, {"do": "propose", "person": str(told.person.pk), "kind": "PERSON"})
    one = str(Disposal.objects.get().pk)
    wrong = protection.post(door, {"do": "keep", "disposal": one, "until": "yesterday"}, follow=True)
    assert "Enter a day from tomorrow" in said(wrong)
    kept = protection.post(door, {"do": "keep", "disposal": one, "until": "31/3/2030"}, follow=True)
    assert "Kept until then" in said(kept)


def test_the_list_costs_the_same_however_long(
    told: Told, admin: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        PrisonerFactory(left_at=NOW.replace(year=2020))
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        answer = admin.get("/staff/records/")
    assert "There are more" in said(answer)


def test_a_person_of_another_role_finds_no_door(told: Told, cast: Cast, sign_in: SignIn) -> None:
    practitioner: User = cast.practitioner
    assert sign_in(Client(), practitioner).get("/staff/records/").status_code == 403
