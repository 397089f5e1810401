"""From a file to a QuestionSet, or to every fault in it.

Format: `src/main/resources/assessment-config` of ministryofjustice/hmpps-resettlement-passport-api, versions
1 to 4. Older ways of saying a thing are read too: `validationType` with `customValidation` (version 3),
`validationRegex` (version 2), `genericAssessmentVersion` with the summary pages in a file of their own
(version 1), ids such as YES without quotes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256

from .document import Item, read
from .faults import Broken
from .fields import Fields, Findings, Place
from .order import check_order
from .overlay import read_overlay
from .restricted import marked
from .rules import read_rule, read_validation
from .shapes import (
    CHECK_ANSWERS,
    CHOICES,
    KINDS,
    PATHWAYS,
    SUMMARY_PAGE,
    Option,
    Page,
    Question,
    QuestionSet,
    Text,
)

_STATUS = Text("Pathway status")
MAX_NESTING = 4  # questions in questions; the service's files use one level

_SET = ("version", "pathway", "requireStatusQuestion", "pages", "genericAssessmentVersion", "generic")
_PAGE = ("id", "title", "questions", "nextPageLogic")
_QUESTION = (
    "id",
    "title",
    "subTitle",
    "type",
    "options",
    "validation",
    "validationType",
    "customValidation",
    "validationRegex",
    "detailsTitle",
    "detailsContent",
)
_OPTION = ("id", "displayText", "description", "exclusive", "freeText", "tag", "nestedQuestions")


def parse(
    source: bytes | str,
    *,
    name: str,
    overlay: bytes | str | Mapping[str, bytes | str] | None = None,
    generic: QuestionSet | None = None,
    topics: Collection[str] = PATHWAYS,
) -> QuestionSet:
    """Read one question-set file.

    source   the file, UTF-8, at most 256 KiB; name: what faults call it.
    overlay  translations and flags for it (see `overlay`): one file, or {file name: file}.
    generic  the shared summary pages that a version 1 file names by `genericAssessmentVersion`.
    topics   what `pathway` may say: the seven pathways, or for requests the kinds of the catalogue.
    Raises   Broken with every fault: file, page, question, fault, how to mend it.
    """
    findings = Findings(name)
    fields = Fields(read(source, name=name), Place(findings), _SET, "The file")
    shared = generic.pages if generic is not None else ()
    generic_version = generic.version if generic else None
    found = _question_set(fields, shared, generic_version, topics) if fields.is_mapping else None
    if found is None or findings.faults:
        raise Broken(findings.faults)
    raw = source.encode(errors="surrogatepass") if isinstance(source, str) else source
    borrowed = generic.digest.encode() if generic and generic.version == found.generic_version else b""
    found = replace(found, name=name, notes=tuple(findings.notes), digest=sha256(raw + borrowed).hexdigest())
    files = {f"{name} (overlay)": overlay} if isinstance(overlay, bytes | str) else overlay or {}
    return marked(found, [read_overlay(text, found, name=file) for file, text in files.items()])


def _question_set(
    fields: Fields, shared: tuple[Page, ...], shared_version: int | None, topics: Collection[str]
) -> QuestionSet:
    """What the file says, as far as it can be read; faults are collected in `fields.place`."""
    pathway, is_generic = _pathway(fields, topics)
    version = fields.number("version", needed=True)
    generic_version = fields.number("genericAssessmentVersion")
    status = fields.flag("requireStatusQuestion", default=True)
    reader = _Pages(fields.place)
    pages = reader.read(fields)
    if generic_version is not None and generic_version == shared_version:
        pages += tuple(page for page in shared if page.id not in {own.id for own in pages})
    if pages:
        check_order(pages, fields.place, lines=reader.lines, generic=is_generic)
    return QuestionSet(pathway, version or 0, pages, status, digest="", name="", generic_version=generic_version)


def _pathway(fields: Fields, topics: Collection[str]) -> tuple[str, bool]:
    is_generic = fields.flag("generic")
    pathway = fields.text("pathway", needed=not is_generic)
    if pathway and pathway not in topics:
        fields.place.fault(
            "unknown_pathway",
            fields.line("pathway"),
            f"The pathway {str(pathway)[:60]!r} is unknown.",
            f"Use one of {', '.join(topics)}.",
        )
    return str(pathway), is_generic and not pathway


class _Pages:
    """Reads pages and remembers which ids were taken, and where."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.taken: dict[str, str] = {}  # question id → page id
        self.lines: dict[tuple[str, int], int] = {}  # (page id, rule number or 0) → line

    def read(self, fields: Fields) -> tuple[Page, ...]:
        items = fields.list("pages")
        if fields.lacks("pages"):
            self.place.fault("no_pages", fields.line("pages"), "The file has no pages.", "Add at least one page.")
        pages: dict[str, Page] = {}
        for number, item in enumerate(items, 1):
            page = self._page(item, number)
            if page.id and page.id in pages:
                self.place.at(page=page.id).fault(
                    "duplicate_page", item, "Two pages have this id.", "Give each page an id of its own."
                )
            pages.setdefault(page.id, page)
        if items and not self.place.findings.faults and not any(page.questions for page in pages.values()):
            self.place.fault("no_questions", fields.line("pages"), "No page asks anything.", "Add questions.")
        return tuple(pages.values())

    def _page(self, item: Item, number: int) -> Page:
        place = self.place.at(page=_peek(item) or f"number {number}")
        fields = Fields(item, place, _PAGE, "The page")
        page_id = fields.id()
        title = fields.text("title")
        questions = tuple(
            self._question(entry, place, index, title) for index, entry in enumerate(fields.list("questions"), 1)
        )
        logic = fields.list("nextPageLogic")
        for index, entry in enumerate([item, *logic]):
            self.lines.setdefault((page_id, index), entry.line)
        rules = tuple(read_rule(entry, place, index) for index, entry in enumerate(logic, 1))
        if page_id == CHECK_ANSWERS and (questions or rules):
            place.fault(
                "check_answers",
                item,
                f"{CHECK_ANSWERS} is the last page and shows the answers.",
                "Move its questions and nextPageLogic to another page.",
            )
        elif page_id != CHECK_ANSWERS and fields.lacks("questions"):
            place.fault("no_questions", item, "The page asks nothing.", "Add questions, or remove the page.")
        return Page(page_id, title, questions, rules)

    def _question(self, item: Item, place: Place, number: int, page_title: Text, depth: int = 0) -> Question:
        place = place.at(question=_peek(item) or place.question or f"question {number}")
        fields = Fields(item, place, _QUESTION, "The question")
        question_id = fields.id()
        self._take(question_id, item, place)
        # Version 1 leaves the title of the status question empty, for the page's own to stand there.
        on_summary = place.page in SUMMARY_PAGE.values()
        title = fields.text("title", needed=True, empty=on_summary) or (page_title or _STATUS if on_summary else Text())
        kind = str(fields.text("type", needed=True))
        if kind and kind not in KINDS:
            place.fault(
                "unknown_type",
                fields.line("type"),
                f"The type {kind[:40]!r} is unknown.",
                f"Use one of {', '.join(KINDS)}.",
            )
        if depth > MAX_NESTING:
            place.fault(
                "nesting",
                item,
                f"Questions are nested deeper than {MAX_NESTING} levels.",
                "Put them on a page of their own.",
            )
        return Question(
            id=question_id,
            title=title,
            kind=kind,
            sub_title=fields.text("subTitle"),
            options=self._options(fields, kind, depth),
            validation=read_validation(fields, kind),
            details_title=fields.text("detailsTitle"),
            details_content=fields.text("detailsContent"),
        )

    def _take(self, question_id: str, item: Item, place: Place) -> None:
        """One id, one question; but a report shows only one of the two summary pages, so they may share."""
        if not question_id:
            return
        other = self.taken.get(question_id)
        if other is not None and {other, place.page} != set(SUMMARY_PAGE.values()):
            place.fault(
                "duplicate_question",
                item,
                f"The question id is already used on page {other}.",
                "Give each question, nested ones too, an id of its own.",
            )
        self.taken.setdefault(question_id, place.page)

    def _options(self, fields: Fields, kind: str, depth: int) -> tuple[Option, ...]:
        items = fields.list("options")
        if kind in CHOICES and not items:
            fields.place.fault("no_options", fields.item, f"A {kind} question needs options.", "Add its options.")
        elif kind in KINDS and kind not in CHOICES and items:
            fields.place.fault(
                "options_on_text",
                fields.line("options"),
                f"A {kind} question cannot have options.",
                "Remove them, or use RADIO or CHECKBOX.",
            )
        options: dict[str, Option] = {}
        for number, item in enumerate(items, 1):
            option = self._option(item, fields.place, number, depth)
            if option.id and option.id in options:
                fields.place.fault(
                    "duplicate_option",
                    item,
                    f"Two options have the id {option.id}.",
                    "Give each option an id of its own.",
                )
            options.setdefault(option.id, option)
        return tuple(options.values())

    def _option(self, item: Item, place: Place, number: int, depth: int) -> Option:
        fields = Fields(item, place, _OPTION, f"Option {number}")
        nested = tuple(
            self._question(entry, place.at(question=f"{place.question} > nested {index}"), index, Text(), depth + 1)
            for index, entry in enumerate(fields.list("nestedQuestions"), 1)
        )
        return Option(
            id=fields.id(),
            display_text=fields.text("displayText", needed=True),
            description=fields.text("description"),
            exclusive=fields.flag("exclusive"),
            free_text=fields.flag("freeText"),
            tag=str(fields.text("tag")),
            nested=nested,
        )


def _peek(item: Item) -> str:
    """The id of a page or question before it is read, so that every fault in it can name it."""
    found = item.value.get("id") if isinstance(item.value, dict) else None
    return found.value[:60] if found is not None and isinstance(found.value, str) else ""
