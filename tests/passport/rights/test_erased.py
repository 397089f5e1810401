"""Erased is erased: sealed and in the clear, here and at central, and again after a restore."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import transaction

from accounts.access import NotAllowed
from accounts.acts.keys import KeyDestroyed, open_archive_key
from accounts.models import ArchiveKey, Prisoner, Role, User
from deploy.demonstration.canaries import Canaries
from incell.models import Contact
from passport.acts.erasing import erase_again, erase_passport, erase_person, ledger
from passport.acts.holds import AlreadyLifted, NeedsAnotherPerson, NotInTheFuture, OnHold, lift_hold, place_hold
from passport.acts.sections import NoArchiveKey, keys_of, open_version
from passport.models import Erasure, LegalHold, SectionVersion
from tests.cast import NOW, Cast, UserFactory
from tests.contacts import MUM, a_contact, a_tie
from tests.kinds import Kinds, ask
from tests.told import SECRET, Told


def everything() -> bytes:
    return "\n".join(serializers.serialize("json", model.objects.all()) for model in apps.get_models()).encode()


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.ERASURES_FILE = str(tmp_path / "erased")
    return tmp_path


@pytest.fixture
def chief(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])


def erase(told: Told) -> None:
    with transaction.atomic():
        erase_passport(passport=told.passport, by="command:erase", at=NOW)


def test_no_word_about_the_person_is_left_sealed_or_in_the_clear(told: Told, kinds: Kinds, cast: Cast) -> None:
    him = told.person
    ask(cast.prisoner, kinds["LIBRARY"])
    for kind in ("PRIVATE_MESSAGE", "HEALTHCARE"):
        ask(cast.prisoner, kinds[kind])
    words = [him.number, him.last_name, SECRET, "A book about boats.", "It hurts when I eat."]
    versions = list(SectionVersion.objects.of(told.passport.pk))
    keys = keys_of(told.passport.pk)
    assert open_version(version=versions[0], keys=keys, at=NOW).data
    erase(told)
    assert list(Canaries(words).search(everything(), "database")) == []
    for key in ArchiveKey.objects.filter(rec__in=[told.passport.pk, him.pk]):
        with pytest.raises(KeyDestroyed):
            open_archive_key(key)
    for version in SectionVersion.objects.of(told.passport.pk):
        with pytest.raises(NoArchiveKey):
            open_version(version=version, keys=keys_of(told.passport.pk), at=NOW)
    him.refresh_from_db()
    assert him.user is not None
    assert not him.user.is_active


def test_nobody_else_loses_anything(told: Told, kinds: Kinds, cast: Cast) -> None:
    ask(cast.cell_mate, kinds["LIBRARY"])
    before = serializers.serialize("json", cast.cell_mate.prisoner.requests.all())
    erase(told)
    assert serializers.serialize("json", cast.cell_mate.prisoner.requests.all()) == before
    assert Prisoner.objects.get(number="A5678DE").last_name == "Okafor"


def test_a_contact_that_others_have_stays(told: Told, cast: Cast) -> None:
    shared = a_contact(replace(MUM, last_name="Sharedname"))
    own = a_contact(replace(MUM, last_name="Onlyhis", numbers=("+441142345679",), first_name="Zita"))
    for prisoner, contact in ((told.person, shared), (told.person, own), (cast.cell_mate.prisoner, shared)):
        a_tie(prisoner, contact, cast.administrator)
    erase(told)
    assert Contact.objects.get(pk=shared.pk).last_name == "Sharedname"
    assert Contact.objects.get(pk=own.pk).last_name == "–"


def test_a_person_without_a_passport_is_erased_too(told: Told, cast: Cast) -> None:
    mate = cast.cell_mate.prisoner
    with transaction.atomic():
        erase_person(prisoner=mate, by="command:erase", at=NOW)
    mate.refresh_from_db()
    assert (mate.name, mate.number[0]) == ("– –", "~")


def test_a_legal_hold_stops_it_until_two_people_lift_it(told: Told, cast: Cast, chief: User) -> None:
    held = place_hold(
        prisoner=told.person,
        why="INQUEST",
        reference="PPO 12/27",
        review_on=date(2028, 1, 1),
        by=cast.administrator,
        at=NOW,
    )
    with pytest.raises(OnHold):
        erase(told)
    assert keys_of(told.passport.pk)
    lift_hold(hold=held, by=cast.administrator, at=NOW)
    with pytest.raises(NeedsAnotherPerson):
        lift_hold(hold=held, by=cast.administrator, at=NOW)
    with pytest.raises(OnHold):
        erase(told)
    lift_hold(hold=held, by=chief, at=NOW)
    with pytest.raises(AlreadyLifted):
        lift_hold(hold=held, by=chief, at=NOW)
    erase(told)
    assert not keys_of(told.passport.pk)


def test_a_hold_asks_for_a_right_and_a_day(told: Told, cast: Cast) -> None:
    said: dict[str, Any] = {"prisoner": told.person, "why": "INQUEST", "reference": "", "at": NOW}
    for other in (cast.practitioner, cast.tutor, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            place_hold(**said, review_on=date(2028, 1, 1), by=other)
    with pytest.raises(NotInTheFuture):
        place_hold(**said, review_on=NOW.date(), by=cast.administrator)
    with pytest.raises(ValueError, match="WHIM"):
        place_hold(**{**said, "why": "WHIM"}, review_on=date(2028, 1, 1), by=cast.administrator)
    assert not LegalHold.objects.exists()


def backup(told: Told) -> dict[str, Any]:
    """What an old backup would bring back."""
    keys = {key.pk: key.sealed_private for key in ArchiveKey.objects.filter(rec=told.passport.pk)}
    return {"keys": keys, "person": Prisoner.objects.filter(pk=told.person.pk).values().get()}


def restore(told: Told, kept: dict[str, Any]) -> None:
    Erasure.objects.all().delete()
    for pk, sealed in kept["keys"].items():
        ArchiveKey.objects.filter(pk=pk).update(sealed_private=sealed, destroyed_at=None)
    Prisoner.objects.filter(pk=told.person.pk).update(**kept["person"])


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_comes_back_is_erased_again(told: Told, files: Path) -> None:
    kept = backup(told)
    erase(told)
    path = ledger()
    assert path is not None
    assert str(told.person.pk) in path.read_text()
    assert told.person.last_name not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    restore(told, kept)
    assert keys_of(told.passport.pk)
    assert erase_again(at=NOW + timedelta(days=1)) == 1
    assert not keys_of(told.passport.pk)
    assert Prisoner.objects.get(pk=told.person.pk).last_name == "–"
    assert Erasure.objects.get().by.startswith("again:")
    assert erase_again(at=NOW + timedelta(days=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_lost_is_written_again(told: Told, files: Path) -> None:
    erase(told)
    path = ledger()
    assert path is not None
    path.unlink()
    assert erase_again(at=NOW) == 0
    assert str(told.person.pk) in path.read_text()


@pytest.mark.django_db(transaction=True)
def test_central_is_told_again_after_a_restore_there(line: Any) -> None:
    """Central's cursor goes back with its backup: the prison sends the erasure once more."""
    passport = line.passport()
    line.write("HEALTH_RESTRICTED")
    line.courier().round()
    erase_passport(passport=passport, by="command:erase", at=line.now)
    line.courier().round()
    with line.at_central():
        assert not ArchiveKey.objects.filter(rec=passport.pk).exclude(sealed_private="").exists()
        assert set(SectionVersion.objects.of(passport.pk).values_list("core", flat=True)) == {""}
