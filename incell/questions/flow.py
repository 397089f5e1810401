"""From page to page: the order that answers make, and whether a file's order can be walked at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .fields import Place
from .shapes import (
    BCST2,
    CHECK_ANSWERS,
    CHECKBOX,
    CHOICES,
    FINAL,
    KINDS,
    SUMMARY_PAGE,
    Answers,
    Page,
    Question,
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


def check_flow(pages: tuple[Page, ...], place: Place, *, lines: Mapping[tuple[str, int], int], generic: bool) -> None:
    """Report rules that point nowhere, answers that lead nowhere, circles, and pages nobody reaches.

    lines     (page id, rule number from 1, or 0 for the page itself) → line in the file.
    generic   the file holds only the shared summary pages: nothing leads to them inside the file.
    """
    known = {page.id: page for page in pages}
    edges = {page.id: _targets(page, pages) for page in pages}
    before = len(place.findings.faults)
    for page in pages:
        for number, rule in enumerate(page.next_rules, 1):
            _check_rule(
                rule,
                page,
                known,
                edges,
                place.at(page=page.id, question=f"rule {number}", line=lines.get((page.id, number), 0)),
            )
        _check_way_on(page, pages, place.at(page=page.id, line=lines.get((page.id, 0), 0)))
    if len(place.findings.faults) > before:
        return
    for circle in _circles(edges):
        place.at(page=circle[0], line=lines.get((circle[0], 0), 0)).fault(
            "circle",
            None,
            f"The pages {' → '.join([*circle, circle[0]])} lead round in a circle.",
            "Change nextPageLogic so that every way ends at CHECK_ANSWERS.",
        )
    reached = _reached([pages[0].id], edges)
    for page in pages:
        if page.id not in reached and page.id != CHECK_ANSWERS and not generic:
            place.at(page=page.id, line=lines.get((page.id, 0), 0)).fault(
                "unreachable",
                None,
                "No answers lead to this page.",
                "Add a nextPageLogic that leads here, or remove the page.",
            )


def _targets(page: Page, pages: tuple[Page, ...]) -> list[str]:
    targets: list[str] = []
    for rule in page.next_rules:
        targets += SUMMARY_PAGE.values() if rule.next_page == FINAL else [rule.next_page]
    return [target for target in targets if any(target == known.id for known in pages)]


def _reached(start: Iterable[str], edges: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += edges.get(page, [])
    return reached


def _check_rule(rule: Rule, page: Page, known: dict[str, Page], edges: dict[str, list[str]], place: Place) -> None:
    if rule.next_page not in known and rule.next_page not in (CHECK_ANSWERS, FINAL):
        place.fault(
            "unknown_page",
            None,
            f"nextPageId {rule.next_page} is not a page of this file.",
            f"Use the id of a page, {CHECK_ANSWERS} or {FINAL}.",
        )
    if not rule.question:
        if rule is not page.next_rules[-1]:
            place.fault(
                "rule_hides_rules",
                None,
                "This rule always holds, so those below it never do.",
                "Move it to the end, or give it a questionId and answers.",
            )
        return
    homes = {
        other.id: question for other in known.values() for question in other.walk() if question.id == rule.question
    }
    if not homes:
        place.fault(
            "unknown_question",
            None,
            f"questionId {rule.question} is not a question of this file.",
            "Use the id of a question.",
        )
        return
    if page.id not in homes and not any(page.id in _reached(edges[home], edges) for home in homes):
        place.fault(
            "asked_later",
            None,
            f"The question {rule.question} is not asked before this page is left.",
            "Use a question of this page or an earlier one.",
        )
    question = next(iter(homes.values()))
    if question.kind in KINDS and question.kind not in CHOICES:
        place.fault(
            "rule_on_text",
            None,
            f"{rule.question} is a {question.kind} question.",
            "A rule can only look at a RADIO or CHECKBOX question.",
        )
        return
    for answer in rule.answers:
        for option_id in answer if isinstance(answer, tuple) else (answer,):
            if question.option(option_id) is None:
                place.fault(
                    "unknown_answer",
                    None,
                    f"The answer {option_id[:60]} is not an option of {question.id}.",
                    "Use the id of one of its options.",
                )
        if isinstance(answer, tuple) and question.kind != CHECKBOX:
            place.fault(
                "list_for_radio",
                None,
                f"{question.id} is a RADIO question, its answer is never a list.",
                "Name single answers.",
            )


def _check_way_on(page: Page, pages: tuple[Page, ...], place: Place) -> None:
    """Every way a page can be answered leads on."""
    if page.id == CHECK_ANSWERS or (page.next_rules and not page.next_rules[-1].question):
        return
    if not page.next_rules:
        asking = [other for other in pages if other.id != CHECK_ANSWERS]
        if page is not asking[-1]:
            place.fault(
                "no_way_on",
                None,
                "The page has no nextPageLogic.",
                "Add one; only the last page may go without.",
            )
        return
    by_question: dict[str, set[str]] = {}
    for rule in page.next_rules:
        by_question.setdefault(rule.question, set()).update(a for a in rule.answers if isinstance(a, str))
    deciding = [question for question in page.questions if question.id in by_question and question.required]
    gaps = [_uncovered(question, by_question[question.id]) for question in deciding]
    if not gaps:
        place.fault(
            "no_way_on",
            None,
            "The rules look only at answers that may be missing here.",
            "Add a last rule without questionId for all other cases.",
        )
    elif all(gaps):
        place.at(question=deciding[0].id).fault(
            "no_way_on",
            None,
            f"These answers lead nowhere: {', '.join(gaps[0])}.",
            "Name them in a rule, or add a last rule without questionId.",
        )


def _uncovered(question: Question, answers: set[str]) -> list[str]:
    return [option.id for option in question.options if option.id not in answers]


def _circles(edges: dict[str, list[str]]) -> list[list[str]]:
    """Each circle once, from its first page in file order; walked with a stack, as files may be long."""
    done: set[str] = set()
    circles: list[list[str]] = []
    for start in edges:
        trail: list[str] = []
        stack = [(start, iter(edges[start]))] if start not in done else []
        trail += [start] if stack else []
        while stack:
            page, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                done.add(page)
                stack.pop()
                trail.pop()
            elif target in trail:
                circles.append(trail[trail.index(target) :])
            elif target not in done:
                stack.append((target, iter(edges.get(target, []))))
                trail.append(target)
    return circles
