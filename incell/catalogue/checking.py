"""What somebody answered, made into answers or into what to put right: the engine's rules, and 500 letters."""

from __future__ import annotations

from typing import Any

from incell import questions
from incell.questions import LONG_TEXT, Checked, Message, Page, Text

from .kinds import Kind

LONGEST = 500  # characters of one answer from the cell: the service's own limit


def check(page: Page, submitted: object) -> Checked:
    """Check one page of a request. Takes any JSON; never raises."""
    checked = questions.check(page, submitted)
    for question in page.walk():
        value = checked.answers.get(question.id)
        if question.kind == LONG_TEXT and isinstance(value, str) and len(value) > LONGEST:
            del checked.answers[question.id]
            text = Text(questions.MESSAGES["too_long"].format(limit=LONGEST))
            checked.errors[question.id] = Message("too_long", text, params={"limit": LONGEST})
    return checked


def check_all(kind: Kind, submitted: object) -> Checked:
    """Check every page that these answers lead through, as one form. Takes any JSON; never raises."""
    given: dict[str, Any] = dict(submitted) if isinstance(submitted, dict) else {}
    whole = Checked({}, {})
    for page in questions.path(kind.asked, given):
        one = check(page, given)
        whole.answers.update(one.answers)
        whole.errors.update(one.errors)
    return whole
