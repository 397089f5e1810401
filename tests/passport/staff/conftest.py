"""A practitioner at work on Monday 1 March 2027, a colleague with the same case, and people who may not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from accounts.access import give
from accounts.models import Role, User
from tests.cast import NOW, Cast, SignIn, UserFactory


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def colleague(cast: Cast) -> User:
    """A second practitioner who works with him."""
    made = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER], name="Ola Second")
    give(made, ["work_with_prisoner", "read_restricted"], cast.prisoner.prisoner)
    return made


@pytest.fixture
def reader(cast: Cast) -> User:
    """A key worker: reads passports, without a case and without restricted answers."""
    return UserFactory(roles=[Role.KEY_WORKER])


@pytest.fixture
def head(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING], name="Joan Whitfield")


As = Callable[[User], Client]


@pytest.fixture
def as_(sign_in: SignIn) -> As:
    """A browser with this member of staff signed in."""
    return lambda member: sign_in(Client(), member)  # type: ignore[return-value]


@pytest.fixture
def office(as_: As, cast: Cast, node: object) -> Client:
    """The practitioner's browser."""
    return as_(cast.practitioner)


def tree(answer: Any) -> Any:
    """The page as a tree. The page has to be one."""
    assert answer.status_code == 200, answer.status_code
    return html.fromstring(answer.content.decode())


def words(answer: Any, within: str = "//main") -> str:
    """What a reader sees, with single spaces."""
    found = tree(answer).xpath(within)
    assert found, within
    return " ".join(" ".join(text for each in found for text in each.itertext()).split())


def values(answer: Any) -> dict[str, list[str]]:
    """What the page's form would send, were it sent untouched."""
    sent: dict[str, list[str]] = {}
    for box in tree(answer).xpath("//main//form//*[@name]"):
        kind = box.get("type", box.tag)
        if kind in ("radio", "checkbox") and box.get("checked") is None:
            continue
        if box.tag == "button":
            continue
        value = (box.text or "").removeprefix("\n") if box.tag == "textarea" else box.get("value", "")
        sent.setdefault(box.get("name"), []).append(value)
    return sent
