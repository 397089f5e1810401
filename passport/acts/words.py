"""MY_WORDS: what a person wants the people outside to know, in the person's own words."""

import unicodedata
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import ArchiveKey, User
from accounts.seal import PublicReadingKey, open_box, seal_to
from passport.models import Passport, SectionVersion, UnsaidWords

from .handover import readers_of, renew_handovers
from .sections import NoArchiveKey, hold, keys_of, still_here, write_section

LONGEST = 2000  # characters
LONGEST_UNSAID = 20_000  # too long to keep as a statement is still too dear to lose
UNSAID_BOX = "tg-draft+jwe"


class TooLong(ValueError):
    """More than 2,000 characters."""


class NothingWritten(ValueError):
    """Only white space, or nothing typed yet."""


@transaction.atomic
def type_my_words(*, passport: Passport, text: str, by: User, at: datetime) -> None:
    """Put typed words by, sealed, until the person has checked them. What is beyond 20,000 characters is cut off.

    Queries  about 8. Raises NotAllowed, NoArchiveKey.
    """
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    still_here(passport)
    kind = ArchiveKey.Kind.NORMAL
    key = ArchiveKey.objects.filter(rec=passport.pk, kind=kind, destroyed_at__isnull=True).first()
    if key is None:
        raise NoArchiveKey("MY_WORDS")
    reader = PublicReadingKey.from_jwk(key.jwk)
    sealed = seal_to(reader, UNSAID_BOX, unsaid_aad(passport), tidy(text)[:LONGEST_UNSAID].encode())
    UnsaidWords.objects.update_or_create(passport=passport, defaults={"sealed": sealed, "typed_at": at})
    audit.write(by=by, verb="type_my_words", what="passport.Passport", whom=passport.pk, at=at)


def unsaid_words(*, passport: Passport, by: User) -> str:
    """The words that were typed and not kept yet; "" when there are none. Queries: 1, or 3. Raises NotAllowed."""
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    typed = UnsaidWords.objects.filter(passport=passport).first()
    if typed is None:
        return ""
    key = keys_of(passport.pk)[ArchiveKey.Kind.NORMAL]
    return open_box(typed.sealed, key=key, typ=UNSAID_BOX, aad=unsaid_aad(passport)).decode()


@transaction.atomic
def keep_my_words(*, passport: Passport, by: User, at: datetime) -> SectionVersion:
    """Make the typed words the person's statement. Queries: 5 and those of `write_my_words`, whose errors it raises."""
    version = write_my_words(passport=passport, text=unsaid_words(passport=passport, by=by), by=by, at=at)
    UnsaidWords.objects.filter(passport=passport).delete()
    return version


def tidy(text: str) -> str:
    """Words as they are kept: Unicode NFC, one kind of line end, no white space around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).replace("\x00", "").strip()


@transaction.atomic
def write_my_words(*, passport: Passport, text: str, by: User, at: datetime) -> SectionVersion:
    """Seal a new version of the person's own statement.

    text     1 to 2,000 characters once trimmed; kept as written, in Unicode NFC.
    Queries  about 20; more where agencies already hold the passport. Raises NotAllowed, TooLong, NothingWritten.
    """
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    text = tidy(text)
    if not text:
        raise NothingWritten
    if len(text) > LONGEST:
        raise TooLong(len(text))
    hold(passport)
    version = write_section(
        passport=passport,
        sec="MY_WORDS",
        data={"kind": "words", "text": text, "said_at": at.isoformat()},
        by=by,
        at=at,
        readers=readers_of(passport=passport, sec="MY_WORDS", on=localdate(at)),
    )
    renew_handovers(passport=passport, secs=["MY_WORDS"], by=by, at=at)
    return version


def unsaid_aad(passport: Passport) -> dict[str, str]:
    return {"rec": str(passport.pk), "sec": "MY_WORDS"}
