"""Whether the page order of a file can be walked at all: every answer leads on, and every way ends."""

from __future__ import annotations

from collections.abc import Mapping

from .fields import Place
from .shapes import CHECK_ANSWERS, CHECKBOX, CHOICES, FINAL, KINDS, SUMMARY_PAGE, Page, Question, Rule

# After other faults the way on would be guesswork: a page may only seem cut off, because its rule was not read.
_CUTS_NO_WAY = {
    "no_title", "no_displaytext", "bad_regex", "no_regex", "regex_on_choice", "unknown_pathway", "no_pathway",
    "no_version", "not_a_number", "not_a_flag", "duplicate_question", "options_on_text", "nesting", "circle",
    "no_way_on", "check_answers",
}  # fmt: skip


def check_order(pages: tuple[Page, ...], place: Place, *, lines: Mapping[tuple[str, int], int], generic: bool) -> None:
    """Report rules that point nowhere, answers that lead nowhere, circles, and pages nobody reaches.

    lines     (page id, rule number from 1, or 0 for the page itself) → line in the file.
    generic   the file holds only the shared summary pages: nothing leads to them inside the file.
    """
    order = _Order(pages)
    at_page = {page.id: place.at(page=page.id, line=lines.get((page.id, 0), 0)) for page in pages}
    for page in pages:
        for number, rule in enumerate(page.next_rules, 1):
            line = lines.get((page.id, number), 0)
            order.check_rule(rule, page, at_page[page.id].at(question=f"rule {number}", line=line))
    for circle in order.circles():
        at_page[circle[0]].fault(
            "circle",
            None,
            f"The pages {' → '.join([*circle, circle[0]])} lead round in a circle.",
            "Change nextPageLogic so that every way ends at CHECK_ANSWERS.",
        )
    if {fault.code for fault in place.findings.faults} <= _CUTS_NO_WAY:
        order.check_ways(at_page, generic)


class _Order:
    """The pages as a graph. edges: page id → ids that its rules may lead to."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self.pages = {page.id: page for page in pages}
        self.edges = {page.id: self._targets(page) for page in pages}
        self.homes: dict[str, dict[str, Question]] = {}  # question id → page id → question
        for page in pages:
            for question in page.walk():
                self.homes.setdefault(question.id, {})[page.id] = question
        self._after: dict[str, set[str]] = {}

    def _targets(self, page: Page) -> list[str]:
        targets: list[str] = []
        for rule in page.next_rules:
            targets += SUMMARY_PAGE.values() if rule.next_page == FINAL else [rule.next_page]
        return [target for target in dict.fromkeys(targets) if target in self.pages]

    def reached(self, start: str) -> set[str]:
        """`start` and every page that can come after it."""
        if start not in self._after:
            found: set[str] = set()
            waiting = [start]
            while waiting:
                page = waiting.pop()
                if page not in found:
                    found.add(page)
                    waiting += self.edges.get(page, [])
            self._after[start] = found
        return self._after[start]

    def check_rule(self, rule: Rule, page: Page, place: Place) -> None:
        if rule.next_page and rule.next_page not in {*self.pages, CHECK_ANSWERS, FINAL}:
            place.fault(
                "unknown_page",
                None,
                f"nextPageId {rule.next_page} is not a page of this file.",
                f"Use the id of a page, {CHECK_ANSWERS} or {FINAL}.",
            )
        if rule.question:
            self._check_condition(rule, page, place)
        elif rule is not page.next_rules[-1] and not rule.answers:
            place.fault(
                "rule_hides_rules",
                None,
                "This rule always holds, so those below it never do.",
                "Move it to the end, or give it a questionId and answers.",
            )

    def _check_condition(self, rule: Rule, page: Page, place: Place) -> None:
        homes = self.homes.get(rule.question, {})
        if not homes:
            place.fault(
                "unknown_question",
                None,
                f"questionId {rule.question[:60]} is not a question of this file.",
                "Use the id of a question.",
            )
            return
        if not any(page.id in self.reached(home) for home in homes):
            place.fault(
                "asked_later",
                None,
                f"The question {rule.question} is not asked before this page is left.",
                "Use a question of this page or an earlier one.",
            )
        question = next(iter(homes.values()))
        if question.kind in CHOICES:
            _check_answers(rule, question, place)
        elif question.kind in KINDS:
            place.fault(
                "rule_on_text",
                None,
                f"{rule.question} is a {question.kind} question.",
                "A rule can only look at a RADIO or CHECKBOX question.",
            )

    def check_ways(self, at_page: Mapping[str, Place], generic: bool) -> None:
        first, *_ = self.pages
        asking = [page for page in self.pages.values() if page.id != CHECK_ANSWERS]
        dead_ends = [page.id for page in asking[:-1] if not page.next_rules]
        for page in asking:
            if page.next_rules:
                _check_rules_together(page, at_page[page.id])
            elif page.id in dead_ends:
                at_page[page.id].fault(
                    "no_way_on",
                    None,
                    "The page has no nextPageLogic.",
                    "Add one; only the last page may go without.",
                )
        for page in asking:
            if page.id not in self.reached(first) and not dead_ends and not generic:
                at_page[page.id].fault(
                    "unreachable",
                    None,
                    "No answers lead to this page.",
                    "Add a nextPageLogic that leads here, or remove the page.",
                )

    def circles(self) -> list[list[str]]:
        """Each circle once, from its first page in file order; walked with a stack, as files may be long."""
        done: set[str] = set()
        circles: list[list[str]] = []
        for start in self.edges:
            if start in done:
                continue
            trail = [start]
            stack = [iter(self.edges[start])]
            while stack:
                target = next(stack[-1], None)
                if target is None:
                    stack.pop()
                    done.add(trail.pop())
                elif target in trail:
                    circles.append(trail[trail.index(target) :])
                elif target not in done:
                    trail.append(target)
                    stack.append(iter(self.edges[target]))
        return circles


def _check_answers(rule: Rule, question: Question, place: Place) -> None:
    for answer in rule.answers:
        if isinstance(answer, tuple) and question.kind != CHECKBOX:
            place.fault(
                "list_for_radio",
                None,
                f"{question.id} is a RADIO question, its answer is never a list.",
                "Name single answers.",
            )
        for option_id in answer if isinstance(answer, tuple) else (answer,):
            if question.option(option_id) is None:
                place.fault(
                    "unknown_answer",
                    None,
                    f"The answer {option_id[:60]} is not an option of {question.id}.",
                    "Use the id of one of its options.",
                )


def _check_rules_together(page: Page, place: Place) -> None:
    """However the page is answered, one of its rules holds."""
    if not page.next_rules[-1].question:
        return
    named: dict[str, set[str]] = {}
    for rule in page.next_rules:
        named.setdefault(rule.question, set()).update(a for a in rule.answers if isinstance(a, str))
    deciding = [question for question in page.questions if question.id in named and question.required]
    gaps = [[option.id for option in question.options if option.id not in named[question.id]] for question in deciding]
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
