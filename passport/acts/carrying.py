"""What a person carries out of the gate, part by part, in words for them: of a personal link and of a sealed file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Prisoner
from incell.models import Tie
from passport import plan as plans
from passport.models import Passport, Pathway, SectionVersion
from passport.pocket import Paper, Part
from passport.pocket.paper import MOST_ROWS

from .sections import keys_of, open_version

Rows = Iterator[tuple[str, str]]
STATES: dict[str, str | Promise] = {
    plans.StepState.NOT_STARTED: gettext_lazy("Not begun yet"),
    plans.StepState.IN_PROGRESS: gettext_lazy("Begun"),
    plans.StepState.COMPLETED: gettext_lazy("Done"),
    plans.StepState.CANNOT_BE_DONE_YET: gettext_lazy("It has to wait"),
}


def paper_of(*, passport: Passport, parts: Iterable[str], language: str, at: datetime, to: str = "") -> Paper:
    """These parts as they stand now, in one of our languages. A part without anything to say is left out.

    to       the agency's name, in a sealed file. Queries: 3, and 1 or 2 a part. Raises NoArchiveKey, Unreadable.
    """
    person = passport.prisoner
    wanted = [part for part in EVERY if part in set(parts)]
    sealed = _sections(passport, [part for part in wanted if part != CONTACTS], at)
    if CONTACTS in wanted:
        sealed[CONTACTS] = {"ties": _ties(person, localdate(at))}
    with translation.override(language):
        found = []
        for code in wanted:
            title, tell = EVERY[code]
            rows = tuple(tell(sealed.get(code, {}), person))[:MOST_ROWS]
            if rows:
                found.append(Part(str(title), rows))
        today = localdate(at).isoformat()
        return Paper(person.name, person.prison.name, language, today, tuple(found), to)


def _sections(passport: Passport, secs: list[str], at: datetime) -> dict[str, Mapping[str, Any]]:
    newest = SectionVersion.objects.of(passport.pk).filter(sec__in=secs).newest().prefetch_related("wraps")
    keys = keys_of(passport.pk)
    return {version.sec: open_version(version=version, keys=keys, at=at).data for version in newest}


def _ties(person: Prisoner, on: date) -> QuerySet[Tie]:
    """Who is on the list and not stopped that day: whom nobody may be led to, no paper names. Queries: none, or 2."""
    ties = Tie.objects.not_stopped(on).filter(prisoner=person)
    return (
        ties.select_related("contact")
        .prefetch_related("contact__phones")
        .order_by("contact__last_name", "contact__first_name")
    )


def _plan(data: Mapping[str, Any], person: Prisoner) -> Rows:
    for goal in plans.read(data).goals if data else ():
        if goal.state in (plans.GoalState.ACTIVE, plans.GoalState.FUTURE):
            day = _day(goal.target_on)
            yield goal.title, _("By %(day)s") % {"day": day} if day else ""
            for step in goal.steps:
                if step.state in STATES:
                    yield f"– {step.text}", str(STATES[step.state])


def _contacts(data: Mapping[str, Any], person: Prisoner) -> Rows:
    for tie in data["ties"]:
        yield tie.contact.name, ", ".join(phone.spoken for phone in tie.contact.phones.all())


def _skills(data: Mapping[str, Any], person: Prisoner) -> Rows:
    for award in data.get("awards", ()):
        if not award["withdrawn"]:
            yield award["name"], _day(award["awarded_on"])
    for award in data.get("added", ()):
        if not award["withdrawn"]:
            yield award["name"], f"{award['by']}, {_day(award['awarded_on'])}"


def _words(data: Mapping[str, Any], person: Prisoner) -> Rows:
    if data.get("text"):
        yield "", data["text"]


def _answers(data: Mapping[str, Any], person: Prisoner) -> Rows:
    for row in data.get("rows", ()):
        said = row["answer"]
        yield row["question"], said if isinstance(said, str) else "\n".join(said)
        yield from _answers({"rows": row.get("nested", ())}, person)


def _cover(data: Mapping[str, Any], person: Prisoner) -> Rows:
    yield _("Name"), data.get("name", "")
    yield _("Born on"), _day(data.get("date_of_birth", ""))
    yield _("Prison number"), data.get("prison_number", "")
    yield _("Prison"), data.get("prison", "")
    yield _("Release"), _day(data.get("release_on") or "")


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else ""


Tell = Callable[[Mapping[str, Any], Prisoner], Rows]
PARTS: dict[str, tuple[str | Promise, Tell]] = {
    "PLAN": (gettext_lazy("My plan"), _plan),
    "CONTACTS": (gettext_lazy("My people"), _contacts),
    "SKILLS": (gettext_lazy("What I have learned"), _skills),
    "MY_WORDS": (gettext_lazy("My own words"), _words),
}
CONTACTS = "CONTACTS"  # the one part that is no section
FILE_PARTS: dict[str, tuple[str | Promise, Tell]] = {
    "IDENTITY": (gettext_lazy("Who this is"), _cover),
    **{pathway.value: (pathway.label, _answers) for pathway in Pathway},
    **{code: PARTS[code] for code in ("SKILLS", "PLAN", "MY_WORDS")},
}
EVERY = {**FILE_PARTS, **PARTS}
