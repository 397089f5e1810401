"""Questions ready to draw: a page as a form, with answers, faults and nested questions; and answers in words.

Texts of question sets come from outside. Here they are escaped and marked with their language where the page
speaks another, so that a template cannot forget it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from incell import questions
from incell.questions import Message, Option, Page, Question, QuestionSet, Text

# The engine is pure and says its own messages in English; here they get their Welsh.
MESSAGES = {
    "required_radio": gettext_noop("Select an answer"),
    "required_checkbox": gettext_noop("Select at least one answer"),
    "required_text": gettext_noop("Enter an answer"),
    "required_address": gettext_noop("Enter an address"),
    "required_free_text": gettext_noop("Say more about your answer ‘{option}’"),
    "unknown_option": gettext_noop("Select one of the answers on this page"),
    "exclusive": gettext_noop("Select ‘{option}’, or select other answers, not both"),
    "too_long": gettext_noop("Your answer must be {limit} characters or fewer"),
    "line_too_long": gettext_noop("Each line of the address must be {limit} characters or fewer"),
    "characters": gettext_noop("Your answer has characters that cannot be used. Type it again"),
    "shape": gettext_noop("Your answer could not be read. Enter it again"),
    "pattern": gettext_noop("Your answer is not in the right form"),
    "too_slow": gettext_noop("Your answer could not be checked. Make it shorter"),
    "postcode": gettext_noop("Enter a postcode, like LS1 4AP, or leave it empty"),
    "no_such_day": gettext_noop("There is no such day"),
    "day_to_come": gettext_noop("That day has not come yet"),
    "day_gone": gettext_noop("That day has gone"),
    "day_far": gettext_noop("That day is more than a year away"),
    "day_long_ago": gettext_noop("That day is too long ago. Check the year"),
    "name_without_letters": gettext_noop("Enter a name that has letters in it"),
    "name_too_long": gettext_noop("The name must be {limit} letters or fewer"),
    "number_not_a_number": gettext_noop("Write the number with digits alone"),
    "number_two_numbers": gettext_noop("Write one number here"),
    "number_too_short": gettext_noop("The number is too short"),
    "number_too_long": gettext_noop("The number is too long"),
    "number_emergency": gettext_noop("This is an emergency number"),
    "number_premium": gettext_noop("Calls to this number cost too much"),
    "number_unknown_country": gettext_noop("There is no country with this code"),
}


@dataclass(frozen=True)
class Choice:
    """One option: whether it is chosen, the questions under it, and the words beside it where it asks for some."""

    id: str
    label: SafeString
    hint: SafeString
    exclusive: bool
    chosen: bool
    nested: tuple["Answering", ...]
    words_name: str = ""
    words: str = ""
    words_error: str = ""
    listed: str = ""


@dataclass(frozen=True)
class Answering:
    """One question to draw. `value` is a text; `address` has the lines of one; choices carry their own.

    heading   this question's title is also the page's.
    listed    the error as a summary lists it, away from its question: it names that question.
    """

    id: str
    kind: str
    title: SafeString
    hint: SafeString
    details_title: SafeString
    details: SafeString
    restricted: bool
    value: str
    error: str
    choices: tuple[Choice, ...] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    heading: bool = False
    most: int = questions.LONG_TEXT_MAX
    listed: str = ""

    @property
    def first_input(self) -> str:
        return first_input(self.id, self.kind, (choice.id for choice in self.choices))


@dataclass(frozen=True)
class Told:
    """One question and its answer in words. first_input: where its page has it."""

    title: SafeString
    lines: tuple[SafeString, ...]
    first_input: str
    restricted: bool


@dataclass(frozen=True)
class ToldPage:
    """One page of check-your-answers. hidden: its answers are sealed from this reader."""

    id: str
    heading: SafeString
    rows: tuple[Told, ...]
    hidden: bool


def marked(text: str) -> SafeString:
    """Escaped; in a span with its language where the page speaks another."""
    lang = _other_language(text)
    return format_html('<span lang="{}">{}</span>', lang, text) if lang else SafeString(conditional_escape(text))


def fields(
    page: Page,
    given: Mapping[str, Any],
    errors: Mapping[str, Message],
    *,
    most: int = questions.LONG_TEXT_MAX,
    say: Callable[[Message | None], str] | None = None,
) -> tuple[Answering, ...]:
    """The questions of a page with what was given, checked or not, and what is wrong with it.

    most     characters of a long text. say: the messages in other words than `in_words`.
    """
    alone = len(page.questions) == 1 and page.heading == page.questions[0].title
    drawing = _Drawing(given, errors, most, say or in_words)
    return tuple(drawing.field(question, heading=alone) for question in page.questions)


def heading(page: Page, otherwise: str) -> SafeString:
    """The page's title, or that of its only question (version 1 files), or `otherwise`."""
    return marked(page.title or (page.heading if len(page.questions) == 1 else otherwise))


