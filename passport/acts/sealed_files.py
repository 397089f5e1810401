"""A sealed file for an agency that has no account: what its agreement allows, under six words said on the telephone."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Agency, User
from accounts.seal import Unreadable
from passport import pocket
from passport.models import Passport, SealedFile

from .carrying import FILE_PARTS, paper_of
from .grants import Grant, grant_for
from .handover import PREPARED, OutsideWindow, agency_keys
from .links import NotReadable
from .sections import NoArchiveKey


class HasKey(Exception):
    """The agency has a key in force: hand the passport over to it, which can be taken back."""


class NothingToSend(Exception):
    """Nothing that the agency may have in a file is written yet."""


class Made(NamedTuple):
    """The ciphertext, and the row that says that it was made."""

    file: str
    row: SealedFile


@transaction.atomic
def seal_file_for(
    *, passport: Passport, agency: Agency, words: str, by: User, at: datetime, language: str = "en"
) -> Made:
    """Seal for one agency what `hand_over` would give it, restricted sections left out. It can't be taken back.

    words    six generated words; kept nowhere.
    Writes   a SealedFile, which the person sees too, and an audit line. Queries: about 16.
    Raises   NotAllowed, HasKey, OutsideWindow, NothingToSend, NotReadable, pocket.TooMuch, and those of grant_for;
             ValueError for other words.
    """
    access.require(by, Verb.HAND_OVER, passport.prisoner)
    grant = grant_of(passport=passport, agency=agency, at=at)
    sections = in_a_file(grant)
    try:
        paper = paper_of(passport=passport, parts=sections, language=language, at=at, to=agency.name)
    except (Unreadable, NoArchiveKey) as error:
        raise NotReadable from error
    if not paper.parts:
        raise NothingToSend
    file = pocket.seal_file(paper, words)
    row = SealedFile.objects.create(passport=passport, agency=agency, sections=sections, made_by=by, made_at=at)
    audit.write(by=by, verb="seal_file", what="passport.Passport", whom=passport.pk, at=at, why=str(agency.pk))
    return Made(file, row)


def grant_of(*, passport: Passport, agency: Agency, at: datetime) -> Grant:
    """What the agency may have now. Queries: 4. Raises HasKey, OutsideWindow, and those of grant_for."""
    today = localdate(at)
    grant = grant_for(passport=passport, agency=agency, on=today)
    if not grant.opens_on - PREPARED <= today <= grant.closes_on:
        raise OutsideWindow
    if agency_keys(agency):
        raise HasKey
    return grant


def in_a_file(grant: Grant) -> list[str]:
    """The sections of a grant that go into a file. A restricted one never does: a file can be copied on."""
    return [code for code in FILE_PARTS if code in grant.sections]
