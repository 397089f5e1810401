"""What the courier does at a prison beside carrying: late requests are marked, whether or not there is a line."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.cast import Cast
from tests.incell.handled import a_request

pytestmark = pytest.mark.django_db


def test_late_requests_are_marked_while_the_line_is_down(cast: Cast, node: object, settings: object) -> None:
    settings.CENTRAL_URL = "http://127.0.0.1:9"  # nothing listens there
    late = a_request(cast.prisoner.prisoner, due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(CommandError):
        call_command("sync")
    assert late.events.filter(verb="ESCALATED").count() == 1
