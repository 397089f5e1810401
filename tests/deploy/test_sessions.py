"""Sessions that are written with one statement, and end as Django's do."""

import pytest
from django.contrib.sessions.backends.base import UpdateError

from deploy.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_one_that_is_there_is_saved_by_one_statement(django_assert_num_queries: object) -> None:
    session = SessionStore()
    session["team"] = "WING"
    session.save()
    again = SessionStore(session.session_key)
    assert again["team"] == "WING"
    again["team"] = "LIBRARY"
    with django_assert_num_queries(1):
        again.save()
    assert SessionStore(session.session_key)["team"] == "LIBRARY"


def test_one_that_was_ended_meanwhile_does_not_come_back() -> None:
    session = SessionStore()
    session["team"] = "WING"
    session.save()
    session["team"] = "LIBRARY"
    SessionStore(session.session_key).delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not SessionStore().exists(session.session_key)
