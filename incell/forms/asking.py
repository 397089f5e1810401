"""The form of one kind of request: all its questions, ready to draw.

Field names are those of incell.questions.from_form, and beside them `kind`, `key` and `ticket`. The form, the page that
asks "Is this right?" and what waits on a terminal without Wi-Fi all use the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from incell import questions
from incell.acts.choosing import Listed
from incell.catalogue import LONGEST, OTHER, Kind, Means, day_of
from incell.models import Flag
from incell.questions import ADDRESS, ADDRESS_PARTS, CHECKBOX, RADIO, Message, Question, Row

from . import answering
from .answering import Answering, Choice

# The engine's messages and the catalogue's, for a reader of nine years.
MESSAGES = {
    "required_radio": gettext_noop("Choose one"),
    "required_checkbox": gettext_noop("Choose one or more"),
    "required_text": gettext_noop("Write something here"),
    "required_address": gettext_noop("Write where it is"),
    "required_free_text": gettext_noop("Say more about this"),
    "unknown_option": gettext_noop("Choose one from the list"),
    "exclusive": gettext_noop("Choose one or the other, not both"),
    "too_long": gettext_noop("This is too long. You can use up to {limit} letters"),
    "line_too_long": gettext_noop("One line is too long. Make it shorter"),
    "characters": gettext_noop("Some letters here can not be read. Write it again"),
    "shape": gettext_noop("We could not read this. Write it again"),
    "pattern": gettext_noop("This does not look right. Write it again"),
    "too_slow": gettext_noop("This is too long. Make it shorter"),
    "postcode": gettext_noop("Write a postcode, like LS1 4AP, or leave it empty"),
    "no_such_day": gettext_noop("There is no such day. Write it like 17/4/1990"),
    "day_to_come": gettext_noop("That day has not come yet. Look at the year"),
    "day_gone": gettext_noop("That day has gone. Write one that is still to come"),
    "day_far": gettext_noop("That day is more than a year from now. Write one that comes soon"),
    "day_long_ago": gettext_noop("That day is too long ago. Look at the year"),
    "name_without_letters": gettext_noop("Write the name with letters, like Ann"),
    "name_too_long": gettext_noop("The name is too long. You can use up to {limit} letters"),
    "number_not_a_number": gettext_noop("Write the number, like 07700 900123"),
    "number_two_numbers": gettext_noop("Write only one number here"),
    "number_too_short": gettext_noop("The number is too short. Look at it again"),
    "number_too_long": gettext_noop("The number is too long. Look at it again"),
    "number_emergency": gettext_noop("You can not add this number. Do you need help now? Press your cell bell"),
    "number_premium": gettext_noop("You can not add this number. It costs too much to call"),
    "number_unknown_country": gettext_noop("The first part of the number is wrong. Look at it again"),
}


@dataclass(frozen=True)
class Said:
    """One question and what was answered. Each line with whether it is the person's own words."""

    title: SafeString
    lines: tuple[tuple[SafeString, bool], ...]
    first_input: str


class Words(forms.CharField):
    """A long text as it is counted: a new line is one letter, and what nobody can see is none."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n").replace("\x00", "")) or ""


class TellForm(forms.Form):
    """What somebody tells the safer custody team."""

    what = forms.ChoiceField(
        choices=Flag.Kind,
        error_messages={
            "required": gettext_lazy("Choose what is wrong."),
            "invalid_choice": gettext_lazy("Choose what is wrong."),
        },
    )
    words = Words(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": gettext_lazy("This is too long. Say it in fewer words.")},
    )


def as_posted(kind: Kind, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields that `read_answers` reads these answers from: (name, value), for a form that sends them again."""
    for question in kind.asked.questions():
        value = answers.get(question.id)
        if question.kind == ADDRESS:
            parts = value if isinstance(value, dict) else {}
            yield from ((f"{question.id}-{part}", parts[part]) for part in ADDRESS_PARTS if parts.get(part))
        elif question.kind == CHECKBOX:
            yield from ((question.id, one) for one in value or ())
        elif value:
            yield question.id, value
        for option in question.options:
            name = questions.free_text_key(question.id, option.id)
            if option.free_text and answers.get(name):
                yield name, answers[name]


def fields(
    kind: Kind,
    given: Mapping[str, Any],
    errors: Mapping[str, Message] | None = None,
    lists: Mapping[str, Sequence[Listed]] | None = None,
) -> list[Answering]:
    """All questions of a kind, on one page.

    lists    question id → what can be chosen there; with nothing in it the name is written by hand.
    """
    drawn: list[Answering] = []
    for page in kind.asked.pages:
        drawn += answering.fields(page, given, errors or {}, most=LONGEST, say=in_words)
    return [_from_list(one, listed) if (listed := (lists or {}).get(one.id)) else one for one in drawn]


def in_words(message: Message | None) -> str:
    """A message in words for the cell; the kind's own as they are."""
    if message is None:
        return ""
    if message.own or message.code not in MESSAGES:
        return answering.marked(message.text)
    return _(MESSAGES[message.code]).format(**message.params)


def said(kind: Kind, answers: Mapping[str, Any]) -> list[Said]:
    """What was answered, in words, in the order of the form; what was left empty is left out."""
    return [_said(question, row, kind.means.get(question.id)) for question, row in _rows(kind, answers)]


def typed(kind: Kind, answers: Mapping[str, Any]) -> str:
    """All that was typed, a line each: what a word list looks at, and what safer custody is told."""
    return "\n".join(line for question, row in _rows(kind, answers) for line in row.value if _is_own(question, line))


def _rows(kind: Kind, answers: Mapping[str, Any]) -> Iterator[tuple[Question, Row]]:
    asked = {question.id: question for question in kind.asked.questions()}
    for _page, rows in questions.summary(kind.asked, answers):
        yield from ((asked[row.question], row) for row in rows if row.value)


def _said(question: Question, row: Row, meaning: Means | None) -> Said:
    link = answering.first_input(question.id, question.kind, (option.id for option in question.options))
    lines = tuple((answering.marked(_as_day(line, meaning)), _is_own(question, line)) for line in row.value)
    return Said(answering.marked(row.title), lines, link)


def _as_day(line: str, meaning: Means | None) -> str:
    """A day in words, so that whoever took the month for the day sees it: 3 February 1990 for 3/2/1990."""
    formats = {Means.PAST_DAY: gettext_noop("j F Y"), Means.COMING_DAY: gettext_noop("l j F Y")}
    day = day_of(line) if meaning in formats else None
    return line if day is None or meaning is None else date_format(day, _(formats[meaning]))


def _is_own(question: Question, line: str) -> bool:
    return question.kind not in (RADIO, CHECKBOX) or all(option.display_text != line for option in question.options)


def _from_list(drawn: Answering, listed: Sequence[Listed]) -> Answering:
    """The same question with a list to choose from, and a box for who is not on it."""
    on_it = drawn.value in {one.id for one in listed}
    name = questions.free_text_key(drawn.id, OTHER)
    choices = [_choice(one.id, format_html("<span data-imported>{}</span>", one.name), drawn.value) for one in listed]
    by_hand = bool(drawn.value) and not on_it
    other = _choice(OTHER, SafeString(_("Someone who is not here")), OTHER if by_hand else "")
    other = replace(other, words_name=name, words=drawn.value if by_hand else "")
    return replace(drawn, kind=RADIO, choices=(*choices, other), value="")


def _choice(value: str, label: SafeString, chosen: str) -> Choice:
    return Choice(id=value, label=label, hint=SafeString(), exclusive=False, chosen=value == chosen, nested=())
