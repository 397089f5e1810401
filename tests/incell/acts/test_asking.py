"""Asking for something: what is written, what stands in the way, and that the same thing is never sent twice."""

from datetime import date, timedelta

import pytest

from accounts.access import NotAllowed, reach_of
from accounts.models import AuditEntry, Role
from accounts.receipts import AskedOtherwise, digest
from incell.acts.asking import AnswersHaveErrors, KindRetired, Origin, send_request
from incell.acts.choosing import chosen_key
from incell.acts.deciding import decide, undo
from incell.acts.history import AlreadyDecided
from incell.acts.kinds import kind_of
from incell.acts.limits import MOST_A_DAY, OneIsOpen, TooManyThisWeek, TooManyToday
from incell.acts.own_requests import NotTheirs, see_answer, withdraw_request
from incell.acts.unsent import put_by, put_by_before
from incell.models import How, Request, RequestEvent, RequestKind, State, Team, UnsentRequest
from tests.cast import NOW, AgencyFactory, Cast, PrisonerFactory, UserFactory
from tests.contacts import a_contact, a_tie
from tests.kinds import ANSWERS, Kinds, ask

pytestmark = pytest.mark.usefixtures("node")
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_every_kind_can_be_sent(kinds: Kinds, cast: Cast, code: str) -> None:
    request = ask(cast.prisoner, kinds[code])
    request.refresh_from_db()
    assert (request.state, request.code, request.team) == (State.NEW, code, kinds[code].head["team"])
    assert request.due_on == kind_of(kinds[code]).due_on(date(2027, 3, 1))
    assert [(event.verb, event.by) for event in request.events.all()] == [("SENT", cast.prisoner)]
    assert AuditEntry.objects.filter(verb="request_sent", whom=str(request.pk)).count() == 1


def test_the_answers_are_kept_and_said_in_words(kinds: Kinds, cast: Cast) -> None:
    request = ask(cast.prisoner, kinds["HEALTHCARE"])
    assert request.answers == ANSWERS["HEALTHCARE"]
    assert request.words == "What is it about? My teeth\nWhat is wrong? It hurts when I eat."
    assert ask(cast.cell_mate, kinds["HEALTHCARE"], language="cy").words.startswith("Am beth mae hyn? Fy nannedd")


def test_wrong_answers_send_nothing(kinds: Kinds, cast: Cast) -> None:
    with pytest.raises(AnswersHaveErrors) as caught:
        ask(cast.prisoner, kinds["ADD_SOCIAL_CONTACT"], ANSWERS["ADD_SOCIAL_CONTACT"] | {"DATE_OF_BIRTH": "31/2/1990"})
    assert caught.value.checked.errors["DATE_OF_BIRTH"].code == "no_such_day"
    assert not Request.objects.exists()


def test_one_at_a_time(kinds: Kinds, cast: Cast) -> None:
    first = ask(cast.prisoner, kinds["PROPERTY"])
    with pytest.raises(OneIsOpen) as caught:
        ask(cast.prisoner, kinds["PROPERTY"], at=LATER)
    assert caught.value.request == first
    ask(cast.cell_mate, kinds["PROPERTY"], at=LATER)
    withdraw_request(request=first, by=cast.prisoner, at=LATER)
    ask(cast.prisoner, kinds["PROPERTY"], at=LATER)


def test_so_many_a_week_and_when_again(kinds: Kinds, cast: Cast) -> None:
    hub = UserFactory(roles=[Role.BUSINESS_HUB_CLERK])
    for day in (0, 1):
        sent = ask(cast.prisoner, kinds["EMERGENCY_PHONE_CREDIT"], at=NOW + timedelta(days=day))
        decide(request=sent, state="APPROVED", reply="", by=hub, at=NOW + timedelta(days=day))
    with pytest.raises(TooManyThisWeek) as caught:
        ask(cast.prisoner, kinds["EMERGENCY_PHONE_CREDIT"], at=NOW + timedelta(days=2))
    assert caught.value.again_at == NOW + timedelta(days=7)
    ask(cast.prisoner, kinds["EMERGENCY_PHONE_CREDIT"], at=NOW + timedelta(days=7))


def test_so_many_a_day_of_every_kind_together(kinds: Kinds, cast: Cast) -> None:
    for _ in range(MOST_A_DAY):
        ask(cast.prisoner, kinds["PRIVATE_MESSAGE"])
    with pytest.raises(TooManyToday):
        ask(cast.prisoner, kinds["LIBRARY"], at=LATER)
    ask(cast.prisoner, kinds["LIBRARY"], at=NOW + timedelta(days=1))


