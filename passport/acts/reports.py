"""Filling in a report with a person: started once, saved page by page, resumed, submitted as section versions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import access, audit
from accounts.access import Verb
from accounts.acts.keys import open_archive_key
from accounts.models import ArchiveKey, User
from accounts.seal import PublicReadingKey, open_box, seal_to
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

from .handover import readers_of, renew_handovers
from .sections import NoArchiveKey, hold, write_section

DRAFT_BOX = "tg-draft+jwe"


class AlreadyStarted(Exception):
    """A report of this kind is open for this person: go on with that one."""


class NoQuestions(Exception):
    """No question set is loaded: run `manage.py load_questions`."""


class AlreadySubmitted(Exception):
    """The report was submitted; its answers are sealed and can't be changed."""


class ChangedMeanwhile(Exception):
    """Somebody saved this part after it was opened: what was typed is kept on the page, what they saved is shown."""


class NotComplete(Exception):
    """Pages of this part are not answered, or parts of the report not complete."""


class AnswersHaveErrors(Exception):
    """The answers don't pass the questions' own rules. Nothing was saved."""

    def __init__(self, checked: "questions.Checked") -> None:
        super().__init__("answers have errors")
        self.checked = checked


@transaction.atomic
def start_report(*, passport: Passport, kind: str, by: User, at: datetime) -> Report:
    """Start a report under the question sets in force, one part a pathway. Queries: 12.

    Raises NotAllowed, NoQuestions, AlreadyStarted.
    """
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    sets = {row.pathway: row for row in QuestionSet.objects.current()}
    parts = [sets[pathway] for pathway in Pathway.values if pathway in sets]
    if not parts:
        raise NoQuestions
    try:
        with transaction.atomic():
            report = Report.objects.create(passport=passport, kind=Report.Kind(kind), started_by=by, started_at=at)
    except IntegrityError as error:
        raise AlreadyStarted from error
    ReportPart.objects.bulk_create(ReportPart(report=report, pathway=row.pathway, question_set=row) for row in parts)
    audit.write(by=by, verb="start_report", what="passport.Report", whom=report.pk, at=at, why=report.kind)
    return report


@transaction.atomic
def save_page(
    *, part: ReportPart, page_id: str, submitted: Mapping[str, Any], revision: int, by: User, at: datetime
) -> ReportPart:
    """Seal one page of answers as a draft, each answer under the key of the section it belongs to.

    submitted  question id → value, as incell.questions.check takes it.
    revision   of the part as the page was shown; an older one is refused, so that nobody's words are lost.
    Queries    about 14. Raises NotAllowed, AlreadySubmitted, AnswersHaveErrors, ChangedMeanwhile, NoArchiveKey.
    """
    passport = part.report.passport
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    _refuse_submitted(part.report)
    question_set = parsed(part.question_set)
    page = question_set.page(page_id)
    if page is None:
        raise KeyError(page_id)
    if any(question.restricted for question in page.walk()):
        access.require(by, Verb.READ_RESTRICTED, passport.prisoner)  # else their save would wipe what they can't see
    checked = questions.check(page, submitted)
    if checked.errors:
        raise AnswersHaveErrors(checked)
    moved = ReportPart.objects.filter(pk=part.pk, revision=revision).update(
        revision=revision + 1, status=Report.Status.IN_PROGRESS
    )
    if not moved:
        raise ChangedMeanwhile
    Draft.objects.filter(part=part, page=page_id).delete()
    keys = {row.kind: row for row in ArchiveKey.objects.filter(rec=passport.pk, destroyed_at__isnull=True)}
    for sec, answers in questions.sections(question_set, checked.answers).items():
        if is_restricted(sec) and not answers:
            continue
        kind = ArchiveKey.Kind.RESTRICTED if is_restricted(sec) else ArchiveKey.Kind.NORMAL
        if kind not in keys:
            raise NoArchiveKey(sec)
        Draft.objects.create(
            part=part,
            page=page_id,
            sec=sec,
            sealed=seal_to(
                PublicReadingKey.from_jwk(keys[kind].jwk),
                DRAFT_BOX,
                _draft_aad(part, page_id, sec),
                json.dumps(answers).encode(),
            ),
            saved_at=at,
        )
    audit.write(by=by, verb="save_page", what="passport.Report", whom=part.report_id, at=at, why=part.pathway)
    part.refresh_from_db()
    return part


@dataclass(frozen=True)
class Answers:
    """A part's answers so far. `pages` are those that were saved; `withheld` says that some are sealed from you."""

    said: dict[str, Any]
    pages: frozenset[str]
    withheld: bool


