"""Early sight of need: what is known of each person is held against plain rules once a day; people answer the prompts.

Nothing follows from a prompt by itself, nobody outside the prison ever sees one, and nobody has a score.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import AuditEntry, Prisoner, User
from education.models import Attendance, Enrolment
from incell.models import Contact, Flag, Request, Restriction, Tie
from passport import insight
from passport.insight import Facts, Found, Rules
from passport.models import Appointment, Passport, Prompt, PromptCheck, ReadinessItem
from passport.models.insight import RESTRICTED_RULES

MOST = 200  # people a round of the courier
LONGEST_SNOOZE = 90  # days
State = Prompt.State
CONTACT = (
    *("save_page", "complete_part", "submit_report", "restart_report", "hand_over", "move_readiness"),
    *("write_case_note", "amend_case_note", "write_goal", "write_step", "move_goal", "move_step", "sign_plan"),
    *("note_no_answer", "add_need", "move_need", "book_appointment", "move_appointment", "end_appointment"),
    *("write_meeting", "plan_meeting", "add_document"),
)
Days = Mapping[UUID, Iterable[date]]


class ChangedMeanwhile(Exception):
    """Somebody answered this prompt after it was shown."""


class SnoozeTooLong(ValueError):
    """A prompt comes back after at most 90 days, and not before tomorrow."""


def rules_in_force() -> Rules:
    """The rules of the setting INSIGHT_RULES, or those that come along. Raises coded.HasFaults, OSError."""
    return _read(settings.INSIGHT_RULES or str(Path(insight.__file__).parent / "rules.yml"))


@lru_cache(maxsize=1)
def _read(path: str) -> Rules:
    return insight.read_rules(Path(path).read_text())


@transaction.atomic
def follow_insight(*, by: str, at: datetime) -> int:
    """Hold the rules against who was not looked at today: at most 200 people. Returns how many prompts are new.

    by       the node. Queries: 2 where everybody was looked at today; about 17 a call.
    Raises   coded.HasFaults.
    """
    rules, today = rules_in_force(), localdate(at)
    looked = PromptCheck.objects.filter(prisoner=OuterRef("pk"), on__gte=today)
    waiting = Prisoner.objects.here().filter(~Exists(looked)).order_by("pk")
    people = list(waiting.select_for_update(of=("self",), skip_locked=True)[:MOST])
    if not people:
        return 0
    found = {person.pk: insight.judge(rules, facts) for person, facts in _facts_of(people, today)}
    new = _keep(found, rules, today)
    PromptCheck.objects.bulk_create(
        [PromptCheck(prisoner=person, on=today) for person in people],
        update_conflicts=True,
        unique_fields=["prisoner"],
        update_fields=["on"],
    )
    if new:
        audit.write(by=by, verb="follow_insight", what="passport.Prompt", whom="", at=at, why=f"new={new}")
    return new


def _keep(found: Mapping[UUID, list[Found]], rules: Rules, today: date) -> int:
    """Raise what is new, and put away what is over. A reason that was answered once is not raised again."""
    there = {(one.prisoner_id, one.rule, one.mark) for one in Prompt.objects.filter(prisoner__in=found)}
    numbers = {rule.code: rule for rule in rules.rules}
    new = [
        Prompt(
            prisoner_id=person,
            rule=one.code,
            mark=one.mark,
            evidence=[day.isoformat() for day in one.evidence],
            days=numbers[one.code].days,
            times=numbers[one.code].times,
            found_on=today,
        )
        for person, some in found.items()
        for one in some
        if (person, one.code, one.mark) not in there
    ]
    holds = {(person, one.code, one.mark) for person, some in found.items() for one in some}
    waiting = Prompt.objects.filter(prisoner__in=found, state__in=Prompt.OPEN)
    over = [one.pk for one in waiting if (one.prisoner_id, one.rule, one.mark) not in holds]
    Prompt.objects.filter(pk__in=over).update(state=State.OVER)
    Prompt.objects.bulk_create(new)
    return len(new)


def _facts_of(people: list[Prisoner], today: date) -> list[tuple[Prisoner, Facts]]:
    """What is known of these people. Queries: 10, however many they are."""
    pks = [person.pk for person in people]
    since = today - timedelta(days=insight.rules.MOST_DAYS)
    contact = _contact(pks)
    days = {name: _days(source(pks, since)) for name, source in SOURCES.items()}
    open_ones = ReadinessItem.objects.open().filter(code="HOUSING", dropped=False, readiness__prisoner__in=pks)
    homeless = set(open_ones.values_list("readiness__prisoner", flat=True))
    known = Tie.objects.filter(prisoner__in=pks, removed_at__isnull=True).filter(Q(may_call=True) | Q(may_visit=True))
    outside = set(known.values_list("prisoner", flat=True))
    return [
        (
            person,
            Facts(
                on=today,
                received_on=person.received_on,
                release_on=person.release_on,
                contact_on=contact.get(person.pk),
                address_open=person.pk in homeless,
                outside=person.pk in outside,
                **{name: tuple(found.get(person.pk, ())) for name, found in days.items()},
            ),
        )
        for person in people
    ]


def _days(rows: Iterable[tuple[UUID, Any]]) -> dict[UUID, list[date]]:
    found: dict[UUID, list[date]] = defaultdict(list)
    for person, when in rows:
        found[person].append(localdate(when) if isinstance(when, datetime) else when)
    return found


def _contact(pks: list[UUID]) -> dict[UUID, date]:
    """The day on which staff last did something with each person's report, plan, list or passport; what the person did
    alone is no contact. Queries: 5.
    """
    recs = dict(Passport.objects.filter(prisoner__in=pks).values_list("pk", "prisoner"))
    reports = dict(Passport.objects.filter(pk__in=recs, reports__isnull=False).values_list("reports__pk", "prisoner"))
    whose = {str(pk): pk for pk in pks} | {str(rec): person for rec, person in (*recs.items(), *reports.items())}
    own = [str(pk) for pk in Prisoner.objects.filter(pk__in=pks, user__isnull=False).values_list("user", flat=True)]
    lines = AuditEntry.objects.filter(whom__in=list(whose), verb__in=CONTACT).exclude(who__in=own).order_by()
    last: dict[UUID, date] = {}
    for whom, when in lines.values("whom").annotate(last=Max("at")).values_list("whom", "last"):
        day = localdate(when)
        last[whose[whom]] = max(day, last.get(whose[whom], day))
    answered = Request.objects.filter(prisoner__in=pks, decided_at__isnull=False).order_by()
    for person, when in answered.values("prisoner").annotate(last=Max("decided_at")).values_list("prisoner", "last"):
        last[person] = max(localdate(when), last.get(person, localdate(when)))
    return last


def _missed(pks: list[UUID], since: date) -> Iterable[tuple[UUID, Any]]:
    """Sessions and appointments in prison that were not kept, without a reason that counts."""
    appointments = Appointment.objects.filter(
        passport__prisoner__in=pks, state=Appointment.State.DID_NOT_ATTEND, outside=False, on__gte=since
    ).values_list("passport__prisoner", "on")
    missed = (Attendance.Code.REFUSED, Attendance.Code.NO_REASON)
    rows = Attendance.objects.current().filter(enrolment__prisoner__in=pks, code__in=missed)
    rows = rows.filter(session__starts_at__date__gte=since)
    return [*rows.values_list("enrolment__prisoner", "session__starts_at"), *appointments]  # type: ignore[list-item]


def _dropped(pks: list[UUID], since: date) -> Iterable[tuple[UUID, Any]]:
    rows = Enrolment.objects.filter(prisoner__in=pks, state=Enrolment.State.LEFT, ended_at__date__gte=since)
    return rows.values_list("prisoner", "ended_at")  # type: ignore[return-value]


def _flagged(pks: list[UUID], since: date) -> Iterable[tuple[UUID, Any]]:
    """Own words that the person flagged: days alone, never which words."""
    rows = Flag.objects.filter(prisoner__in=pks, source=Flag.Source.WRITER, at__date__gte=since)
    return rows.values_list("prisoner", "at")


def _health(pks: list[UUID], since: date) -> Iterable[tuple[UUID, Any]]:
    rows = Request.objects.filter(prisoner__in=pks, code="HEALTHCARE", sent_at__date__gte=since)
    return rows.values_list("prisoner", "sent_at")


def _lost(pks: list[UUID], since: date) -> Iterable[tuple[UUID, Any]]:
    """Family and friends taken off the list, and contact that was forbidden."""
    social = Tie.objects.filter(prisoner__in=pks, contact__kind=Contact.Kind.SOCIAL)
    gone = social.filter(removed_at__date__gte=since).values_list("prisoner", "removed_at")
    stopped = Restriction.objects.filter(prisoner__in=pks, kind__in=("BAN", "NONCON"), since_on__gte=since)
    return [*gone, *stopped.values_list("prisoner", "since_on")]  # type: ignore[list-item]


# Whatever knows such days adds itself here: fact → (people, since) → (person, day or moment) pairs
SOURCES: dict[str, Callable[[list[UUID], date], Iterable[tuple[UUID, Any]]]] = {
    "missed": _missed,
    "dropped": _dropped,
    "flagged": _flagged,
    "health": _health,
    "lost": _lost,
}


@transaction.atomic
def answer_prompt(
    *, prompt: Prompt, state: str, until_on: date | None = None, revision: int, by: User, at: datetime
) -> Prompt:
    """Say to a prompt: settled, not right, later, or open again. The last word counts. Queries: 8.

    until_on  with SNOOZED: the day on which it comes back, tomorrow to 90 days on.
    revision  of the prompt as it was shown.
    Raises    NotAllowed, SnoozeTooLong, ChangedMeanwhile; ValueError for no answer.
    """
    reach = access.require(by, Verb.WRITE_PLAN, prompt.prisoner)
    if prompt.rule in RESTRICTED_RULES and not access.can(by, reach, Verb.READ_RESTRICTED, prompt.prisoner):
        raise access.NotAllowed(Verb.READ_RESTRICTED.value)
    said = State(state)
    if said == State.OVER:
        raise ValueError(state)
    if said == State.SNOOZED and not (until_on and 0 < (until_on - localdate(at)).days <= LONGEST_SNOOZE):
        raise SnoozeTooLong
    held = Prompt.objects.select_for_update(of=("self",)).get(pk=prompt.pk)
    if held.revision != revision:
        raise ChangedMeanwhile
    held.state, held.until_on = said, until_on if said == State.SNOOZED else None
    held.answered_by, held.answered_at, held.revision = by, at, revision + 1
    held.save()
    why = f"{held.rule} {said}"
    audit.write(by=by, verb="answer_prompt", what="passport.Prompt", whom=held.prisoner_id, at=at, why=why)
    return held


@dataclass(frozen=True)
class Rightness:
    """How often one rule was right, as people said."""

    code: str
    raised: int
    settled: int
    not_right: int
    open: int

    @property
    def percent_right(self) -> int | None:
        """Of those that were answered; None before there are ten."""
        answered = self.settled + self.not_right
        return round(100 * self.settled / answered) if answered >= 10 else None


def how_often_right(prompts: "QuerySet[Prompt]") -> dict[str, Rightness]:
    """For each rule how often it was raised and what was said. Queries: 1."""
    counted = (
        prompts.order_by()
        .values("rule")
        .annotate(
            raised=Count("pk"),
            settled=Count("pk", filter=Q(state=State.SETTLED)),
            not_right=Count("pk", filter=Q(state=State.NOT_RIGHT)),
            waiting=Count("pk", filter=Q(state__in=Prompt.OPEN)),
        )
    )
    return {
        row["rule"]: Rightness(row["rule"], row["raised"], row["settled"], row["not_right"], row["waiting"])
        for row in counted
    }
