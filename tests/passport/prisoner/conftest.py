"""A terminal with somebody at it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast, SignIn
from tests.reading import Page
from tests.told import Told

Says = Callable[..., str]


@pytest.fixture
def at_terminal(client: Client, told: Told, cast: Cast, sign_in: SignIn) -> Client:
    """The person whose passport is full."""
    return sign_in(client, cast.prisoner)


@pytest.fixture
def newcomer(client: Client, told: Told, cast: Cast, sign_in: SignIn) -> Client:
    """The cell-mate, who has no passport yet."""
    return sign_in(client, cast.cell_mate)


@pytest.fixture
def says() -> Says:
    """The words of an answer, names and imported text too, in one line."""

    def read(answer: object) -> str:
        html = answer.content.decode().replace("data-imported", "")
        return " ".join(Page(html.replace("<time", "<span")).blocks)

    return read
