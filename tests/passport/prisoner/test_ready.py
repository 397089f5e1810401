from django.test import Client

from passport.acts.readiness import follow_readiness
from passport.models import ReadinessItem
from tests.cast import NOW

from .conftest import Says


def test_shows_what_is_to_be_ready_and_what_is(at_terminal: Client, says: Says) -> None:
    assert "There is no list yet" in says(at_terminal.get("/me/ready/"))
    follow_readiness(by="node:MDI", at=NOW)
    ReadinessItem.objects.filter(code="GP").update(status="DONE")
    ReadinessItem.objects.filter(code="BENEFITS").update(dropped=True)
    page = says(at_terminal.get("/me/ready/"))
    assert "A place to sleep Not begun yet By Monday 29 March 2027" in page
    assert "What is done A doctor Ready" in page
    assert "Money to live on" not in page


def test_a_day_that_has_gone_is_not_shown_as_one_to_come(at_terminal: Client, says: Says) -> None:
    follow_readiness(by="node:MDI", at=NOW)
    ReadinessItem.objects.filter(code="GP").update(due_on="2027-02-01")
    page = says(at_terminal.get("/me/ready/"))
    assert "A doctor Not begun yet This is late. It was for Monday 1 February 2027." in page
