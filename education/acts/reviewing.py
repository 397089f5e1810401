"""Reviews of learning plans: when the next is held, that one was held, and why one can't be."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from education.models import LearningPlan, PlanEvent, Review
from education.models.review import OPEN
from education.windows import Exemption, Rule, Window, after_exemption, after_move, next_window

LONGEST = 2000  # characters of what was said, and of what changed
MOST_MOVED = 100  # plans that one round follows
NEVER = Value(date(1, 1, 1), DateField())
What = PlanEvent.What


class NoReviewOpen(ValueError):
    """No review of this plan is to be held, or not in this way: somebody has held or exempted it meanwhile."""


class SaysNothing(ValueError):
    """What was said is missing, or longer than LONGEST characters."""


def begin(prisoner: Prisoner, by: User, at: datetime) -> LearningPlan:
    """Begin a plan, with its first review where one is due. The caller has locked the person. Queries: 2."""
    plan = LearningPlan(prisoner=prisoner, begun_at=at, begun_by=by)
    window = _reckon(plan, timezone.localdate(at))
    plan.save()
    if window:
        _open(plan, window, at)
    return plan


@transaction.atomic
def hold_review(*, review: Review, said: str, changed: str, revision: int, by: User, at: datetime) -> Review | None:
    """A review was held: what was said and what changed. An exemption ends with it. Returns the next, None for none.

    Queries: 12. Raises NotAllowed, NoReviewOpen, SaysNothing.
    """
    if not said.strip() or max(len(said), len(changed)) > LONGEST:
        raise SaysNothing
    held, plan = _hold(review, by, revision)
    today = timezone.localdate(at)
    held.state, held.held_on, held.held_by = Review.State.HELD, today, by
    held.said, held.changed = said.strip(), changed.strip()
    _save(held, "state", "held_on", "held_by", "said", "changed")
    _note(plan, What.REVIEWED, by, at, before=_days(held))
    window = _reckon(plan, today)
    plan.save()
    return _open(plan, window, at) if window else None


@transaction.atomic
def exempt_review(*, review: Review, why: str, revision: int, by: User, at: datetime) -> None:
    """A review can't be held for now, for a reason. Queries: 9. Raises NotAllowed, NoReviewOpen."""
    held, plan = _hold(review, by, revision)
    if held.state != Review.State.DUE:
        raise NoReviewOpen
    held.state, held.exempt_why, held.exempt_at = Review.State.EXEMPT, Review.Exemption(why), at
    _save(held, "state", "exempt_why", "exempt_at")
    _note(plan, What.EXEMPTED, by, at, why=why, before=_days(held))


@transaction.atomic
def end_exemption(*, review: Review, revision: int, by: User, at: datetime) -> None:
    """It can be held again; the reason's days are added, counted from today. Queries: 9.

    Raises NotAllowed, NoReviewOpen.
    """
    held, plan = _hold(review, by, revision)
    if held.state != Review.State.EXEMPT:
        raise NoReviewOpen
    before = _days(held)
    held.until_on = after_exemption(until_on=held.until_on, why=Exemption(held.exempt_why), on=timezone.localdate(at))
    held.state = Review.State.DUE
    _save(held, "state", "until_on")
    _note(plan, What.EXEMPTION_ENDED, by, at, why=held.exempt_why, before=before)


def follow_roll(*, by: str, at: datetime) -> int:
    """Reckon anew the reviews of people whose release date, sentence or prison has moved, or who came back.

    Pulled by the courier, every round: so lists are right without anybody opening them, and an import of the roll
    need not know of plans. Returns how many plans were moved. Queries: 1 where nothing has moved; 9 a plan that has.
    """
    moved = list(_moved().values_list("pk", flat=True)[:MOST_MOVED])
    for pk in moved:
        _follow(pk, by, at)
    return len(moved)


