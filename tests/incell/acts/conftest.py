"""Who asks, who vets, and who is the second of two."""

import pytest

from accounts.models import Prisoner, User
from tests.cast import Cast
from tests.contacts import clerk, protection


@pytest.fixture
def gwen(cast: Cast) -> User:
    return clerk()


@pytest.fixture
def petra(cast: Cast) -> User:
    return protection()


@pytest.fixture
def him(cast: Cast) -> Prisoner:
    return cast.prisoner.prisoner
