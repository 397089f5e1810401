"""Messages to lawyers, courts, ombudsman and inspectors: that they exist is known, what they say is not."""

import base64
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers

from accounts.access import VERBS, NotAllowed, reach_of
from accounts.keys import NodeKeys
from accounts.models import ArchiveKey, Role
from accounts.seal import Unreadable, open_box, verify_statement
from incell.acts.asking import AnswersHaveErrors
from incell.acts.letters import LETTER as LETTER_TYP
from incell.acts.letters import LETTER_BOX
from incell.acts.own_requests import NotTheirs, private_answers
from incell.acts.own_words import PRIVATE_BOX, NoOwnKey
from incell.acts.unsent import clear_sent, put_by, put_by_before
from incell.models import Letter, Request, UnsentRequest
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.kinds import ANSWERS, Kinds, ask
from tests.nodes import give_agency_key

pytestmark = pytest.mark.usefixtures("node")
LETTER = ANSWERS["PRIVATE_MESSAGE"]
SECRET = b"quokka"
OF_A_PRISON = [role for role in VERBS if Role(role) not in (Role.AGENCY_WORKER, Role.AGENCY_LEAD)]


@pytest.fixture
def letter(kinds: Kinds, cast: Cast) -> Request:
    request = ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], key="k1")
    return Request.objects.get(pk=request.pk)


def test_staff_see_that_it_is_there_and_to_whom(letter: Request) -> None:
    assert (letter.addressee, letter.answers, letter.words) == ("Smith and Co", {}, "")


def test_its_words_lie_nowhere_in_the_database(letter: Request, cast: Cast, kinds: Kinds) -> None:
    """Neither of the letter nor of what was put by before it was sent: raw, or base64 at three offsets."""
    kind = kinds["PRIVATE_MESSAGE"]
    put_by(prisoner=cast.prisoner.prisoner, kind=kind, answers=LETTER, key="k2", by=cast.prisoner, at=NOW)
    everything = "".join(serializers.serialize("json", model.objects.all()) for model in apps.get_models()).encode()
    assert b"Smith and Co" in everything
    traces = {SECRET, *(base64.b64encode(b"x" * n + SECRET)[n + 1 : -2].rstrip(b"=") for n in range(3))}
    assert [trace for trace in traces if trace in everything] == []


def test_its_writer_reads_it_again(letter: Request, cast: Cast) -> None:
    assert private_answers(request=letter, by=cast.prisoner) == LETTER


def test_nobody_else_in_the_cell_does(letter: Request, cast: Cast) -> None:
    with pytest.raises(NotTheirs):
        private_answers(request=letter, by=cast.cell_mate)


@pytest.mark.parametrize("role", sorted(OF_A_PRISON))
def test_no_role_reads_it(letter: Request, cast: Cast, role: str) -> None:
    member = UserFactory(roles=[role])
    with pytest.raises(NotAllowed):
        private_answers(request=letter, by=member)
    for seen in Request.objects.visible_to(reach_of(member)):
        assert (seen.answers, seen.words, seen.reply) == ({}, "", "")
        assert all(SECRET.decode() not in event.words for event in seen.events.all())


def test_an_agency_with_a_key_can_open_its_own(kinds: Kinds, cast: Cast, node: NodeKeys) -> None:
    firm = AgencyFactory(name="Smith and Co", kind="LEGAL")
    key = give_agency_key(firm)
    request = ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], LETTER | {"OFFICE": str(firm.pk)})
    assert (request.agency, request.addressee) == (firm, "Smith and Co")
    letter = Letter.objects.get(request=request)
    (box,) = json.loads(letter.boxes)
    about = {"agency": str(firm.pk), "letter": str(letter.pk)}
    token = open_box(box, key=key, typ=LETTER_BOX, aad=about)
    said = verify_statement(token, LETTER_TYP, {node.sign.kid: node.sign.public})
    assert ["What do you want to say?", LETTER["MESSAGE"]] in said["lines"]
    person = {"person": str(request.prisoner_id), "request": str(request.pk)}
    with pytest.raises(Unreadable):
        open_box(json.loads(request.sealed)["own"], key=key, typ=PRIVATE_BOX, aad=person)


