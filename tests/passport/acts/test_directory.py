"""Publishing: central keeps what the authority signed and tells every prison."""

import json

import pytest

from accounts.directory import NotTrusted
from accounts.models import Agency, AgencyKey
from accounts.seal import ReadingKey, SigningKey
from passport.acts.directory import publish_statement
from passport.models import JournalEntry, Lane
from tests.authority import AT, Authority

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_central(settings) -> None:
    settings.NODE_NAME = "CENTRAL"


def publish(statement: str):
    return publish_statement(statement=statement, by="node:CENTRAL", at=AT)


def told(prison: str) -> list[str]:
    entries = JournalEntry.objects.filter(destination=prison, lane=Lane.URGENT, kind="directory")
    return [json.loads(entry.body)["statement"] for entry in entries]


def test_each_prison_is_told_and_a_new_one_is_told_everything(authority: Authority) -> None:
    housing = Agency(name="North Housing", kind=Agency.Kind.HOUSING)
    central = authority.node("CENTRAL", "Throughgate central", SIGN=SigningKey.generate(), READ=ReadingKey.generate())
    moorland = authority.node("MDI", "Moorland", SIGN=SigningKey.generate(), READ=ReadingKey.generate())
    leeds = authority.node("LEI", "Leeds", SIGN=SigningKey.generate(), READ=ReadingKey.generate())
    listed = authority.agency(housing, ReadingKey.generate())
    for statement in (central, moorland, listed, leeds):
        publish(statement)
    assert told("MDI") == [central, moorland, listed, leeds]
    assert told("LEI") == [central, leeds, moorland, listed]
    assert told("CENTRAL") == []


def test_a_refused_statement_is_told_to_nobody(authority: Authority) -> None:
    publish(authority.node("MDI", "Moorland", SIGN=SigningKey.generate()))
    with pytest.raises(NotTrusted):
        publish(Authority().agency(Agency(name="Nobody", kind=Agency.Kind.HEALTH), ReadingKey.generate()))
    assert len(told("MDI")) == 1
    assert not AgencyKey.objects.exists()
