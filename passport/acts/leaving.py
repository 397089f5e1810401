"""Somebody is released, and comes back: the record is closed and kept, and opened again with its history."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from incell.acts import moving as asked
from passport.models import Passport, PathwayState, PlanStanding, ReadinessItem, ReadinessList, Report, Stay

from .readiness import begin_anew
from .stays import begin_stay, end_stay, open_stay, stay_on

UNDO = timedelta(days=2)
OPEN_STATES = (PathwayState.Status.SUPPORT_REQUIRED, PathwayState.Status.IN_PROGRESS)
BEGAN = {"RECALL": Stay.Began.RECALL, "SENTENCED": Stay.Began.NEW_SENTENCE, "REMAND": Stay.Began.NEW_SENTENCE}


class LeftAlready(Exception):
    """This person has left already."""


class TooLateToUndo(Exception):
    """Two days have passed, or the person has come back meanwhile."""


@transaction.atomic
def release(*, prisoner: Prisoner, by: User | str, at: datetime) -> Stay:
    """Somebody has left prison: sessions end, what is open is closed with words, the passport is kept read-only.

    What agencies hold stays open by its window, and they may still answer.
    by         staff, or "node:NAME" where the roll says so.
    Queries    about 15, and 6 an open request. Raises NotAllowed, LeftAlready.
    """
    if isinstance(by, User):
        access.require(by, Verb.MOVE_PEOPLE, prisoner)
    prisoner = Prisoner.objects.select_for_update(of=("self",)).get(pk=prisoner.pk)
    newest = Stay.objects.filter(prisoner=prisoner).first()
    if prisoner.moved_to or (newest is not None and newest.ended_at is not None):
        raise LeftAlready
    open_stay(prisoner, at=at)
    passport = Passport.objects.select_for_update().filter(prisoner=prisoner).first()
    was_open = _open_of(prisoner, passport)
    closed = asked.close(prisoner=prisoner, to="", at=at)
    left_before = prisoner.left_at is not None
    Prisoner.objects.filter(pk=prisoner.pk).update(left_at=prisoner.left_at or at, gone_to="OUT")
    if passport is not None:
        Passport.objects.filter(pk=passport.pk).update(closed_at=at)
    stay = end_stay(prisoner=prisoner, ended=Stay.Ended.RELEASED, by=by, at=prisoner.left_at or at)
    stay.was_open, stay.closed = was_open, {"incell": closed, "left_before": left_before, "done": True}
    stay.save(update_fields=["was_open", "closed"])
    audit.write(by=by, verb="release", what="accounts.Prisoner", whom=prisoner.pk, at=at)
    return stay


def _open_of(prisoner: Prisoner, passport: Passport | None) -> dict[str, object]:
    """What is open: codes and numbers, no words. Queries: 5."""
    if passport is None:
        return {"requests": asked.count_open(prisoner)}
    plan = PlanStanding.objects.filter(passport=passport).first()
    ready = ReadinessItem.objects.filter(readiness__prisoner=prisoner, dropped=False).open()
    return {
        "requests": asked.count_open(prisoner),
        "reports": list(Report.objects.open().filter(passport=passport).values_list("kind", flat=True)),
        "pathways": list(passport.pathways.filter(status__in=OPEN_STATES).values_list("pathway", flat=True)),
        "goals": plan.goals_open if plan else 0,
        "ready": list(ready.values_list("code", flat=True)),
    }


@transaction.atomic
def undo_release(*, stay: Stay, by: User, at: datetime) -> None:
    """It was not so: everything that the release closed is open again. Within two days.

    Queries    about 15, and 6 a request. Raises NotAllowed, TooLateToUndo.
    """
    prisoner = Prisoner.objects.select_for_update(of=("self",)).get(pk=stay.prisoner_id)
    access.require(by, Verb.MOVE_PEOPLE, prisoner)
    held = Stay.objects.select_for_update().get(pk=stay.pk)
    newest = Stay.objects.filter(prisoner=prisoner).first()
    if held != newest or held.ended != Stay.Ended.RELEASED or held.ended_at is None or at - held.ended_at > UNDO:
        raise TooLateToUndo
    open_as_it_was(stay=held, prisoner=prisoner, by=by, at=at)


def open_as_it_was(*, stay: Stay, prisoner: Prisoner, by: User | str, at: datetime) -> None:
    """Open what the release closed. The caller has asked who may, and has locked both. Queries: about 8."""
    asked.open_again(stay.closed.get("incell", []), at=at)
    stay_on(prisoner, ended=Stay.Ended.RELEASED)
    Stay.objects.filter(pk=stay.pk).update(was_open={}, closed={})
    Passport.objects.filter(prisoner=prisoner).update(closed_at=None)
    Prisoner.objects.filter(pk=prisoner.pk).update(left_at=None, gone_to="")
    audit.write(by=by, verb="undo_release", what="accounts.Prisoner", whom=prisoner.pk, at=at)


@transaction.atomic
def return_to_prison(*, prisoner: Prisoner, by: User | str, at: datetime) -> Stay:
    """Somebody who had left is here again: the record opens with its history, and a new stay begins.

    Needs and plan are from before until somebody has asked again; the list of what has to be ready begins anew.
    Queries    about 20.
    """
    prisoner = Prisoner.objects.select_for_update(of=("self",)).get(pk=prisoner.pk)
    began = BEGAN.get(prisoner.legal_status, Stay.Began.RETURN)
    stay = begin_stay(prisoner=prisoner, began=began, came_from=prisoner.came_from, at=at)
    Prisoner.objects.filter(pk=prisoner.pk).update(left_at=None, gone_to="")
    Passport.objects.filter(prisoner=prisoner).update(closed_at=None, to_confirm_since=at, court_on=None)
    PlanStanding.objects.filter(passport__prisoner=prisoner).update(agreement_is_current=False, signed_is_current=False)
    for readiness in ReadinessList.objects.filter(prisoner=prisoner):
        begin_anew(readiness, at=at)
    audit.write(by=by, verb="return_to_prison", what="accounts.Prisoner", whom=prisoner.pk, at=at, why=began)
    return stay