def _moved() -> "QuerySet[LearningPlan]":
    plans = LearningPlan.objects.filter(prisoner__left_at__isnull=True).annotate(
        leaves=Coalesce("prisoner__release_on", NEVER),
        left=Coalesce("release_on", NEVER),
        came=Coalesce("prisoner__received_on", NEVER),
        had_come=Coalesce("received_on", NEVER),
    )
    same = Q(leaves=F("left"), came=F("had_come"), legal_status=F("prisoner__legal_status"))
    return plans.exclude(same & Q(prison=F("prisoner__prison"))).order_by("pk")


@transaction.atomic
def _follow(pk: int, by: str, at: datetime) -> None:
    plan = LearningPlan.objects.select_for_update(of=("self",)).select_related("prisoner").get(pk=pk)
    review = plan.reviews.select_for_update().filter(state__in=OPEN).first()
    held = Window(Rule(review.rule), review.from_on, review.until_on) if review else None
    today = timezone.localdate(at)
    arrived, on = _arrived(plan, today)
    new = _reckon(plan, on, arrived)
    window = after_move(held=held, new=new, release_on=plan.release_on, on=today)
    plan.save()
    if window == held:
        return
    if review and window:
        before = _days(review)
        review.rule, review.from_on, review.until_on = window.rule, window.from_on, window.until_on
        _save(review, "rule", "from_on", "until_on")
    elif review:
        before = _days(review)
        review.state = Review.State.DROPPED
        _save(review, "state")
    elif window:
        before = {}
        _open(plan, window, at)
    _note(plan, What.WINDOW_MOVED, by, at, why=plan.rule, before=before)


def _arrived(plan: LearningPlan, today: date) -> tuple[Rule | None, date]:
    """Which rule of arrivals holds, None for none, and the day that is counted from, for who moved on the roll."""
    person = plan.prisoner
    came, before = person.received_on, plan.received_on
    if plan.prison_id != person.prison_id:
        return Rule.TRANSFER, came or today
    if came and before and came > before:
        return Rule.READMISSION, came
    return (Rule(plan.rule) if plan.rule in (Rule.TRANSFER, Rule.READMISSION) else None), plan.counted_from


def _reckon(plan: LearningPlan, on: date, arrived: Rule | None = None) -> Window | None:
    """The next window, counted from a day; what it was reckoned from is set on the plan, which the caller saves."""
    person = plan.prisoner
    rule, window = next_window(on=on, release_on=person.release_on, legal_status=person.legal_status, arrived=arrived)
    plan.counted_from, plan.rule, plan.prison_id = on, rule, person.prison_id
    plan.release_on, plan.legal_status, plan.received_on = person.release_on, person.legal_status, person.received_on
    return window


def _open(plan: LearningPlan, window: Window, at: datetime) -> Review:
    return Review.objects.create(
        plan=plan, rule=window.rule, from_on=window.from_on, until_on=window.until_on, made_at=at
    )


def _hold(review: Review, by: User, revision: int) -> tuple[Review, LearningPlan]:
    """The review and its plan as they are now, locked. Queries: 4. Raises NotAllowed, NoReviewOpen."""
    plan = LearningPlan.objects.select_for_update(of=("self",)).select_related("prisoner").get(pk=review.plan_id)
    access.require(by, Verb.PLAN_LEARNING, plan.prisoner)
    held = Review.objects.select_for_update().get(pk=review.pk)
    if held.state not in OPEN or held.revision != revision or plan.prisoner.left_at is not None:
        raise NoReviewOpen
    return held, plan


def _save(review: Review, *fields: str) -> None:
    review.revision += 1
    review.save(update_fields=[*fields, "revision"])


def _days(review: Review) -> dict[str, Any]:
    return {"rule": review.rule, "from_on": str(review.from_on), "until_on": str(review.until_on)}


def _note(
    plan: LearningPlan, what: str, by: User | str, at: datetime, *, before: dict[str, Any], why: str = ""
) -> None:
    who = None if isinstance(by, str) else by
    PlanEvent.objects.create(plan=plan, at=at, by=who, what=what, words=why, before=before)
    audit.write(by=by, verb=f"plan_{what.lower()}", what="education.LearningPlan", whom=plan.pk, at=at, why=why)