def test_an_agency_without_a_key_gets_no_letter_yet(kinds: Kinds, cast: Cast) -> None:
    firm = AgencyFactory(kind="LEGAL")
    request = ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], LETTER | {"OFFICE": str(firm.pk)})
    assert (Letter.objects.get(request=request).state, Letter.objects.get().boxes) == ("WAITS", "")
    assert private_answers(request=request, by=cast.prisoner)["MESSAGE"] == LETTER["MESSAGE"]


def test_the_words_of_a_letter_lie_nowhere_in_the_database(kinds: Kinds, cast: Cast) -> None:
    """Neither for an agency with a key nor for one without."""
    for firm in (AgencyFactory(kind="LEGAL"), AgencyFactory(kind="LEGAL")):
        ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], LETTER | {"OFFICE": str(firm.pk)})
        give_agency_key(firm)
        ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], LETTER | {"OFFICE": str(firm.pk)})
    everything = "".join(serializers.serialize("json", model.objects.all()) for model in apps.get_models()).encode()
    traces = {SECRET, *(base64.b64encode(b"x" * n + SECRET)[n + 1 : -2].rstrip(b"=") for n in range(3))}
    assert [trace for trace in traces if trace in everything] == []


def test_only_an_office_for_letters_can_be_chosen(kinds: Kinds, cast: Cast) -> None:
    with pytest.raises(AnswersHaveErrors):
        ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], LETTER | {"OFFICE": str(AgencyFactory(kind="HOUSING").pk)})


def test_a_letter_opens_as_no_other(kinds: Kinds, cast: Cast, letter: Request) -> None:
    other = ask(cast.prisoner, kinds["PRIVATE_MESSAGE"])
    other.sealed = letter.sealed
    with pytest.raises(Unreadable):
        private_answers(request=other, by=cast.prisoner)


def test_the_key_is_the_persons_and_made_once(letter: Request, cast: Cast, kinds: Kinds) -> None:
    ask(cast.prisoner, kinds["PRIVATE_MESSAGE"])
    ask(cast.cell_mate, kinds["PRIVATE_MESSAGE"])
    recs = [key.rec for key in ArchiveKey.objects.filter(kind="RESTRICTED")]
    assert sorted(recs) == sorted(user.prisoner.pk for user in (cast.prisoner, cast.cell_mate))


def test_a_destroyed_key_has_erased_it(letter: Request, cast: Cast) -> None:
    ArchiveKey.objects.update(sealed_private="", destroyed_at=NOW)
    with pytest.raises(NoOwnKey):
        private_answers(request=letter, by=cast.prisoner)


def test_what_was_put_by_is_over_once_it_is_sent_and_counts_again_when_more_is_typed(kinds: Kinds, cast: Cast) -> None:
    me, kind = cast.prisoner, kinds["LIBRARY"]
    typed = {"prisoner": me.prisoner, "kind": kind, "key": "k1", "by": me}
    put_by(**typed, answers={"WHAT": "BOOK", "MORE": "One."}, at=NOW)
    assert clear_sent() == 0
    ask(me, kind, key="k1")
    assert put_by_before(kind=kind, reach=reach_of(me)) is None
    put_by(
        **typed, answers={"WHAT": "BOOK", "MORE": "Two."}, at=NOW + timedelta(minutes=1)
    )  # from a page that was kept
    again = put_by_before(kind=kind, reach=reach_of(me))
    assert again is not None
    assert again.answers["MORE"] == "Two."
    assert clear_sent() == 0
    UnsentRequest.objects.update(typed_at=NOW)
    assert clear_sent() == 1
    assert not UnsentRequest.objects.exists()
