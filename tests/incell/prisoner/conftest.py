"""A terminal with somebody at it, and everything that can be asked for."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW, Cast, SignIn
from tests.kinds import Kinds
from tests.reading import Page

Says = Callable[..., str]


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """It is the cast's NOW: Monday 1 March 2027."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_terminal(client: Client, kinds: Kinds, node: object, cast: Cast, sign_in: SignIn) -> Client:
    """The prisoner of the cast."""
    return sign_in(client, cast.prisoner)


@pytest.fixture
def says() -> Says:
    """The words of an answer, names and imported text too, in one line."""

    def read(answer: object) -> str:
        html = answer.content.decode().replace("data-imported", "")
        return " ".join(Page(html.replace("<time", "<span")).blocks)

    return read


def hidden(answer: object, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, f"no field {name}"
    return found.group(1)
