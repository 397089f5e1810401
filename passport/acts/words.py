"""MY_WORDS: what a person wants the people outside to know, in the person's own words."""

import unicodedata
from datetime import datetime

from django.db import transaction

from accounts import access
from accounts.access import Verb
from accounts.models import User
from passport.models import Passport, SectionVersion

from .handover import readers_of, renew_handovers
from .sections import hold, write_section

LONGEST = 2000  # characters


class TooLong(ValueError):
    """More than 2,000 characters."""


class NothingWritten(ValueError):
    """Only white space."""


@transaction.atomic
def write_my_words(*, passport: Passport, text: str, by: User, at: datetime) -> SectionVersion:
    """Seal a new version of the person's own statement.

    text     1 to 2,000 characters once trimmed; kept as written, in Unicode NFC.
    Queries  about 20; more where agencies already hold the passport. Raises NotAllowed, TooLong, NothingWritten.
    """
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).replace("\x00", "").strip()
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
        readers=readers_of(passport=passport, sec="MY_WORDS", on=at.date()),
    )
    renew_handovers(passport=passport, secs=["MY_WORDS"], by=by, at=at)
    return version