def test_a_retired_kind_is_not_asked_for(kinds: Kinds, cast: Cast) -> None:
    RequestKind.objects.filter(code="LIBRARY").update(retired_at=NOW)
    kinds["LIBRARY"].refresh_from_db()
    with pytest.raises(KindRetired):
        ask(cast.prisoner, kinds["LIBRARY"])


def test_the_same_key_sends_once(kinds: Kinds, cast: Cast) -> None:
    first = ask(cast.prisoner, kinds["PROPERTY"], key="k1")
    assert ask(cast.prisoner, kinds["PROPERTY"], key="k1", at=LATER) == first
    assert Request.objects.count() == 1
    assert RequestEvent.objects.count() == 1


def test_the_same_key_with_other_answers_is_refused(kinds: Kinds, cast: Cast) -> None:
    ask(cast.prisoner, kinds["PROPERTY"], key="k1")
    with pytest.raises(AskedOtherwise):
        ask(cast.prisoner, kinds["PROPERTY"], ANSWERS["PROPERTY"] | {"WHICH": "My red coat."}, key="k1")
    with pytest.raises(AskedOtherwise):
        ask(cast.prisoner, kinds["LIBRARY"], key="k1")


def test_a_key_is_its_writers_own(kinds: Kinds, cast: Cast) -> None:
    first = ask(cast.prisoner, kinds["PROPERTY"], key="k1")
    assert ask(cast.cell_mate, kinds["PROPERTY"], key="k1") != first


def test_nobody_asks_for_another_in_the_cell(kinds: Kinds, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        ask_as(cast.cell_mate, cast, kinds)
    with pytest.raises(NotAllowed):
        ask_as(cast.practitioner, cast, kinds)


def ask_as(user: object, cast: Cast, kinds: Kinds, **origin: object) -> Request:
    return send_request(
        prisoner=cast.prisoner.prisoner,
        kind=kinds["LIBRARY"],
        answers=ANSWERS["LIBRARY"],
        by=user,
        at=NOW,
        origin=Origin(**origin),
    )


def test_paper_is_entered_by_who_handles_requests(kinds: Kinds, cast: Cast) -> None:
    request = ask_as(cast.practitioner, cast, kinds, how=How.PAPER, entered_by=cast.practitioner)
    assert (request.how, request.entered_by) == (How.PAPER, cast.practitioner)
    for member in (cast.tutor, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            ask_as(member, cast, kinds, how=How.PAPER, entered_by=member)


def test_a_contact_is_chosen_from_the_persons_own(kinds: Kinds, cast: Cast) -> None:
    tie = a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner)
    request = ask(cast.prisoner, kinds["REMOVE_CONTACT"], {"CONTACT": str(tie.pk)})
    assert request.answers == {"CONTACT": "Patricia Ashdown", chosen_key("CONTACT"): str(tie.pk)}
    assert request.words == "Who is it? Patricia Ashdown"


def test_a_contact_of_somebody_else_is_refused(kinds: Kinds, cast: Cast) -> None:
    tie = a_tie(PrisonerFactory(), a_contact(), cast.practitioner)
    gone = a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner, removed_at=NOW)
    for wrong in (tie, gone):
        with pytest.raises(AnswersHaveErrors) as caught:
            ask(cast.prisoner, kinds["REMOVE_CONTACT"], {"CONTACT": str(wrong.pk)})
        assert set(caught.value.checked.errors) == {"CONTACT"}


def test_a_message_goes_to_an_agency_by_its_name(kinds: Kinds, cast: Cast) -> None:
    agency = AgencyFactory(name="Steel City Homes")
    request = ask(cast.prisoner, kinds["AGENCY_MESSAGE"], {"AGENCY": str(agency.pk), "MESSAGE": "Hello."})
    assert (request.agency, request.team) == (agency, Team.RESETTLEMENT)
    assert request.answers["AGENCY"] == "Steel City Homes"


def test_an_agency_for_letters_is_none_for_messages(kinds: Kinds, cast: Cast) -> None:
    legal = AgencyFactory(kind="LEGAL")
    with pytest.raises(AnswersHaveErrors):
        ask(cast.prisoner, kinds["AGENCY_MESSAGE"], {"AGENCY": str(legal.pk), "MESSAGE": "Hello."})


