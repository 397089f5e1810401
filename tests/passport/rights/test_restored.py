"""A backup that is older than an erasure comes back: files and links of the erased person open no more."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import ArchiveKey
from passport.acts.blobs import NoSuchBlob, read_blob
from passport.acts.documents import Said, newest
from passport.acts.erasing import erase_again, erase_passport
from passport.acts.received_links import NoSuchLink
from passport.acts.sections import NoArchiveKey, keys_of
from passport.acts.taking_in import take_in
from passport.documents import Code
from passport.models import (
    Blob,
    BlobChunk,
    CarriedLink,
    Erasure,
    JournalEntry,
    JournalTip,
    PersonalLink,
    SectionVersion,
    SignedHead,
    Wrap,
)
from tests.carried import Carrier
from tests.files import a_picture

pytestmark = pytest.mark.django_db(transaction=True)
RECORD = (ArchiveKey, SectionVersion, Wrap, Blob, BlobChunk, CarriedLink)
AT_PRISON = (*RECORD, PersonalLink)
Copy = dict[Any, list[dict[str, Any]]]


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> None:
    settings.ERASURES_FILE = str(tmp_path / "erased")


def backup(*models: Any) -> Copy:
    """Every row of these tables as it stands."""
    return {model: list(model.objects.values()) for model in models}


def restore(kept: Copy) -> None:
    """Put the rows back as they were; what came later is gone."""
    for model in reversed(list(kept)):
        model.objects.exclude(pk__in=[row[model._meta.pk.attname] for row in kept[model]]).delete()
    for model, rows in kept.items():
        for row in rows:
            pk = row[model._meta.pk.attname]
            if not model.objects.filter(pk=pk).update(**{name: value for name, value in row.items()}):
                model.objects.create(**row)


def a_document(carrier: Carrier) -> Callable[[], bytes]:
    """A file in the passport; what is given back reads it with what was known before the erasure."""
    said = Said(id=uuid4(), code=Code.BIRTH_CERTIFICATE, title="Sheffield 1986", cell=True)
    assert take_in(
        passport=carrier.passport, content=a_picture(comment=b"x"), said=said, by=carrier.staff, at=carrier.now
    )
    one = newest(carrier.passport, "DOCUMENTS", carrier.now)[0]
    return lambda: read_blob(name=one.file.blob, key=one.file.key, rec=carrier.passport.pk)


def test_a_prison_that_was_restored_opens_no_file_and_no_link(carrier: Carrier, file: None) -> None:
    read = a_document(carrier)
    carrier.make()
    carrier.carry()
    kept = backup(*AT_PRISON)
    erase_passport(passport=carrier.passport, by="command:erase", at=carrier.now)
    carrier.carry()
    Erasure.objects.all().delete()
    restore(kept)
    assert read()  # the backup did bring it back
    assert newest(carrier.passport, "DOCUMENTS", carrier.now)
    assert PersonalLink.objects.get().closed_at is None

    assert erase_again(at=carrier.now + timedelta(days=1)) == 1
    with pytest.raises(NoSuchBlob):
        read()
    with pytest.raises(NoArchiveKey):
        newest(carrier.passport, "DOCUMENTS", carrier.now)
    assert not keys_of(carrier.passport.pk)
    assert not BlobChunk.objects.exists()
    assert PersonalLink.objects.get().closed_why == "ERASED"
    carrier.carry()
    with pytest.raises(NoSuchLink):
        carrier.fetch()


def test_central_that_was_restored_opens_no_file_and_no_link(carrier: Carrier, file: None) -> None:
    a_document(carrier)
    carrier.make()
    carrier.carry()
    with carrier.line.at_central():
        assert BlobChunk.objects.exists()
        kept = backup(*RECORD, SignedHead, JournalTip, JournalEntry)
    erase_passport(passport=carrier.passport, by="command:erase", at=carrier.now)
    carrier.carry()
    with carrier.line.at_central():
        assert not BlobChunk.objects.exists()
        restore(kept)
    assert carrier.fetch()  # the backup did bring it back
    for _ in range(3):  # hears how far central is, sends again from there
        carrier.line.later(minutes=1)
        carrier.carry()
    with carrier.line.at_central():
        assert not BlobChunk.objects.exists()
        assert not Blob.objects.exclude(wrapped="").exists()
        assert not ArchiveKey.objects.exclude(sealed_private="").exists()
    with pytest.raises(NoSuchLink):
        carrier.fetch()
