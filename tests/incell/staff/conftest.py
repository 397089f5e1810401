"""A business hub at work on Monday 1 March 2027: two clerks, an officer of the wing, and those who look on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from accounts.models import Role, User
from tests.cast import NOW, Cast, SignIn, UserFactory

As = Callable[[User], Client]


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def as_(sign_in: SignIn) -> As:
    return lambda member: sign_in(Client(), member)  # type: ignore[return-value]


@pytest.fixture
def clerk(cast: Cast) -> User:
    return UserFactory(roles=[Role.BUSINESS_HUB_CLERK], name="Anita Desai")


@pytest.fixture
def colleague(cast: Cast) -> User:
    return UserFactory(roles=[Role.BUSINESS_HUB_CLERK], name="Ola Second")


@pytest.fixture
def officer(cast: Cast) -> User:
    return UserFactory(roles=[Role.WING_OFFICER], name="Karen Boyle")


@pytest.fixture
def nurse(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEALTHCARE_WORKER], name="Sean Gallagher")


@pytest.fixture
def head(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING], name="Joan Whitfield")


@pytest.fixture
def safer(cast: Cast) -> User:
    return UserFactory(roles=[Role.SAFER_CUSTODY], name="Gareth Bello")


@pytest.fixture
def office(as_: As, clerk: User) -> Client:
    """The clerk's browser."""
    return as_(clerk)


def tree(answer: Any) -> Any:
    """The page as a tree. The page has to be one."""
    assert answer.status_code == 200, answer.status_code
    return html.fromstring(answer.content.decode())


def words(answer: Any, within: str = "//main") -> str:
    """What a reader sees, with single spaces."""
    found = tree(answer).xpath(within)
    assert found, within
    return " ".join(" ".join(text for each in found for text in each.itertext()).split())


def names(answer: Any) -> list[str]:
    """Who stands in the table, in order: "Ashdown, Marlon"."""
    rows = tree(answer).xpath("//*[@id='requests']/tbody/tr/th/span/text()[1]")
    return [str(name).strip() for name in rows]
