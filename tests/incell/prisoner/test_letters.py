"""A letter to an agency on its writer's pages: how far it is, in words that are true, and what was answered."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Agency, ArchiveKey, Display, Role, User
from accounts.seal import PublicReadingKey, ReadingKey, open_box, seal_to
from incell.acts import letters_away
from incell.acts.deciding import UNDO, decide
from incell.acts.letters import LETTER_BOX
from incell.models import Letter, LetterAnswer, Request
from tests.cast import NOW, AgencyFactory, Cast, SignIn, UserFactory
from tests.kinds import Kinds, ask
from tests.nodes import give_agency_key

from .conftest import Says
from .test_reading import faults

SAID = "Come on Friday. Bring the quokka papers."
State = Letter.State


def write(cast: Cast, kinds: Kinds, firm: Agency | None = None) -> Request:
    office = str(firm.pk) if firm else "Another Firm"
    said = {"WHO": "LAWYER", "OFFICE": office, "MESSAGE": "They took my papers."}
    return Request.objects.get(pk=ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], said).pk)


def pass_on(cast: Cast, kinds: Kinds, agency: Agency) -> Request:
    made = ask(cast.prisoner, kinds["AGENCY_MESSAGE"], {"AGENCY": str(agency.pk), "MESSAGE": "When can I move in?"})
    helper = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    decide(request=made, state="APPROVED", reply="", by=helper, at=NOW)
    return Request.objects.get(pk=made.pk)


def go(request: Request, agency_key: ReadingKey, how_far: str, said: str = SAID) -> None:
    """Carry the letter as far as this, as the line and the agency would."""
    letter = Letter.objects.get(request=request)
    at = NOW + UNDO
    with transaction.atomic():
        going = letters_away.let_go(letter_id=letter.pk, by="node:MDI", at=at)
    assert going is not None
    if how_far == State.LEFT:
        return
    letters_away.arrived(letter_id=letter.pk, at=at)
    if how_far == State.ARRIVED:
        return
    letters_away.opened(letter_id=letter.pk, at=at)
    if how_far == State.OPENED:
        return
    about = {"agency": str(letter.agency_id), "letter": str(letter.pk)}
    token = open_box(going.boxes[0], key=agency_key, typ=LETTER_BOX, aad=about).decode()
    reply = PublicReadingKey.from_jwk(payload(token)["reply"])
    answer = uuid4()
    plain = json.dumps({"at": "2027-03-02T10:00:00Z", "said": said, "v": 1, "worker_name": "Wren Ridley"})
    box = seal_to(reply, letters_away.ANSWER_BOX, {**about, "id": str(answer)}, plain.encode())
    letters_away.answered(letter_id=letter.pk, answer_id=answer, sealed=box, said_at=at, at=at)


def payload(token: str) -> dict[str, dict[str, str]]:
    from accounts.seal import read_object, unb64

    return read_object(unb64(token.split(".")[1]))


@pytest.fixture
def firm(node: object, cast: Cast) -> Agency:
    return AgencyFactory(name="Smith and Co", kind="LEGAL")


@pytest.fixture
def housing(node: object, cast: Cast) -> Agency:
    return AgencyFactory(name="Northgate Homes", kind="HOUSING")


FAR = [
    (State.READY, "On its way", "It goes as soon as the line works."),
    (State.LEFT, "On its way", "It goes as soon as the line works."),
    (State.ARRIVED, "It got there", "It is with Smith and Co. No one has opened it yet."),
    (State.OPENED, "They have it", "Smith and Co has your message."),
    (State.ANSWERED, "They wrote back", "Smith and Co has answered."),
]


@pytest.mark.parametrize(("how_far", "mark", "words"), FAR)
def test_it_says_how_far_it_is_and_no_further(
    at_terminal: Client, kinds: Kinds, cast: Cast, firm: Agency, says: Says, how_far: str, mark: str, words: str
) -> None:
    key = give_agency_key(firm)
    request = write(cast, kinds, firm)
    if how_far != State.READY:
        go(request, key, how_far)
    page = says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert mark in page
    assert mark in says(at_terminal.get("/me/requests/"))
    assert words in page
    assert "They said yes" not in page
    assert "Take it back" not in page
    assert (SAID in page) == (how_far == State.ANSWERED)


def test_home_says_that_an_answer_is_there_and_not_before(
    at_terminal: Client, kinds: Kinds, cast: Cast, firm: Agency, says: Says
) -> None:
    key = give_agency_key(firm)
    request = write(cast, kinds, firm)
    assert "You have an answer" not in says(at_terminal.get("/me/"))
    go(request, key, State.ANSWERED)
    assert "You have an answer" in says(at_terminal.get("/me/"))
    assert "Wren Ridley" in says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert "You have an answer" not in says(at_terminal.get("/me/"))


def test_the_cell_mate_finds_nothing(
    at_terminal: Client, kinds: Kinds, cast: Cast, firm: Agency, sign_in: SignIn
) -> None:
    request = write(cast, kinds, firm)
    sign_in(at_terminal, cast.cell_mate)
    assert at_terminal.get(f"/me/requests/{request.pk}/").status_code == 404
    with pytest.raises(letters_away.NotTheirs):
        letters_away.answers_for_writer(letter=Letter.objects.get(), by=cast.cell_mate)


def test_before_sending_it_says_how_it_goes(at_terminal: Client, firm: Agency, says: Says) -> None:
    there = "/me/ask/private-message/"
    posted = {"WHO": "LAWYER", "OFFICE": str(firm.pk), "MESSAGE": "Help.", "key": "k1"}
    on_paper = "We can not send this from here yet"
    assert on_paper in says(at_terminal.post(there, posted, follow=True))
    assert on_paper in says(at_terminal.post(there, posted | {"OFFICE": "Another Firm"}, follow=True))
    give_agency_key(firm)
    check = says(at_terminal.post(there, posted, follow=True))
    assert on_paper not in check
    assert "It goes to them by itself. You can not take it back." in check
    assert "staff will write to you" not in check


def test_after_sending_it_is_not_called_sent_when_it_is_not(at_terminal: Client, firm: Agency, says: Says) -> None:
    there = "/me/ask/private-message/check/"
    posted = {"WHO": "LAWYER", "OFFICE": str(firm.pk), "MESSAGE": "Help."}
    waits = says(at_terminal.post(there, posted | {"key": "k1"}, follow=True))
    assert "We have it" in waits
    assert "It is sent" not in waits
    assert "We can not send this from here yet" in waits
    give_agency_key(firm)
    goes = says(at_terminal.post(there, posted | {"key": "k2"}, follow=True))
    assert "It is sent" in goes
    assert "It goes to them by itself." in goes


def test_one_that_waits_says_so_and_can_be_taken_back(
    at_terminal: Client, kinds: Kinds, cast: Cast, firm: Agency, says: Says
) -> None:
    request = write(cast, kinds, firm)
    page = says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert "It waits here, sealed." in page
    assert "Take it back" in page
    at_terminal.post(f"/me/requests/{request.pk}/withdraw/")
    page = says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert "It waits here" not in page


def test_a_message_that_staff_pass_on(
    at_terminal: Client, kinds: Kinds, cast: Cast, housing: Agency, says: Says
) -> None:
    key = give_agency_key(housing)
    request = pass_on(cast, kinds, housing)
    assert "Staff said yes. It goes out soon." in says(at_terminal.get(f"/me/requests/{request.pk}/"))
    go(request, key, State.ANSWERED)
    page = says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert "Northgate Homes has answered." in page
    assert SAID in page


def test_a_message_that_staff_post(at_terminal: Client, kinds: Kinds, cast: Cast, housing: Agency, says: Says) -> None:
    request = pass_on(cast, kinds, housing)
    page = says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert "Staff print it and post it" in page
    assert "Staff post it" in says(at_terminal.get("/me/requests/"))


@pytest.mark.parametrize("lost", ["unreadable", "erased", "key"])
def test_an_answer_that_cannot_be_read_says_what_to_do(
    at_terminal: Client, kinds: Kinds, cast: Cast, firm: Agency, says: Says, lost: str
) -> None:
    key = give_agency_key(firm)
    request = write(cast, kinds, firm)
    go(request, key, State.ANSWERED, said="" if lost == "unreadable" else SAID)
    if lost == "erased":
        LetterAnswer.objects.update(sealed="")
    elif lost == "key":
        ArchiveKey.objects.update(sealed_private="", destroyed_at=NOW)
    page = says(at_terminal.get(f"/me/requests/{request.pk}/"))
    assert ("it can not be read" if lost == "unreadable" else "the words are gone") in page
    assert "Ask them to write again." in page
    assert SAID not in page


@pytest.mark.parametrize("display", [[], [Display.EASY]])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_state_reads_like_it_is_meant_for_its_readers(
    at_terminal: Client, kinds: Kinds, cast: Cast, firm: Agency, housing: Agency, language: str, display: list[str]
) -> None:
    made = [write(cast, kinds), write(cast, kinds, firm), pass_on(cast, kinds, housing)]
    keys = {agency.pk: give_agency_key(agency) for agency in (firm, housing)}
    for how_far in (State.READY, State.LEFT, State.ARRIVED, State.OPENED, State.ANSWERED):
        for request in (write(cast, kinds, firm), pass_on(cast, kinds, housing)):
            made.append(request)
            if how_far != State.READY:
                go(request, keys[request.agency_id], how_far)
    made.append(write(cast, kinds, firm))
    go(made[-1], keys[firm.pk], State.ANSWERED, said="")
    made.append(write(cast, kinds, firm))
    Letter.objects.filter(request=made[-1]).update(state=State.CLOSED)
    User.objects.update(language=language, display=display)
    found: list[str] = []
    for request in made:
        for tail in ("", "sent/"):
            found += faults(at_terminal, f"/me/requests/{request.pk}/{tail}", language)
    found += faults(at_terminal, "/me/requests/", language)
    posted = {"WHO": "LAWYER", "MESSAGE": "Help.", "key": "k"}
    for office in ("Another Firm", str(firm.pk)):
        found += faults(at_terminal, "/me/ask/private-message/", language, posted | {"OFFICE": office})
    assert not found, "\n".join(sorted(set(found)))


def test_letters_cost_a_list_nothing_and_a_page_little(
    at_terminal: Client, kinds: Kinds, cast: Cast, firm: Agency, django_assert_max_num_queries: object
) -> None:
    key = give_agency_key(firm)
    made = [write(cast, kinds, firm) for _ in range(5)]
    for request in made:
        go(request, key, State.ANSWERED)
    at_terminal.get(f"/me/requests/{made[0].pk}/")
    with django_assert_max_num_queries(8):
        at_terminal.get("/me/requests/")
    with django_assert_max_num_queries(14):
        at_terminal.get(f"/me/requests/{made[0].pk}/")


def test_nothing_goes_out_before_it_can_no_longer_be_undone(kinds: Kinds, cast: Cast, housing: Agency) -> None:
    give_agency_key(housing)
    request = pass_on(cast, kinds, housing)
    early = NOW + UNDO - timedelta(seconds=1)
    assert letters_away.to_leave(at=early) == []
    assert letters_away.let_go(letter_id=Letter.objects.get(request=request).pk, by="node:MDI", at=early) is None
