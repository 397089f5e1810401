"""Whoever waits for somebody else's lock and loses is told what is true now, not what was when they began."""

import pytest

from accounts.access import reach_of
from accounts.acts import pin
from accounts.models import ArchiveKey, Role
from incell.acts import contacts, deciding, merging
from incell.acts.flags import AlreadyClosed, close_flag, flag_words
from incell.acts.history import AlreadyDecided, ChangedMeanwhile
from incell.acts.kinds import load_kinds
from incell.acts.own_requests import see_answer
from incell.acts.unsent import put_by, put_by_before
from incell.models import RequestKind, Tie, UnsentRequest
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.contacts import a_contact, a_tie
from tests.contacts import clerk as contacts_clerk
from tests.incell.handled import a_request, clerk
from tests.waiting import told_while_held

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_the_second_who_decides_is_told_who_decided(cast: Cast) -> None:
    asked, anita, ola = a_request(cast.prisoner.prisoner), clerk(name="Anita"), clerk(name="Ola")
    said = {"request": asked, "at": NOW, "revision": 0}
    told = told_while_held(
        lambda: deciding.decide(state="APPROVED", reply="", by=anita, **said),
        lambda: deciding.decide(state="DECLINED", reply="No.", by=ola, **said),
    )
    assert isinstance(told, AlreadyDecided)
    assert told.request.decided_by == anita, "else a page says that nobody decided and that it was taken back"


def test_an_answer_that_is_undone_meanwhile_is_not_seen(cast: Cast) -> None:
    asked, anita = a_request(cast.prisoner.prisoner), clerk()
    decided = deciding.decide(request=asked, state="APPROVED", reply="", by=anita, at=NOW)
    line = asked.events.latest("id")
    told_while_held(
        lambda: deciding.undo(event=line, by=anita, at=NOW),
        lambda: see_answer(request=decided, by=cast.prisoner, at=NOW),
    )
    asked.refresh_from_db()
    assert (asked.state, asked.seen_at) == ("NEW", None)


def test_the_second_who_takes_it_is_told_who_has_it(cast: Cast) -> None:
    asked, both = a_request(cast.prisoner.prisoner), [clerk(), clerk()]
    told = told_while_held(
        *(lambda by=by: deciding.assign(request=asked, to=by, by=by, at=NOW, revision=0) for by in both)
    )
    assert isinstance(told, ChangedMeanwhile)
    assert told.request.assigned_to == both[0]


def test_the_second_who_closes_a_flag_is_told_who_closed_it(cast: Cast) -> None:
    asked = a_request(cast.prisoner.prisoner)
    flag = flag_words(prisoner=asked.prisoner, kind="THREAT", by=clerk(), at=NOW, excerpt="x", request=asked)
    both = [UserFactory(roles=[Role.SAFER_CUSTODY]) for _ in range(2)]
    told = told_while_held(*(lambda by=by: close_flag(flag=flag, outcome="Done", by=by, at=NOW) for by in both))
    assert isinstance(told, AlreadyClosed)
    assert told.flag.closed_by == both[0]


def test_the_second_who_takes_a_contact_off_is_told_who_did(cast: Cast) -> None:
    gwen, ada = contacts_clerk(), contacts_clerk()
    tie = a_tie(cast.prisoner.prisoner, a_contact(), gwen)
    told = told_while_held(*(lambda by=by: contacts.remove_tie(tie=tie, by=by, at=NOW) for by in (gwen, ada)))
    assert isinstance(told, contacts.AlreadyRemoved)
    assert told.tie.removed_by == gwen


def test_a_contact_that_becomes_another_meanwhile_is_changed_all_the_same(cast: Cast) -> None:
    gwen, kept, other = contacts_clerk(), a_contact(), a_contact()
    tie = a_tie(cast.prisoner.prisoner, other, gwen)
    told = told_while_held(
        lambda: merging.merge(kept=kept, other=other, by=gwen, at=NOW),
        lambda: contacts.change_tie(tie=tie, flags=["may_visit"], by=gwen, at=NOW),
    )
    assert isinstance(told, Tie), told
    tie.refresh_from_db()
    assert (tie.contact, tie.may_visit, tie.may_call) == (kept, True, False)


def test_the_second_who_gives_a_first_pin_is_told(cast: Cast) -> None:
    person, officer = PrisonerFactory(), UserFactory(roles=[Role.WING_OFFICER])
    told = told_while_held(*[lambda: pin.issue_first_pin(prisoner=person, by=officer, at=NOW)] * 2)
    assert isinstance(told, pin.AlreadyHasPin), told


@pytest.mark.usefixtures("node")
def test_a_form_sent_twice_at_once_keeps_the_words_also_the_first_time(cast: Cast) -> None:
    load_kinds(by="node:MDI", at=NOW)
    kind, me = RequestKind.objects.current().get(code="LIBRARY"), cast.prisoner

    def keep(words: str) -> None:
        put_by(prisoner=me.prisoner, kind=kind, answers={"MORE": words}, key="k", by=me, at=NOW)

    assert told_while_held(lambda: keep("One"), lambda: keep("Two")) is None
    kept = put_by_before(kind=kind, reach=reach_of(me))
    assert kept is not None
    assert kept.answers == {"MORE": "Two"}
    assert (ArchiveKey.objects.count(), UnsentRequest.objects.count()) == (1, 1)
