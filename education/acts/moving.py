"""What somebody has learned, as it goes along to another prison: courses, the learner record, awards, plan, needs.

Courses are a prison's own. There they become lines of the learner record: what was done, how far, with which score.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Q
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Prison, Prisoner, User
from education.models import (
    Achievement,
    AdditionalNeed,
    Assessment,
    Award,
    AwardKind,
    Enrolment,
    Goal,
    Learner,
    LearningPlan,
    PastCourse,
    Progress,
    Step,
)

from .issuing import next_change

State = Enrolment.State
BEGUN = (State.PLACED, State.COMPLETED, State.LEFT)
STATUS = {
    State.PLACED: PastCourse.Status.ON_A_BREAK,
    State.COMPLETED: PastCourse.Status.COMPLETED,
    State.LEFT: PastCourse.Status.WITHDRAWN,
}
PAST = (
    *("establishment", "establishment_name", "course_code", "course_name", "sequence", "is_accredited", "level"),
    *("subject_area", "started_on", "planned_end_on", "ended_on", "hours", "outcome", "grade", "status"),
)
AWARD = ("kind", "rating", "evidence", "credential", "status_index", "on_cv")
ACHIEVEMENT = ("kind", "skill", "name", "description", "criteria")


def gather_learning(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """Queries: 9."""
    learner = Learner.objects.filter(prisoner=prisoner).first()
    awards = Award.objects.filter(prisoner=prisoner).select_related("achievement__prison").order_by("issued_at", "pk")
    plan = LearningPlan.objects.filter(prisoner=prisoner).first()
    goals = Goal.objects.of(prisoner).prefetch_related("steps").order_by("pk") if plan else []
    assessments = Assessment.objects.filter(prisoner=prisoner).order_by("at", "pk")
    needs = AdditionalNeed.objects.filter(prisoner=prisoner).order_by("at", "pk")
    return {
        "learner": [{"uln": learner.uln}] if learner else [],
        "past": [_plain(row, PAST) for row in PastCourse.objects.of(prisoner)],
        "courses": [_course(row) for row in _courses(prisoner)],
        "awards": [_award(row) for row in awards],
        "plan": [_plain(plan, ("begun_at", "counted_from"))] if plan else [],
        "goals": [_goal(goal) for goal in goals],
        "assessments": [_plain(row, ("subject", "level", "on", "at")) for row in assessments],
        "needs": [_plain(row, ("area", "strategies", "source", "at", "ended_at")) for row in needs],
    }


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}


def _courses(prisoner: Prisoner) -> Any:
    done = Q(progress__state__in=[Progress.State.COMPLETED, Progress.State.PASSED])
    found = Enrolment.objects.filter(prisoner=prisoner, state__in=BEGUN).select_related("course").order_by("pk")
    return found.annotate(done=Count("progress", filter=done), begun=Count("progress"), score=Avg("progress__score"))


def _course(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "title": row.course.title,
        "level": row.course.level,
        "state": row.state,
        "placed_at": (row.placed_at or row.asked_at).isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "done": row.done,
        "begun": row.begun,
        "score": None if row.score is None else round(row.score),
    }


def _award(row: Award) -> dict[str, Any]:
    what = row.achievement
    return _plain(row, AWARD) | {
        "id": str(row.pk),
        "issuer": str(row.issuer),
        "issued_at": row.issued_at.isoformat(),
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "achievement": _plain(what, ACHIEVEMENT)
        | {"id": str(what.pk), "prison": what.prison_id, "prison_name": what.prison.name},
    }


def _goal(goal: Goal) -> dict[str, Any]:
    said = _plain(goal, ("title", "target_on", "state", "archived_why", "is_own", "made_at", "ended_at"))
    return said | {"steps": [_plain(step, ("title", "state", "position")) for step in goal.steps.all()]}  # type: ignore[attr-defined]


def apply_learning(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Queries: about 3 a row that is new here. by: stands for the staff of the prison that it comes from."""
    past = [*rows.get("past", []), *(_as_past(row, by) for row in rows.get("courses", []))]
    if past or rows.get("learner"):
        _keep_past(prisoner, rows, past, at)
    for row in rows.get("awards", []):
        _keep_award(prisoner, row)
    _keep_plan(prisoner, rows, by)
    for row in rows.get("assessments", []):
        Assessment.objects.get_or_create(
            prisoner=prisoner,
            subject=row["subject"],
            level=row["level"],
            on=date.fromisoformat(row["on"]),
            at=_moment(row["at"], at),
            defaults={"by": by},
        )
    for row in rows.get("needs", []):
        ended_at = _moment(row["ended_at"], at) if row["ended_at"] else None
        AdditionalNeed.objects.get_or_create(
            prisoner=prisoner,
            area=row["area"],
            strategies=row["strategies"],
            at=_moment(row["at"], at),
            defaults={"source": row["source"], "by": by, "ended_at": ended_at, "ended_by": by if ended_at else None},
        )


