"""Overlays: a file beside the service's own that translates its texts, or restricts questions.

`health-assessment-v3.yml` is never touched; `health-assessment-v3.cy.yml` says

    lang: cy
    reviewed: false           # until a speaker has signed it
    pages:      {HEALTH_REPORT: {title: …}}
    questions:  {REGISTERED_WITH_GP: {title: …, subTitle: …, message: …, detailsTitle: …, detailsContent: …,
                                      restricted: true, options: {YES: {displayText: …, description: …}}}}
    words:      {"No answer provided": …}   # the same English text, wherever it stands
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .document import read
from .faults import Broken
from .fields import Fields, Findings, Place
from .shapes import Option, Page, Question, QuestionSet, Text

_QUESTION = ("title", "subTitle", "message", "detailsTitle", "detailsContent", "restricted", "options")
_OPTION = ("displayText", "description")
_Key = tuple[str, str, str, str]  # page id, question id, option id, field


@dataclass(frozen=True)
class Overlay:
    """texts: where a text stands → its translation; words: English text → translation."""

    lang: str
    texts: Mapping[_Key, str]
    words: Mapping[str, str]
    restricted: frozenset[str]
    reviewed: bool = False


@dataclass
class _Reader:
    place: Place
    texts: dict[_Key, str] = field(default_factory=dict)
    restricted: set[str] = field(default_factory=set)

    def keep(self, fields: Fields, keys: tuple[str, ...], page: str = "", question: str = "", option: str = "") -> None:
        for key in keys:
            if key in fields.map and (text := fields.text(key)):
                self.texts[page, question, option, key] = str(text)

    def pages(self, fields: Fields, question_set: QuestionSet) -> None:
        for page_id, item in _mapping(fields, "pages").items():
            place = self.place.at(page=page_id, line=item.line)
            if question_set.page(page_id) is None:
                place.fault(
                    "unknown_page",
                    None,
                    "The question set has no such page.",
                    "Use the id of one of its pages.",
                )
            self.keep(Fields(item, place, ("title",), "The page"), ("title",), page=page_id)

    def questions(self, fields: Fields, question_set: QuestionSet) -> None:
        for question_id, item in _mapping(fields, "questions").items():
            place = self.place.at(question=question_id, line=item.line)
            question = question_set.question(question_id)
            if question is None:
                place.fault(
                    "unknown_question",
                    None,
                    "The question set has no such question.",
                    "Use the id of one of its questions.",
                )
                continue
            own = Fields(item, place, _QUESTION, "The question")
            self.keep(own, _QUESTION[:5], question=question_id)
            if own.flag("restricted"):
                self.restricted.add(question_id)
            for option_id, entry in _mapping(own, "options").items():
                if question.option(option_id) is None:
                    place.fault(
                        "unknown_option",
                        entry,
                        f"The question has no option {option_id}.",
                        "Use the id of one of its options.",
                    )
                self.keep(
                    Fields(entry, place, _OPTION, "The option"),
                    _OPTION,
                    question=question_id,
                    option=option_id,
                )


def read_overlay(source: bytes | str, question_set: QuestionSet, *, name: str) -> Overlay:
    """Read an overlay for one set. lang may be absent when the file only restricts.

    Raises   Broken: also for an id the set does not have, so that a renamed question is noticed.
    """
    findings = Findings(name)
    place = Place(findings)
    fields = Fields(read(source, name=name), place, ("lang", "reviewed", "pages", "questions", "words"), "The overlay")
    lang = str(fields.text("lang"))
    reader = _Reader(place)
    reader.pages(fields, question_set)
    reader.questions(fields, question_set)
    words = Fields(fields.map["words"], place, (), "words").map if "words" in fields.map else {}
    if (reader.texts or words) and not lang:
        place.fault("no_lang", 1, "The overlay has texts but no lang.", "Say which language they are, for example cy.")
    findings.notes.clear()
    if findings.faults:
        raise Broken(findings.faults)
    return Overlay(
        lang,
        reader.texts,
        {key: str(item.value) for key, item in words.items()},
        frozenset(reader.restricted),
        fields.flag("reviewed"),
    )


def _mapping(fields: Fields, key: str) -> Mapping:
    item = fields.map.get(key)
    if item is None or item.value is None:
        return {}
    if not isinstance(item.value, dict):
        fields.place.fault("shape", item, f"{key} is {item.kind}, not a mapping.", "Write ids as keys.")
        return {}
    fields.place.repeated(item)
    return item.value


def translated(question_set: QuestionSet, lang: str) -> QuestionSet:
    """The set in another language. Every text carries `.lang`: "en" where a translation is missing.

    Ids, rules, restricted marks and digest stay, so answers fit either way.
    """
    overlay = question_set.overlays.get(lang)
    if lang == question_set.lang or overlay is None:
        return question_set
    return replace(question_set, lang=lang, pages=tuple(_page(page, overlay) for page in question_set.pages))


def _page(page: Page, overlay: Overlay) -> Page:
    return replace(
        page,
        title=_say(overlay, page.title, (page.id, "", "", "title")),
        questions=tuple(_question(question, overlay) for question in page.questions),
    )


def _question(question: Question, overlay: Overlay) -> Question:
    def say(text: Text, key: str) -> Text:
        return _say(overlay, text, ("", question.id, "", key))

    return replace(
        question,
        title=say(question.title, "title"),
        sub_title=say(question.sub_title, "subTitle"),
        details_title=say(question.details_title, "detailsTitle"),
        details_content=say(question.details_content, "detailsContent"),
        validation=replace(question.validation, message=say(question.validation.message, "message")),
        options=tuple(_option(option, question.id, overlay) for option in question.options),
    )


def _option(option: Option, question_id: str, overlay: Overlay) -> Option:
    def say(text: Text, key: str) -> Text:
        return _say(overlay, text, ("", question_id, option.id, key))

    return replace(
        option,
        display_text=say(option.display_text, "displayText"),
        description=say(option.description, "description"),
        nested=tuple(_question(nested, overlay) for nested in option.nested),
    )


def _say(overlay: Overlay, text: Text, key: _Key) -> Text:
    found = overlay.texts.get(key) or overlay.words.get(str(text))
    return Text(found, overlay.lang) if found and text else text
