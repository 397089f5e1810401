"""Who vets contacts, each at their own browser, on Monday 1 March 2027."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import Prisoner, User
from tests.cast import NOW, Cast, SignIn
from tests.contacts import clerk, protection


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def him(cast: Cast) -> Prisoner:
    return cast.prisoner.prisoner


@pytest.fixture
def gwen(cast: Cast) -> User:
    return clerk()


@pytest.fixture
def petra(cast: Cast) -> User:
    return protection()


As = Callable[[User], Client]


@pytest.fixture
def as_(sign_in: SignIn) -> As:
    return lambda member: sign_in(Client(), member)  # type: ignore[return-value]


@pytest.fixture
def office(as_: As, gwen: User) -> Client:
    """The clerk's browser."""
    return as_(gwen)


@pytest.fixture
def desk(as_: As, petra: User) -> Client:
    """Public protection's browser."""
    return as_(petra)


def said(answer: object) -> str:
    """What stands on a page, with single spaces."""
    from lxml import html

    assert answer.status_code == 200, answer.status_code  # type: ignore[attr-defined]
    tree = html.fromstring(answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(" ".join(tree.itertext()).split())
