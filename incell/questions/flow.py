"""From page to page, in the order that answers make."""

from __future__ import annotations

from .shapes import (
    BCST2,
    CHECK_ANSWERS,
    FINAL,
    SUMMARY_PAGE,
    Answers,
    Page,
    QuestionSet,
    Rule,
    chosen,
)


class NoSuchPage(LookupError):
    """The question set has no page with this id."""


def next_page(
    question_set: QuestionSet, page_id: str, answers: Answers, *, report: str = BCST2, edit: bool = False
) -> str | None:
    """The id of the page that follows; CHECK_ANSWERS at the end; None while the deciding answer is missing.

    report   BCST2 or RESETTLEMENT_PLAN: it decides which status page stands at the end (versions 1 to 3).
    edit     True when a submitted report is changed: the status is not asked again.
    Raises   NoSuchPage.
    """
    page = question_set.page(page_id)
    if page is None:
        raise NoSuchPage(page_id)
    if page_id == CHECK_ANSWERS:
        return None
    if not page.next_rules:
        return CHECK_ANSWERS
    rule = next((rule for rule in page.next_rules if _holds(rule, question_set, answers)), None)
    if rule is None:
        return None
    target = rule.next_page
    if target == FINAL:
        target = CHECK_ANSWERS if edit else SUMMARY_PAGE.get(report, CHECK_ANSWERS)
    return target if question_set.page(target) else CHECK_ANSWERS


def path(question_set: QuestionSet, answers: Answers, *, report: str = BCST2, edit: bool = False) -> list[Page]:
    """The pages these answers lead through, in order, CHECK_ANSWERS left out.

    It ends early, at the page whose answer decides the way, while that answer is missing.
    """
    pages: list[Page] = []
    page_id: str | None = question_set.pages[0].id
    while page_id is not None and page_id != CHECK_ANSWERS and len(pages) < len(question_set.pages):
        page = question_set.page(page_id)
        assert page is not None  # next_page answers with ids of this set only
        pages.append(page)
        page_id = next_page(question_set, page_id, answers, report=report, edit=edit)
    return pages


def _holds(rule: Rule, question_set: QuestionSet, answers: Answers) -> bool:
    if not rule.question:
        return True
    question = question_set.question(rule.question)
    if question is None:
        return False
    ids = {option.id for option in chosen(question, answers)}
    return any(set(answer) == ids if isinstance(answer, tuple) else answer in ids for answer in rule.answers)
