"""Every page of the cell reads like it is meant for its readers: a nine-year-old's English, short Welsh.

The pages are found, not listed: every door for prisoners in the prison's urls, opened by somebody with a full passport
and by somebody with none; then every form on them, sent empty, sent full to bursting, and sent as it stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import AUDIENCE_OF_VERB, Verb
from accounts.models import Audience, User
from education.models import Course, Launch
from incell.models import Request
from tests.cast import TOKEN, Cast, SignIn
from tests.courses import courses_to_study, shown_course, shown_feedback
from tests.files import a_docx
from tests.groups import groups_to_read, shown_group
from tests.kinds import ask_for_things
from tests.lessons import lessons_to_study, shown_lesson
from tests.papers import add_document
from tests.passport.applied import two
from tests.passport.licensed import licensed
from tests.passport.met import three
from tests.passport.needed import BANK, two_needs
from tests.passport.plans import HOME, a_plan
from tests.plans import plan_to_show, shown_goal
from tests.reading import WORD, Page, grade, grade_of_labels, lix, sentences_of, syllables
from tests.rules.records_caseload import his_meeting
from tests.rules.records_running import his_launch
from tests.rules.test_matrix import named_urls
from tests.timetables import classes_to_come_to
from tests.told import Told

pytestmark = pytest.mark.django_db
HARDEST = 4.0  # Flesch-Kincaid grade: what a nine-year-old reads
HARDEST_WELSH = 35.0  # LIX of a page
LONGEST_WELSH = 18  # words of a sentence
LONGEST_LABEL = 3  # syllables of a word on a button, tile or heading of one to three words
PUBLIC = ("accounts:prisoner_",)  # the sign-in's own pages are public
NOT_OURS = ("set_language", "sign_out")  # forms on every page that lead away from it
LONG = "wrong " * 600
WALKED: dict[str, list["Seen"]] = {}


@dataclass(frozen=True)
class Seen:
    """One answer that somebody in the cell can get."""

    where: str
    html: str


@dataclass(frozen=True)
class Form:
    action: str
    fields: tuple[tuple[str, str, str], ...]  # name, type, value


class Forms(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._address, self._action, self._fields = address, "", []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._action, self._fields = given.get("action") or self._address, []
        elif self._action and tag in {"input", "textarea", "select", "button"} and given.get("name"):
            self._fields.append((given["name"], given.get("type", tag), given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action:
            self.found.append(Form(self._action, tuple(self._fields)))
            self._action = ""


def cell_doors() -> dict[str, Any]:
    """Every url of a prison that a prisoner can be at, by name."""
    doors = {}
    for name, pattern in named_urls("prison").items():
        door = getattr(pattern.callback, "door", None)
        audience = AUDIENCE_OF_VERB.get(door) if isinstance(door, Verb) else door
        if audience == Audience.PRISONER or name.startswith(PUBLIC):
            doors[name] = pattern
    return doors


def arguments(pattern: Any, told: Told) -> dict[str, Any]:
    """What fills a url. A new kind of argument takes a line here."""
    late = Request.objects.filter(code="PROPERTY").first()
    launch = Launch.objects.select_related("attempt__sco__package").first()
    known = {
        "enrolment": launch.attempt.enrolment_id if launch else uuid4(),
        "unit": launch.attempt.sco.package.unit_id if launch else uuid4(),
        "launch_id": launch.pk if launch else uuid4(),
        "key": "nothing-held",
        "agency_id": told.asks.pk,
        "slug": "add-social-contact",
        "course_id": shown_course(),
        "goal_id": shown_goal(),
        "feedback_id": shown_feedback(),
        "plan_goal_id": HOME,
        "need_id": BANK,
        "document_id": uuid4(),  # a file: only that there is none is a page
        **shown_lesson(),
        **shown_group(),
        "request_id": late.pk if late else uuid4(),  # nobody's: its page says that there is none
    }
    return {name: known[name] for name in pattern.pattern.converters}


def crawl(told: Told, cast: Cast, sign_in: SignIn, language: str) -> list[Seen]:
    """What `walk` sees, walked once a language: it is words alone, and three tests read the English ones."""
    if language not in WALKED:
        WALKED[language] = walk(told, cast, sign_in, language)
    return WALKED[language]


def walk(told: Told, cast: Cast, sign_in: SignIn, language: str) -> list[Seen]:
    """Every answer: each door for each visitor, and what each form on it answers."""
    User.objects.update(language=language)
    ask_for_things(cast)
    courses_to_study(cast)
    classes_to_come_to(cast, timezone.now(), Course.objects.get(title="Kitchen maths"))
    plan_to_show(cast)
    a_plan(told.passport, told.practitioner)
    two_needs(told.passport, told.practitioner)
    his_meeting(cast)
    three(told.passport, told.practitioner)
    for said in ({}, {"cell": False}, {"content": a_docx()}, {"restricted": True}):
        add_document(cast, told.passport, **said)
    two(told.passport, told.practitioner)
    licensed(told.passport, told.practitioner)
    lessons_to_study(cast)
    groups_to_read(cast)
    his_launch(cast)
    newcomer = cast.cell_mate
    newcomer.prisoner.release_on = None
    newcomer.prisoner.save()
    seen = []
    visitors: list[tuple[str, User | None]] = [("full", cast.prisoner), ("new", newcomer), ("nobody", None)]
    for who, visitor in visitors:
        for name, pattern in cell_doors().items():
            if visitor is None and not name.startswith(PUBLIC):
                continue  # sent to one of these
            client = at_the_terminal(language)
            if visitor is not None:
                sign_in(client, visitor)
            address = reverse(name, kwargs=arguments(pattern, told))
            seen += visit(client, address, f"{name} for {who}")
    return seen


def at_the_terminal(language: str) -> Client:
    client = Client(headers={"Accept-Language": language})
    client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
    return client


def visit(client: Client, address: str, where: str) -> Iterator[Seen]:
    """The page at an address, and what its forms answer; nothing that a form does stays done."""
    answer = client.get(address, follow=True)
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return  # a sheet to print, or nothing at all
    yield from page(answer, where)
    ours = [reverse(name) for name in NOT_OURS if name in named_urls("prison")]
    for form in Forms(answer.content.decode(), answer.request["PATH_INFO"]).found:
        if form.action in ours:
            continue
        for how, data in fillings(form).items():
            with transaction.atomic():
                yield from page(client.post(form.action, data, follow=True), f"{where}, form sent {how}")
                transaction.set_rollback(True)


def fillings(form: Form) -> dict[str, dict[str, str]]:
    written = {name for name, kind, _ in form.fields if kind in {"text", "textarea", "password", "tel"}}
    as_it_stands = {name: value for name, _, value in form.fields}
    return {
        "empty": {name: value for name, kind, value in form.fields if kind == "hidden"},
        "too full": {**as_it_stands, **dict.fromkeys(written, LONG)},
        "wrong": dict.fromkeys(as_it_stands, "wrong"),
        "as it stands": {**as_it_stands, **dict.fromkeys(written, "My own words.")},
    }


def page(answer: HttpResponse, where: str) -> Iterator[Seen]:
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
        yield Seen(f"{where} ({answer.status_code})", answer.content.decode())


def hard(html: str) -> list[str]:
    """The blocks of an English page that are too hard, each with its grade."""
    read = Page(html)
    faults = [f"{grade(block):.1f} {block!r}" for block in read.sentences if grade(block) > HARDEST]
    longest = {word: syllables(word) for label in read.labels for word in WORD.findall(label)}
    return faults + [f"label: {word!r}" for word, count in longest.items() if count > LONGEST_LABEL]


def hard_in_welsh(html: str) -> list[str]:
    read = Page(html)
    faults = [f"LIX {lix(read.blocks):.0f}"] if lix(read.blocks) > HARDEST_WELSH else []
    for block in read.blocks:
        faults += [f"long: {said!r}" for said in sentences_of(block) if len(WORD.findall(said)) > LONGEST_WELSH]
    return faults


def test_every_page_in_english(told: Told, cast: Cast, sign_in: SignIn) -> None:
    faults = {f"{fault}  <- {seen.where}" for seen in crawl(told, cast, sign_in, "en") for fault in hard(seen.html)}
    assert not faults, "\n".join(sorted(faults))


def test_the_labels_of_all_pages_together(told: Told, cast: Cast, sign_in: SignIn) -> None:
    labels = {label for seen in crawl(told, cast, sign_in, "en") for label in Page(seen.html).labels}
    assert grade_of_labels(sorted(labels)) <= HARDEST, ", ".join(sorted(labels))


def test_every_page_in_welsh(told: Told, cast: Cast, sign_in: SignIn) -> None:
    pages = crawl(told, cast, sign_in, "cy")
    assert {Page(seen.html).language for seen in pages} == {"cy"}
    assert "Hafan" in pages[0].html, "the catalogue is not compiled: python deploy/catalogue.py compile"
    faults = {f"{fault}  <- {seen.where}" for seen in pages for fault in hard_in_welsh(seen.html)}
    assert not faults, "\n".join(sorted(faults))


def test_errors_and_empty_pages_are_among_them(told: Told, cast: Cast, sign_in: SignIn) -> None:
    words = " ".join(" ".join(Page(seen.html).blocks) for seen in crawl(told, cast, sign_in, "en"))
    for said in ["Write some words first", "letters too many", "Choose yes or no", "No one has read it yet"]:
        assert said in words


def test_what_is_too_hard_is_found() -> None:
    easy = '<html lang="en"><p>You can read this page.</p><span data-imported>Accommodation</span></html>'
    assert hard(easy) == []
    assert hard(easy.replace("You can", "Notwithstanding the foregoing, practitioners can")) != []
    assert hard('<html lang="en"><h1>Organisational accountability</h1></html>') != []
    assert hard('<html lang="en"><p lang="cy">Cyfrifoldeb sefydliadol a llywodraethiant</p></html>') == []
    assert hard('<html lang="en"><button aria-label="Continue to the subsequent declaration">Go</button></html>') != []
    assert hard_in_welsh(f'<html lang="cy"><p>{"gair bach " * 10}.</p></html>') != []
    assert hard_in_welsh('<html lang="cy"><p>Llywodraethiant sefydliadol cyfrifoldebau.</p></html>') != []
    assert hard_in_welsh('<html lang="cy"><p>Dyma dy le di.</p></html>') == []
