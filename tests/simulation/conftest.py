"""The simulation makes its own databases, in memory."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def unblocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
