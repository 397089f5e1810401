"""Offering an agency's key that was made in a browser."""

import json

import pytest

from accounts.access import NotAllowed
from accounts.acts.agency_keys import KeyIsTaken, NotAKey, offer_agency_key
from accounts.models import AgencyKey, AgencyKeyBackup, AuditEntry, Role
from accounts.seal import ReadingKey, SigningKey, lock
from tests.cast import NOW, Cast, UserFactory

pytestmark = pytest.mark.django_db
LOCKED = lock(b"{}", "bado-liru-mota-nivo-rasu-tilo")


def offer(by, key: ReadingKey | None = None, locked: str = LOCKED, **more) -> AgencyKey:
    jwk = (key or ReadingKey.generate()).jwk()
    return offer_agency_key(jwk=jwk | more, locked=locked, by=by, at=NOW)


def test_a_key_waits_for_the_authority(cast: Cast) -> None:
    key = ReadingKey.generate()
    row = offer(cast.agency_worker, key, ext=True, key_ops=[])
    assert (row.kid, row.agency_id, row.jwk, row.statement) == (key.kid, cast.agency_worker.agency_id, key.jwk(), "")
    assert not AgencyKey.objects.in_force().exists()
    assert AgencyKeyBackup.objects.get(member=cast.agency_worker).locked == LOCKED
    assert AuditEntry.objects.get().verb == "offer_agency_key"


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    key = ReadingKey.generate()
    assert offer(cast.agency_worker, key) == offer(cast.agency_worker, key)
    assert AuditEntry.objects.count() == 1


def test_a_new_key_withdraws_the_workers_earlier_one_unless_it_is_signed(cast: Cast) -> None:
    signed, waiting = offer(cast.agency_worker), None
    AgencyKey.objects.filter(pk=signed.pk).update(statement="signed")
    waiting = offer(cast.agency_worker)
    newest = offer(cast.agency_worker)
    alive = AgencyKey.objects.filter(withdrawn_at__isnull=True)
    assert set(alive) == {signed, newest}
    assert AgencyKey.objects.get(pk=waiting.pk).withdrawn_at == NOW


def test_a_key_of_somebody_else_is_refused(cast: Cast) -> None:
    key = ReadingKey.generate()
    offer(cast.agency_worker, key)
    colleague = UserFactory(
        audience="AGENCY", agency=cast.agency_worker.agency, prison=None, roles=[Role.AGENCY_WORKER]
    )
    for other in (cast.other_agency_worker, colleague):
        with pytest.raises(KeyIsTaken):
            offer(other, key)


BACKUP = json.loads(LOCKED)


@pytest.mark.parametrize(
    "locked",
    ["", "[]", "x" * 5000, "null"]
    + [json.dumps(BACKUP | more) for more in ({"v": 2}, {"typ": "x"}, {"iv": "AA"}, {"salt": 3}, {"p2c": 1})],
)
def test_a_backup_that_is_none_is_refused(cast: Cast, locked: str) -> None:
    with pytest.raises(NotAKey):
        offer(cast.agency_worker, locked=locked)
    assert not AgencyKey.objects.exists()


@pytest.mark.parametrize(
    "jwk",
    [{}, ReadingKey.generate().private_jwk(), SigningKey.generate().jwk(), ReadingKey.generate("X25519").jwk()],
)
def test_a_key_that_is_none_is_refused(cast: Cast, jwk: dict) -> None:
    with pytest.raises(NotAKey):
        offer_agency_key(jwk=jwk, locked=LOCKED, by=cast.agency_worker, at=NOW)


def test_only_agency_workers_may(cast: Cast) -> None:
    for member in (cast.prisoner, cast.practitioner, cast.administrator):
        with pytest.raises(NotAllowed):
            offer(member)
