"""The permission matrix: every url × method × member of the cast, and no url without a row."""

import logging
import os
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import MEMBERS, Cast, SignIn
from tests.rules.matrix import ROWS
from tests.rules.row import BOTH, METHODS, Row, row

pytestmark = pytest.mark.django_db
WHOLE = os.environ.get("CI") == "true" and not os.environ.get("REDIS_URL")
URLS = {role: f"deploy.urls.{role}" for role in BOTH}
PLACES = [pytest.param(each, role, id=f"{role}:{each.url}") for each in ROWS for role in each.on]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of refusals a row are no news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(("each", "role"), PLACES)
def test_a_door_opens_for_whom_the_matrix_says(each: Row, role: str, cast: Cast, node: object, sign_in: SignIn) -> None:
    with override_settings(ROOT_URLCONF=URLS[role]):
        faults = list(wrong_answers(each, cast, sign_in, out_of_reach=False))
        if each.not_of:
            faults += wrong_answers(each, cast, sign_in, out_of_reach=True)
    assert not faults, "\n".join(faults)


def wrong_answers(each: Row, cast: Cast, sign_in: SignIn, *, out_of_reach: bool) -> Iterator[str]:
    arguments = each.not_of if out_of_reach else each.of
    address = reverse(each.url, kwargs=arguments(cast) if arguments else None)
    for member in MEMBERS:
        cookies = sign_in(Client(), getattr(cast, member)).cookies
        for method in methods_of(each, whole=WHOLE):
            wanted = each.expected(method, member, out_of_reach=out_of_reach)
            got = ask(address, method, each.data(cast) if each.data else {}, cookies)
            if got != wanted:
                whose = " out of reach" if out_of_reach else ""
                yield f"{method} {each.url}{whose} as {member}: {got}, the matrix says {wanted}"


def methods_of(each: Row, *, whole: bool) -> list[str]:
    """All methods with CI=true, on SQLite: what no row names ends before a view asks the engine anything.

    Else what the row names, GET, POST and one of the rest: 16,000 requests fewer a run.
    """
    if whole:
        return list(METHODS)
    named = {"GET", "POST", *each.allowed}
    rest = [method for method in METHODS if method not in named]
    return [*named, *(rest[crc32(each.url.encode()) % len(rest) :][:1] if rest else ())]


def ask(address: str, method: str, data: dict, cookies: SimpleCookie) -> int:
    """The status of one request, whose writes are undone."""
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
        answer = client.post(address, data) if method == "POST" else client.generic(method, address)
        transaction.set_rollback(True)
    return answer.status_code


def named_urls(role: str) -> dict[str, URLPattern]:
    """Every url of a role by its name with namespaces. A url without a name counts under its pattern."""
    found: dict[str, URLPattern] = {}

    def walk(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, (*spaces, pattern.namespace) if pattern.namespace else spaces)
            else:
                found[":".join((*spaces, pattern.name or f"a url without a name: {pattern.pattern}"))] = pattern

    walk(get_resolver(URLS[role]).url_patterns, ())
    return found


def test_an_everyday_run_leaves_no_method_out() -> None:
    everyday = [methods_of(each, whole=False) for each in ROWS]
    assert {method for asked in everyday for method in asked} == set(METHODS)
    assert all({"GET", "POST", *each.allowed} <= set(asked) for each, asked in zip(ROWS, everyday, strict=True))
    assert methods_of(ROWS[0], whole=True) == list(METHODS)


@pytest.mark.parametrize("role", BOTH)
def test_every_url_has_its_row(role: str) -> None:
    told = {each.url for each in ROWS if role in each.on}
    there = set(named_urls(role))
    assert there - told == set(), "these urls have no row in tests/rules/matrix.py"
    assert told - there == set(), "these rows have no url"


@pytest.mark.parametrize("role", BOTH)
def test_every_url_with_arguments_is_asked_for_what_is_out_of_reach(role: str) -> None:
    with_arguments = {name for name, pattern in named_urls(role).items() if pattern.pattern.converters}
    asked = {each.url for each in ROWS if role in each.on and each.not_of}
    assert with_arguments - asked == set()


@pytest.mark.parametrize("role", BOTH)
def test_every_view_has_a_door(role: str) -> None:
    assert [name for name, pattern in named_urls(role).items() if not hasattr(pattern.callback, "door")] == []


def test_the_grammar_refuses_what_nobody_can_be() -> None:
    with pytest.raises(ValueError, match="no method FETCH"):
        row("roll", "prison", FETCH={200: "tutor"})
    with pytest.raises(ValueError, match="not in the cast: governor"):
        row("roll", "prison", GET={200: "governor"})


def test_what_a_row_leaves_out_is_refused() -> None:
    roll = row("roll", "prison", GET={200: "tutor"}, POST={302: "tutor administrator"})
    assert roll.expected("GET", "tutor") == roll.expected("HEAD", "tutor") == 200
    assert roll.expected("DELETE", "tutor") == 405
    assert roll.expected("GET", "administrator") == 403
    assert roll.expected("DELETE", "administrator") == 405
    assert roll.expected("OPTIONS", "prisoner") == 403
    assert roll.expected("POST", "nobody") == 302
    assert roll.expected("GET", "tutor", out_of_reach=True) == 404
    assert roll.expected("GET", "prisoner", out_of_reach=True) == 403


def test_a_template_names_only_pages_that_there_are() -> None:
    """`{% url … as x %}` is silent about a name that is none, and what it leads to is not shown."""
    there = {name for role in BOTH for name in named_urls(role)}
    named = re.compile(r"""\{% url ["']([a-z_:]+)["']""")
    files = (Path(__file__).resolve().parents[2] / "templates").rglob("*.html")
    wrong = [f"{file.name}: {name}" for file in files for name in named.findall(file.read_text()) if name not in there]
    assert wrong == []
