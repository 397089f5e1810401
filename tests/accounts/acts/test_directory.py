"""Taking the authority's word."""

from datetime import timedelta

import pytest

from accounts.access import NotAllowed
from accounts.acts.directory import KeyOfAnother, NoAuthority, accept_directory_statement
from accounts.directory import NotTrusted
from accounts.models import Agency, AgencyKey, AuditEntry, NodeKey, User
from accounts.seal import ReadingKey, SigningKey
from tests.authority import AT, Authority, agency_key

pytestmark = pytest.mark.django_db
BY = "node:MDI"


@pytest.fixture
def housing() -> Agency:
    return Agency.objects.create(name="North Housing", kind=Agency.Kind.HOUSING)


def accept(statement: str, by: User | str = BY):
    return accept_directory_statement(statement=statement, by=by, at=AT)


def test_an_agency_key_counts_once_the_authority_has_signed_it(authority: Authority, housing: Agency) -> None:
    key = ReadingKey.generate()
    agency_key(housing, key)
    assert not AgencyKey.objects.in_force().exists()
    accept(authority.agency(housing, key))
    assert AgencyKey.objects.in_force().get().kid == key.kid
    line = AuditEntry.objects.get()
    assert (line.verb, line.who, line.whom) == ("accept_directory", BY, key.kid)


def test_a_prison_learns_an_agency_from_the_statement(authority: Authority) -> None:
    key, unknown = ReadingKey.generate(), Agency(name="South Health", kind=Agency.Kind.HEALTH)
    accept(authority.agency(unknown, key))
    row = AgencyKey.objects.in_force().select_related("agency").get()
    assert (row.agency_id, row.agency.name, row.jwk) == (unknown.pk, "South Health", key.jwk())


def test_the_same_statement_again_and_an_older_one_change_nothing(authority: Authority, housing: Agency) -> None:
    key = ReadingKey.generate()
    newer = authority.agency(housing, key, AT)
    accept(newer)
    housing.name = "A former name"
    accept(authority.agency(housing, key, AT - timedelta(days=9)))
    accept(newer)
    assert AgencyKey.objects.get().statement == newer
    assert Agency.objects.get().name == "North Housing"


def test_a_key_of_another_agency_is_refused(authority: Authority, housing: Agency) -> None:
    key = ReadingKey.generate()
    agency_key(housing, key)
    other = Agency.objects.create(name="South Health", kind=Agency.Kind.HEALTH)
    with pytest.raises(KeyOfAnother):
        accept(authority.agency(other, key))
    assert not AgencyKey.objects.in_force().exists()


def test_a_nodes_keys_are_kept_and_those_left_out_later_are_retired(authority: Authority) -> None:
    first, second, read = SigningKey.generate(), SigningKey.generate(), ReadingKey.generate()
    accept(authority.node("LEI", "Leeds", SIGN=first, READ=read))
    accept(authority.node("LEI", "Leeds", at=AT + timedelta(hours=1), SIGN=second, READ=read))
    accept(authority.node("LEI", "Leeds", SIGN=first, READ=read))
    in_use = NodeKey.objects.filter(node="LEI", retired_at__isnull=True)
    assert {row.kid for row in in_use} == {second.kid, read.kid}
    assert NodeKey.objects.get(kid=first.kid).retired_at == AT


def test_a_key_of_another_node_is_refused(authority: Authority) -> None:
    sign = SigningKey.generate()
    accept(authority.node("LEI", "Leeds", SIGN=sign))
    with pytest.raises(KeyOfAnother):
        accept(authority.node("MDI", "Moorland", SIGN=sign))


def test_without_a_pinned_authority_nobodys_word_counts(authority: Authority, housing: Agency, settings) -> None:
    statement = authority.agency(housing, ReadingKey.generate())
    for path in ("", "/nowhere", __file__):
        settings.DIRECTORY_AUTHORITY_FILE = path
        with pytest.raises(NoAuthority):
            accept(statement)


def test_another_authoritys_statement_leaves_nothing_behind(authority: Authority, housing: Agency) -> None:
    with pytest.raises(NotTrusted, match="another authority"):
        accept(Authority().agency(housing, ReadingKey.generate()))
    assert not AgencyKey.objects.exists()
    assert not AuditEntry.objects.exists()


def test_only_a_directory_officer_may(authority: Authority, housing: Agency) -> None:
    somebody = User.objects.create_user("a@b.example", None, name="A B", audience="STAFF")
    with pytest.raises(NotAllowed):
        accept(authority.agency(housing, ReadingKey.generate()), by=somebody)
