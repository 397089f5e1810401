"""Answers that are not submitted yet: sealed page by page as they are saved, opened again to go on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.acts.keys import open_archive_key
from accounts.models import ArchiveKey, User
from accounts.seal import PublicReadingKey, ReadingKey, open_box, seal_to
from incell import questions
from incell.acts.questionsets import parsed
from passport.models import Draft, Report, ReportEvent, ReportPart, is_restricted

from .report_events import write_event
from .sections import NoArchiveKey, still_here

DRAFT_BOX = "tg-draft+jwe"


class AlreadySubmitted(Exception):
    """The report was submitted; its answers are sealed and can't be changed."""


class BegunAgain(AlreadySubmitted):
    """The report was begun again: what was answered in it is history, and another asks."""


class ChangedMeanwhile(Exception):
    """Somebody else saved these answers after they were shown: neither their words nor these may be lost."""


class AnswersHaveErrors(Exception):
    """The answers don't pass the questions' own rules. Nothing was saved."""

    def __init__(self, checked: "questions.Checked") -> None:
        super().__init__("answers have errors")
        self.checked = checked


@transaction.atomic
def save_page(
    *, part: ReportPart, page_id: str, submitted: Mapping[str, Any], revision: int, by: User, at: datetime
) -> ReportPart:
    """Seal one page of answers as a draft, each answer under the key of the section it belongs to.

    submitted  question id → value, as incell.questions.check takes it.
    revision   of the part as the page was shown: what somebody else saved on this page since is not wiped.
    Queries    about 16. Raises NotAllowed, AlreadySubmitted, NoSuchPage, AnswersHaveErrors, ChangedMeanwhile,
               NoArchiveKey.
    """
    passport = part.report.passport
    access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    still_here(passport)
    held = ReportPart.objects.select_for_update().get(pk=part.pk)  # before it is asked: a submission may be under way
    refuse_closed(part.report)
    question_set = parsed(part.question_set)
    page = question_set.page(page_id)
    if page is None:
        raise questions.NoSuchPage(page_id)
    if has_restricted(question_set, page):
        access.require(by, Verb.READ_RESTRICTED, passport.prisoner)  # else their save would wipe what they can't see
    checked = questions.check(page, submitted)
    if checked.errors:
        raise AnswersHaveErrors(checked)
    before = Draft.objects.filter(part=part, page=page_id)
    if before.filter(revision__gt=revision).exclude(saved_by=by).exists():
        raise ChangedMeanwhile
    if held.status == Report.Status.SKIPPED:  # left out while this was written: the words count for more
        write_event(report=part.report, what=ReportEvent.What.ASKED, pathway=held.pathway, by=by, at=at)
    held.revision, held.status = held.revision + 1, Report.Status.IN_PROGRESS
    held.save(update_fields=["revision", "status"])
    before.delete()
    saved = {"page": page_id, "saved_by": by, "saved_at": at, "revision": held.revision}
    _seal(part, passport.pk, questions.sections(question_set, checked.answers), saved)
    audit.write(by=by, verb="save_page", what="passport.Report", whom=part.report_id, at=at, why=part.pathway)
    part.refresh_from_db()
    return part


def _seal(part: ReportPart, rec: UUID, answered: Mapping[str, Any], saved: Mapping[str, Any]) -> None:
    """A draft a section, each for the key of the section. Queries: 1, and 1 a section. Raises NoArchiveKey.

    answered  section → question id → answer. saved: the columns that all the drafts of a page share.
    """
    keys = {row.kind: row for row in ArchiveKey.objects.filter(rec=rec, destroyed_at__isnull=True)}
    for sec, answers in answered.items():
        if is_restricted(sec) and not answers:
            continue
        kind = ArchiveKey.Kind.RESTRICTED if is_restricted(sec) else ArchiveKey.Kind.NORMAL
        if kind not in keys:
            raise NoArchiveKey(sec)
        key, aad = PublicReadingKey.from_jwk(keys[kind].jwk), draft_aad(part, saved["page"], sec)
        sealed = seal_to(key, DRAFT_BOX, aad, json.dumps(answers).encode())
        Draft.objects.create(part=part, sec=sec, sealed=sealed, **saved)


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
    return open_drafts(part, {row.kind: open_archive_key(row) for row in rows}, restricted=restricted)


def open_drafts(part: ReportPart, keys: Mapping[str, ReadingKey], *, restricted: bool) -> Answers:
    """The answers of one part that are not submitted. Queries: 1, none if prefetched. Raises Unreadable, KeyError.

    restricted   open those too that fewer may read; without it they are told of as withheld.
    """
    said: dict[str, Any] = {}
    pages, withheld = set(), False
    for draft in part.drafts.all():
        pages.add(draft.page)
        if is_restricted(draft.sec) and not restricted:
            withheld = True
            continue
        kind = ArchiveKey.Kind.RESTRICTED if is_restricted(draft.sec) else ArchiveKey.Kind.NORMAL
        aad = draft_aad(part, draft.page, draft.sec)
        said |= json.loads(open_box(draft.sealed, key=keys[kind], typ=DRAFT_BOX, aad=aad))
    return Answers(said, frozenset(pages), withheld)


def has_restricted(question_set: questions.QuestionSet, page: questions.Page) -> bool:
    """Whether answers of this page may belong to a RESTRICTED section: their own, or the words beside an option."""
    return any(
        is_restricted(questions.section(question_set, question, option))
        for question in page.walk()
        for option in (None, *(option for option in question.options if option.free_text))
    )


def every_answer(part: ReportPart, by: User) -> Answers:
    """As answers_so_far, for who goes on to seal them. Raises NotAllowed where some are withheld."""
    answers = answers_so_far(part=part, by=by)
    if answers.withheld:  # what this person can't see would be lost
        raise access.NotAllowed(Verb.READ_RESTRICTED.value)
    return answers


def refuse_closed(report: Report) -> None:
    """Asks the database: the caller's row may be older than what somebody else has done. Queries: 1.

    Raises   AlreadySubmitted; BegunAgain.
    """
    submitted_at, restarted_at = Report.objects.values_list("submitted_at", "restarted_at").get(pk=report.pk)
    if restarted_at is not None:
        raise BegunAgain
    if submitted_at is not None:
        raise AlreadySubmitted


def draft_aad(part: ReportPart, page: str, sec: str) -> dict[str, str]:
    return {"report": str(part.report_id), "pathway": part.pathway, "page": page, "sec": sec}
