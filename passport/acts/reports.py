"""A report with a person: started once, completed pathway by pathway, submitted as section versions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from incell import questions
from incell.acts.questionsets import parsed
from incell.models import QuestionSet
from passport.models import (
    Draft,
    Passport,
    Pathway,
    PathwayState,
    Report,
    ReportPart,
    SectionVersion,
    is_restricted,
)
from passport.reporting import window

from .beside import taken_along
from .drafts import AlreadySubmitted, ChangedMeanwhile, every_answer, refuse_closed
from .handover import readers_of, renew_handovers
from .report_events import AlreadyRestarted, Why, close_for_another, reason_of_return
from .sections import hold, still_here, write_section


class AlreadyStarted(Exception):
    """A report of this kind is open for this person: go on with that one."""


class NoReleaseDate(Exception):
    """A pre-release report needs a release date: it can be begun twelve weeks before."""


class TooEarly(Exception):
    """A pre-release report can not be begun yet. `opens_on`: the first day."""

    def __init__(self, opens_on: date) -> None:
        super().__init__(opens_on.isoformat())
        self.opens_on = opens_on


class NoQuestions(Exception):
    """No question set is loaded: run `manage.py load_questions`."""


class SubmittedAlready(Exception):
    """A report of this kind was submitted in this stay: it is begun again with a reason. `report`: that one."""

    def __init__(self, report: Report) -> None:
        super().__init__(str(report.pk))
        self.report = report


class NotComplete(Exception):
    """Pages of this part are not answered, or parts of the report not complete."""


@transaction.atomic
def start_report(*, passport: Passport, kind: str, by: User, at: datetime) -> Report:
    """Start a report under the question sets in force, one part a pathway. Queries: 14.

    One that was submitted before the person came back gives way to it, with the return as its reason.
    Raises   NotAllowed, NoReleaseDate, TooEarly, NoQuestions, AlreadyStarted, SubmittedAlready.
    """
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    there = passport.reports.standing().filter(kind=kind).first()
    if there is not None and there.is_open:
        raise AlreadyStarted
    refuse_early(passport.prisoner, kind, at)
    if there is None:
        return begin(passport=passport, kind=kind, by=by, at=at)
    came_back = reason_of_return(there)
    if not came_back:
        raise SubmittedAlready(there)
    try:
        close_for_another(report=there, why=Why(came_back), by=by, at=at)
    except AlreadyRestarted as error:
        raise AlreadyStarted from error
    return begin(passport=passport, kind=kind, instead_of=there, by=by, at=at)


def begin(*, passport: Passport, kind: str, instead_of: Report | None = None, by: User, at: datetime) -> Report:
    """For acts that have asked whether it may be: the report and its parts. Queries: 9.

    Raises   NoQuestions, AlreadyStarted.
    """
    sets = {row.pathway: row for row in QuestionSet.objects.current()}
    parts = [sets[pathway] for pathway in Pathway.values if pathway in sets]
    if not parts:
        raise NoQuestions
    said = {"kind": Report.Kind(kind), "started_by": by, "started_at": at, "instead_of": instead_of}
    try:
        with transaction.atomic():
            report = Report.objects.create(passport=passport, **said)
    except IntegrityError as error:
        raise AlreadyStarted from error
    ReportPart.objects.bulk_create(ReportPart(report=report, pathway=row.pathway, question_set=row) for row in parts)
    audit.write(by=by, verb="start_report", what="passport.Report", whom=report.pk, at=at, why=report.kind)
    return report


def refuse_early(prisoner: Prisoner, kind: str, at: datetime) -> None:
    """Raises NoReleaseDate, TooEarly where a report of this kind can't be begun yet. Queries: none."""
    opens = window(kind, release_on=prisoner.release_on, on=localdate(at))
    if opens.is_open:
        return
    if opens.opens_on is None:
        raise NoReleaseDate
    raise TooEarly(opens.opens_on)


@transaction.atomic
def complete_part(*, part: ReportPart, revision: int, status: str, by: User, at: datetime) -> ReportPart:
    """Say that one pathway is done, after its answers were checked, and where the pathway stands now.

    status   a PathwayState.Status. Queries: about 14.
    Raises   NotAllowed, AlreadySubmitted, NotComplete, ChangedMeanwhile.
    """
    passport = part.report.passport
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    still_here(passport)
    refuse_closed(part.report)
    answers = every_answer(part, by)
    unfinished = questions.unfinished(parsed(part.question_set), answers.said, report=part.report.kind)
    if unfinished is not None:
        raise NotComplete
    seen = ReportPart.objects.filter(pk=part.pk, revision=revision).exclude(status=Report.Status.SKIPPED)
    moved = seen.update(revision=revision + 1, status=Report.Status.COMPLETE)
    if not moved:
        raise ChangedMeanwhile
    PathwayState.objects.update_or_create(
        passport=passport,
        pathway=part.pathway,
        defaults={"status": PathwayState.Status(status), "updated_at": at},
    )
    audit.write(by=by, verb="complete_part", what="passport.Report", whom=part.report_id, at=at, why=part.pathway)
    part.refresh_from_db()
    return part