def test_sending_ends_what_was_put_by(kinds: Kinds, cast: Cast) -> None:
    for kind in (kinds["LIBRARY"], kinds["PROPERTY"]):
        put_by(prisoner=cast.prisoner.prisoner, kind=kind, answers={}, key="k", by=cast.prisoner, at=NOW)
    ask(cast.prisoner, kinds["LIBRARY"])
    assert [row.code for row in UnsentRequest.objects.all()] == ["PROPERTY"]


def test_what_is_put_by_lies_sealed_and_is_its_writers(kinds: Kinds, cast: Cast) -> None:
    answers = {"WHAT": "BOOK", "MORE": "About quokkas"}
    put_by(prisoner=cast.prisoner.prisoner, kind=kinds["LIBRARY"], answers=answers, key="k", by=cast.prisoner, at=NOW)
    assert "quokka" not in UnsentRequest.objects.get().sealed
    kept = put_by_before(kind=kinds["LIBRARY"], reach=reach_of(cast.prisoner))
    assert kept is not None
    assert (kept.answers, kept.key) == (answers, "k")
    for other in (cast.cell_mate, cast.practitioner, cast.agency_worker):
        assert put_by_before(kind=kinds["LIBRARY"], reach=reach_of(other)) is None
    with pytest.raises(NotAllowed):
        put_by(prisoner=cast.prisoner.prisoner, kind=kinds["LIBRARY"], answers={}, key="", by=cast.cell_mate, at=NOW)


def test_taking_back(kinds: Kinds, cast: Cast) -> None:
    request = ask(cast.prisoner, kinds["LIBRARY"])
    with pytest.raises(NotTheirs):
        withdraw_request(request=request, by=cast.cell_mate, at=LATER)
    with pytest.raises(NotAllowed):
        withdraw_request(request=request, by=cast.practitioner, at=LATER)
    assert withdraw_request(request=request, by=cast.prisoner, at=LATER).state == State.WITHDRAWN
    withdraw_request(request=request, by=cast.prisoner, at=LATER)
    assert [event.verb for event in request.events.all()] == ["SENT", "WITHDRAWN"]


def test_what_is_answered_can_not_be_taken_back(kinds: Kinds, cast: Cast) -> None:
    request = answered(kinds, cast)
    with pytest.raises(AlreadyDecided):
        withdraw_request(request=request, by=cast.prisoner, at=LATER)


def answered(kinds: Kinds, cast: Cast) -> Request:
    request = ask(cast.prisoner, kinds["RESETTLEMENT_HELP"])
    return decide(request=request, state="APPROVED", reply="Come on Monday.", by=cast.practitioner, at=LATER)


def test_an_answer_is_seen_once_and_written_down(kinds: Kinds, cast: Cast) -> None:
    request = answered(kinds, cast)
    assert list(Request.objects.unseen()) == [request]
    for _ in range(2):
        see_answer(request=Request.objects.get(pk=request.pk), by=cast.prisoner, at=LATER)
    request.refresh_from_db()
    assert request.seen_at == LATER
    assert AuditEntry.objects.filter(verb="see_answer", whom=str(request.pk), who=str(cast.prisoner.pk)).count() == 1


def test_nobody_else_sees_it_for_them(kinds: Kinds, cast: Cast) -> None:
    request = answered(kinds, cast)
    with pytest.raises(NotTheirs):
        see_answer(request=request, by=cast.cell_mate, at=LATER)
    with pytest.raises(NotAllowed):
        see_answer(request=request, by=cast.practitioner, at=LATER)


def test_an_answer_that_was_undone_meanwhile_is_not_seen(kinds: Kinds, cast: Cast) -> None:
    request = answered(kinds, cast)
    undo(event=request.events.order_by("id").last(), by=cast.practitioner, at=LATER)
    see_answer(request=request, by=cast.prisoner, at=LATER)  # the page had loaded the answer before
    request.refresh_from_db()
    assert request.seen_at is None
    assert not AuditEntry.objects.filter(verb="see_answer").exists()


def test_a_receipt_of_a_private_message_can_not_be_tried_out(kinds: Kinds, cast: Cast) -> None:
    """SHA-256 over a short message would be found by trying messages."""
    ask(cast.prisoner, kinds["PRIVATE_MESSAGE"], key="k1")
    guess = {
        "kind": "PRIVATE_MESSAGE",
        "answers": ANSWERS["PRIVATE_MESSAGE"],
        "prisoner": str(cast.prisoner.prisoner.pk),
    }
    assert Request.objects.get().asked not in ("", digest(guess))