def _moment(text: str, otherwise: datetime) -> datetime:
    return parse_datetime(text) or otherwise


def _as_past(row: Mapping[str, Any], by: User) -> dict[str, Any]:
    """A course of the other prison as a line of the record."""
    with translation.override("en"):
        how_far = _("%(done)s of %(begun)s begun parts done") % {"done": row["done"], "begun": row["begun"]}
    ended = row["ended_at"] and localdate(parse_datetime(row["ended_at"])).isoformat()
    return {
        "establishment": by.prison_id,
        "establishment_name": by.name[:120],
        "course_code": row["id"].replace("-", ""),
        "course_name": row["title"],
        "sequence": 0,
        "is_accredited": False,
        "level": row["level"],
        "subject_area": "",
        "started_on": localdate(parse_datetime(row["placed_at"])).isoformat(),
        "planned_end_on": None,
        "ended_on": ended,
        "hours": 0,
        "outcome": how_far if row["begun"] else "",
        "grade": "" if row["score"] is None else f"{row['score']} %",
        "status": STATUS[State(row["state"])],
    }


def _keep_past(prisoner: Prisoner, rows: Mapping[str, list[Any]], past: list[dict[str, Any]], at: datetime) -> None:
    uln = next((row["uln"] for row in rows.get("learner", [])), "")
    learner, _made = Learner.objects.get_or_create(
        prison_id=prisoner.prison_id,
        number=prisoner.number,
        defaults={"uln": uln, "prisoner": prisoner, "how": Learner.How.NUMBER, "linked_at": at},
    )
    unique = ("establishment", "course_code", "sequence", "started_on")
    for row in past:
        days = {
            name: row[name] and date.fromisoformat(row[name]) for name in ("started_on", "planned_end_on", "ended_on")
        }
        said = {name: row[name] for name in PAST} | days
        PastCourse.objects.update_or_create(
            learner=learner,
            **{name: said[name] for name in unique},
            defaults={name: value for name, value in said.items() if name not in unique} | {"imported_at": at},
        )


def _keep_award(prisoner: Prisoner, row: Mapping[str, Any]) -> None:
    """The award itself, as it was signed: whoever issued it goes on saying whether it stands."""
    if Award.objects.filter(pk=row["id"]).exists():
        return
    what = row["achievement"]
    prison, _made = Prison.objects.get_or_create(code=what["prison"], defaults={"name": what["prison_name"]})
    same_skill = {"prison": prison, "kind": AwardKind.SKILL, "skill": what["skill"]}
    achievement = Achievement.objects.filter(pk=what["id"]).first()
    if achievement is None and what["kind"] == AwardKind.SKILL:
        achievement = Achievement.objects.filter(**same_skill).first()
    if achievement is None:
        achievement = Achievement.objects.create(
            pk=UUID(what["id"]), prison=prison, **{name: what[name] for name in ACHIEVEMENT}
        )
    withdrawn = row["withdrawn_at"]
    Award.objects.create(
        pk=UUID(row["id"]),
        prisoner=prisoner,
        achievement=achievement,
        issuer=UUID(row["issuer"]),
        change=next_change(),
        issued_at=datetime.fromisoformat(row["issued_at"]),
        withdrawn_at=parse_datetime(withdrawn) if withdrawn else None,
        **{name: row[name] for name in AWARD},
    )


def _keep_plan(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User) -> None:
    """Goals with their steps. The plan counts from the other prison, so that its review is reckoned after the move."""
    told = next(iter(rows.get("plan", [])), None)
    if told is None:
        return
    assert by.prison is not None  # they stand for the staff of one
    plan, _made = LearningPlan.objects.get_or_create(
        prisoner=prisoner,
        defaults={
            "begun_at": datetime.fromisoformat(told["begun_at"]),
            "begun_by": by,
            "counted_from": date.fromisoformat(told["counted_from"]),
            "prison": by.prison,
        },
    )
    for row in rows.get("goals", []):
        made_at = datetime.fromisoformat(row["made_at"])
        ended_at = parse_datetime(row["ended_at"]) if row["ended_at"] else None
        said = {"state": row["state"], "archived_why": row["archived_why"], "ended_at": ended_at}
        goal, new = Goal.objects.get_or_create(
            plan=plan,
            made_at=made_at,
            title=row["title"],
            defaults={
                **said,
                "target_on": date.fromisoformat(row["target_on"]),
                "is_own": row["is_own"],
                "made_by": by,
            },
        )
        if new:
            Step.objects.bulk_create(Step(goal=goal, **step) for step in row["steps"])