def summary(drawn: tuple[Answering, ...]) -> list[tuple[str, str]]:
    """What the error summary lists, in the order of the page: (id of the input, words)."""
    listed = []
    for one in drawn:
        if one.error:
            listed.append((one.first_input, one.listed or one.error))
        for choice in one.choices:
            if choice.words_error:
                listed.append((choice.words_name, choice.listed or choice.words_error))
            listed += summary(choice.nested)
    return listed


def told(
    question_set: QuestionSet, said: Mapping[str, Any], report: str, hides: Callable[[Page], bool]
) -> list[ToldPage]:
    """Check your answers: the pages that these answers lead through, those without questions left out."""
    pages = []
    for page, rows in questions.summary(question_set, said, report=report):
        if not rows:
            continue
        hidden = hides(page)
        shown = () if hidden else tuple(_told(page, row.question, row.title, row.value, row.restricted) for row in rows)
        pages.append(ToldPage(page.id, heading(page, _("Answers")), shown, hidden))
    return pages


def told_of(page: Page, said: Mapping[str, Any]) -> tuple[Told, ...]:
    """What is answered on one page, in words."""
    rows = ((question, questions.in_words(question, said)) for question in page.walk())
    return tuple(
        _told(page, question.id, question.title, value, question.restricted) for question, value in rows if value
    )


def in_words(message: Message | None) -> str:
    """A message in the reader's language; the file's own words as they are."""
    if message is None:
        return ""
    if message.own or message.code not in MESSAGES:
        return marked(message.text)
    return _(MESSAGES[message.code]).format(**message.params)


def first_input(question: str, kind: str, options: Iterable[str]) -> str:
    """The id of the input that links to a question go to."""
    if kind == questions.ADDRESS:
        return f"{question}-line1"
    first = next(iter(options), "")
    return f"{question}-{first}" if first else question


def _told(page: Page, question_id: str, title: Text, value: tuple[Text, ...], restricted: bool) -> Told:
    question = next(question for question in page.walk() if question.id == question_id)
    link = first_input(question_id, question.kind, (option.id for option in question.options))
    return Told(marked(title), tuple(marked(line) for line in value), link, restricted)


@dataclass(frozen=True)
class _Drawing:
    given: Mapping[str, Any]
    errors: Mapping[str, Message]
    most: int
    say: Callable[[Message | None], str]

    def field(self, question: Question, *, heading: bool = False) -> Answering:
        value, wrong = self.given.get(question.id), self.errors.get(question.id)
        picked = value if isinstance(value, list) else [value]
        return Answering(
            id=question.id,
            kind=question.kind,
            title=marked(question.title),
            hint=marked(question.sub_title),
            details_title=marked(question.details_title),
            details=_paragraphs(question.details_content),
            restricted=question.restricted,
            value=value if isinstance(value, str) else "",
            error=self.say(wrong),
            choices=tuple(self.choice(question, option, option.id in picked) for option in question.options),
            address=value if isinstance(value, dict) else {},
            heading=heading,
            most=self.most,
            listed=self.listed(wrong, question.title),
        )

    def choice(self, question: Question, option: Option, chosen: bool) -> Choice:
        name = questions.free_text_key(question.id, option.id) if option.free_text else ""
        words = self.given.get(name) if name else ""
        return Choice(
            id=option.id,
            label=marked(option.display_text),
            hint=marked(option.description),
            exclusive=option.exclusive,
            chosen=chosen,
            nested=tuple(self.field(nested) for nested in option.nested),
            words_name=name,
            words=words if isinstance(words, str) else "",
            words_error=self.say(self.errors.get(name)) if name else "",
            listed=self.listed(self.errors.get(name), option.display_text) if name else "",
        )

    def listed(self, wrong: Message | None, of: Text) -> str:
        """A fault with what it is of before it, unless its words say that already."""
        said = self.say(wrong)
        if wrong is None or wrong.own or str(of) in said:
            return said
        apart = " " if of.endswith(("?", "!", ".", ":")) else ": "
        return format_html("{}{}{}", marked(of), apart, said)


def _paragraphs(text: Text) -> SafeString:
    if not text:
        return SafeString("")
    lang = _other_language(text)
    words = linebreaks(text, autoescape=True)
    return format_html('<div lang="{}">{}</div>', lang, words) if lang else SafeString(words)


def _other_language(text: str) -> str:
    """The language of a text of a question set, where the page speaks another; else ""."""
    lang = getattr(text, "lang", "")
    return lang if text and lang != (get_language() or "en")[:2] else ""