@transaction.atomic
def submit_report(*, report: Report, by: User, at: datetime) -> list[SectionVersion]:
    """Turn the answers of every part into section versions, and destroy the drafts.

    A pathway that was left out writes nothing, and what was answered in it before stays as a draft.
    Returns  the versions written: one a pathway, and one a restricted part of it.
    Queries  about 30 + 12 a section. Raises NotAllowed, AlreadySubmitted, NotComplete.
    """
    passport = report.passport
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    refuse_closed(report)
    hold(passport)
    parts = list(
        report.parts.select_for_update(of=("self",)).select_related("question_set", "report__passport__prisoner")
    )
    refuse_closed(report)
    asked = [part for part in parts if part.status != Report.Status.SKIPPED]
    if any(part.status != Report.Status.COMPLETE for part in asked):
        raise NotComplete
    there = taken_along(passport, at)
    versions = []
    for part in asked:
        answers = every_answer(part, by)
        for sec, data in section_data(part, answers.said, at).items():
            if not data["answers"] and is_restricted(sec) and sec not in there:
                continue  # an empty version only where it takes back what an earlier one said
            readers = readers_of(passport=passport, sec=sec, on=localdate(at))
            said = data | there.get(sec, {})
            versions.append(write_section(passport=passport, sec=sec, data=said, by=by, at=at, readers=readers))
    written = {version.sec: version.ver for version in versions}
    changed = Report.objects.open().filter(pk=report.pk).update(submitted_at=at, submitted_by=by, written=written)
    if not changed:
        raise AlreadySubmitted
    of_it = ReportPart.objects.filter(report=report).exclude(status=Report.Status.SKIPPED)
    of_it.update(status=Report.Status.SUBMITTED, revision=F("revision") + 1)
    Draft.objects.filter(part__in=asked).delete()
    renew_handovers(passport=passport, secs=[version.sec for version in versions], by=by, at=at)
    audit.write(by=by, verb="submit_report", what="passport.Report", whom=report.pk, at=at, why=report.kind)
    return versions


def section_data(part: ReportPart, said: Mapping[str, Any], at: datetime) -> dict[str, dict[str, Any]]:
    """What each section of one part says: the questions in words, the answers in words, and the answers as data.

    Returns  section → {"kind": "report", "report", "title", "lang", "questions", "rows", "answers", "said_at"};
             a row is {"id", "question", "answer": [line, …], "depth", "choices"}:
             several lines are several choices, or one answer of several lines.
    """
    question_set = parsed(part.question_set)
    answers = questions.kept(question_set, said, report=part.report.kind)
    return {
        sec: {
            "kind": "report",
            "report": part.report.kind,
            "title": str(Pathway(part.pathway).label),
            "lang": "en",
            "questions": question_set.stamp,
            "rows": _rows(question_set, sec, said, own, part.report.kind),
            "answers": own,
            "said_at": at.isoformat(),
        }
        for sec, own in questions.sections(question_set, answers).items()
    }


def _rows(
    question_set: questions.QuestionSet, sec: str, said: Mapping[str, Any], own: Mapping[str, Any], report: str
) -> list[dict[str, Any]]:
    """The questions of one section in words; words beside an option may belong to another section than its question."""
    rows = []
    for _, lines in questions.summary(question_set, said, report=report):
        for line in lines:
            question = question_set.question(line.question)
            assert question is not None
            if questions.section(question_set, question) == sec:
                answer = [str(text) for text in questions.in_words(question, own)]
                choices = question.kind == questions.CHECKBOX
                rows.append(_row(question.id, str(question.title), answer, line.depth, choices))
                continue
            for option in question.options:
                words = own.get(questions.free_text_key(question.id, option.id))
                if words:
                    asked = f"{question.title} {option.display_text}"
                    rows.append(_row(question.id, asked, [words], line.depth, False))
    return rows


def _row(question: str, asked: str, answer: list[str], depth: int, choices: bool) -> dict[str, Any]:
    return {"id": question, "question": asked, "answer": answer, "depth": depth, "choices": choices}