def answers_so_far(*, part: ReportPart, by: User) -> Answers:
    """Open the drafts of one part, for somebody who may write this report. Queries: 6.

    Restricted answers open only for who may read them. Raises NotAllowed, Unreadable, KeyDestroyed.
    """
    prisoner = part.report.passport.prisoner
    reach = access.require(by, Verb.WRITE_REPORT, prisoner)
    restricted = access.can(by, reach, Verb.READ_RESTRICTED, prisoner)
    rows = ArchiveKey.objects.filter(rec=part.report.passport_id, destroyed_at__isnull=True)
    keys = {row.kind: open_archive_key(row) for row in rows}
    said: dict[str, Any] = {}
    pages, withheld = set(), False
    for draft in part.drafts.all():
        pages.add(draft.page)
        if is_restricted(draft.sec) and not restricted:
            withheld = True
            continue
        kind = ArchiveKey.Kind.RESTRICTED if is_restricted(draft.sec) else ArchiveKey.Kind.NORMAL
        aad = _draft_aad(part, draft.page, draft.sec)
        said |= json.loads(open_box(draft.sealed, key=keys[kind], typ=DRAFT_BOX, aad=aad))
    return Answers(said, frozenset(pages), withheld)


@transaction.atomic
def complete_part(*, part: ReportPart, revision: int, status: str, by: User, at: datetime) -> ReportPart:
    """Say that one pathway is done, after its answers were checked, and where the pathway stands now.

    status   a PathwayState.Status. Queries: about 14.
    Raises   NotAllowed, AlreadySubmitted, NotComplete, ChangedMeanwhile.
    """
    passport = part.report.passport
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    _refuse_submitted(part.report)
    answers = _every_answer(part, by)
    wanted = {
        page.id
        for page in questions.path(parsed(part.question_set), answers.said, report=part.report.kind)
        if page.questions
    }
    if not wanted <= answers.pages:
        raise NotComplete
    moved = ReportPart.objects.filter(pk=part.pk, revision=revision).update(
        revision=revision + 1, status=Report.Status.COMPLETE
    )
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

    Returns  the versions written: one a pathway, and one a restricted part of it.
    Queries  about 30 + 12 a section. Raises NotAllowed, AlreadySubmitted, NotComplete.
    """
    passport = report.passport
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    _refuse_submitted(report)
    hold(passport)
    parts = list(
        report.parts.select_for_update(of=("self",)).select_related("question_set", "report__passport__prisoner")
    )
    if any(part.status != Report.Status.COMPLETE for part in parts):
        raise NotComplete
    changed = Report.objects.filter(pk=report.pk, submitted_at__isnull=True).update(submitted_at=at, submitted_by=by)
    if not changed:
        raise AlreadySubmitted
    there = set(SectionVersion.objects.of(passport.pk).values_list("sec", flat=True))
    versions = []
    for part in parts:
        answers = _every_answer(part, by)
        for sec, data in section_data(part, answers.said, at).items():
            if not data["answers"] and is_restricted(sec) and sec not in there:
                continue  # an empty version only where it takes back what an earlier one said
            readers = readers_of(passport=passport, sec=sec, on=at.date())
            versions.append(write_section(passport=passport, sec=sec, data=data, by=by, at=at, readers=readers))
    ReportPart.objects.filter(report=report).update(status=Report.Status.SUBMITTED, revision=F("revision") + 1)
    Draft.objects.filter(part__report=report).delete()
    renew_handovers(passport=passport, secs=[version.sec for version in versions], by=by, at=at)
    audit.write(by=by, verb="submit_report", what="passport.Report", whom=report.pk, at=at, why=report.kind)
    return versions


def section_data(part: ReportPart, said: Mapping[str, Any], at: datetime) -> dict[str, dict[str, Any]]:
    """What each section of one part says: the questions in words, the answers in words, and the answers as data.

    Returns  section → {"kind": "report", "report", "title", "lang", "questions", "rows", "answers", "said_at"};
             a row is {"id", "question", "answer": [line, …], "depth"}.
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
                rows.append({"id": question.id, "question": str(question.title), "answer": answer, "depth": line.depth})
                continue
            for option in question.options:
                words = own.get(questions.free_text_key(question.id, option.id))
                if words:
                    asked = f"{question.title} {option.display_text}"
                    rows.append({"id": question.id, "question": asked, "answer": [words], "depth": line.depth})
    return rows


def _every_answer(part: ReportPart, by: User) -> Answers:
    answers = answers_so_far(part=part, by=by)
    if answers.withheld:  # what this person can't see would be lost
        raise access.NotAllowed(Verb.READ_RESTRICTED.value)
    return answers


def _refuse_submitted(report: Report) -> None:
    """Asks the database: the caller's row may be older than somebody else's submission. Queries: 1."""
    if not Report.objects.open().filter(pk=report.pk).exists():
        raise AlreadySubmitted


def _draft_aad(part: ReportPart, page: str, sec: str) -> dict[str, str]:
    return {"report": str(part.report_id), "pathway": part.pathway, "page": page, "sec": sec}
