"""Erasing: whatever the person's keys opened is closed, in the passport and outside it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.acts.keys import KeyDestroyed, open_archive_key
from accounts.models import ArchiveKey, AuditEntry
from incell.acts.own_requests import private_answers
from incell.acts.own_words import NoOwnKey
from incell.acts.unsent import put_by
from incell.models import Request, UnsentRequest
from passport.acts.erasing import erase_passport
from passport.models import JournalEntry, SectionVersion, Wrap
from tests.cast import NOW, Cast
from tests.kinds import ANSWERS, Kinds, ask
from tests.told import Told


@pytest.fixture
def letter(told: Told, kinds: Kinds, cast: Cast) -> Request:
    """Sent by the person whose passport it is; beside it words of his that wait unsent, and his cell-mate's."""
    for user in (cast.prisoner, cast.cell_mate):
        ask(user, kinds["PRIVATE_MESSAGE"])
        answers = ANSWERS["PRIVATE_MESSAGE"]
        put_by(prisoner=user.prisoner, kind=kinds["PRIVATE_MESSAGE"], answers=answers, key="k", by=user, at=NOW)
    return Request.objects.get(prisoner=cast.prisoner.prisoner)


def test_passport_and_own_words_close_together(told: Told, letter: Request, cast: Cast) -> None:
    keys = list(ArchiveKey.objects.filter(rec__in=[told.passport.pk, cast.prisoner.prisoner.pk]))
    assert private_answers(request=letter, by=cast.prisoner) == ANSWERS["PRIVATE_MESSAGE"]
    erase_passport(passport=told.passport, by="command:erase", at=NOW)
    with pytest.raises(NoOwnKey):
        private_answers(request=letter, by=cast.prisoner)
    assert len(keys) == 3
    for key in keys:
        key.refresh_from_db()
        assert (key.sealed_private, key.destroyed_at) == ("", NOW)
        with pytest.raises(KeyDestroyed):
            open_archive_key(key)
    assert set(SectionVersion.objects.of(told.passport.pk).values_list("core", flat=True)) == {""}
    assert not Wrap.objects.filter(version__rec=told.passport.pk).exists()
    assert not UnsentRequest.objects.filter(prisoner=cast.prisoner.prisoner).exists()
    assert JournalEntry.objects.get(kind="erasure").lane == "urgent"
    assert AuditEntry.objects.filter(verb="destroy_archive_key").count() == 3


def test_nobody_elses_words_close(told: Told, letter: Request, kinds: Kinds, cast: Cast) -> None:
    erase_passport(passport=told.passport, by="command:erase", at=NOW)
    his = Request.objects.get(prisoner=cast.cell_mate.prisoner)
    assert private_answers(request=his, by=cast.cell_mate) == ANSWERS["PRIVATE_MESSAGE"]
    assert UnsentRequest.objects.get().prisoner == cast.cell_mate.prisoner


def test_the_command_asks_for_the_number_twice(told: Told, letter: Request, cast: Cast) -> None:
    number = cast.prisoner.prisoner.number
    for said in (("A0000AA", "A0000AA"), (number, "A0000AA")):
        with pytest.raises(CommandError):
            call_command("erase", said[0], "--again", said[1], stdout=StringIO())
    assert not JournalEntry.objects.filter(kind="erasure").exists()
    call_command("erase", number.lower(), "--again", number, stdout=StringIO())
    assert JournalEntry.objects.filter(kind="erasure").count() == 1
