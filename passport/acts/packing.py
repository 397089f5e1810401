"""The release pack: what can go on paper for one person, who printed it and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from education.models import Award
from incell.models import Tie
from passport.models import Passport, is_restricted
from passport.pack import SECTIONS, Pack, PackPart, gather

from .reading import Reading, read_passport

MOST_CONTACTS, MOST_AWARDS = 40, 8


class Why(StrEnum):
    """Why a pack is printed."""

    RELEASE = "RELEASE"
    EARLY_RELEASE = "EARLY_RELEASE"
    COURT = "COURT"
    TEMPORARY = "TEMPORARY"
    TOGETHER = "TOGETHER"


@dataclass(frozen=True)
class Gathered:
    """untrusted: parts whose section did not open. withheld: restricted sections, which never go on this paper."""

    pack: Pack
    contacts: tuple[Tie, ...]
    awards: tuple[Award, ...]
    withheld: tuple[str, ...]
    untrusted: tuple[str, ...]

    def has(self, part: PackPart) -> bool:
        """Whether there is anything to print in this part."""
        return bool(
            {
                PackPart.APPOINTMENTS: self.pack.meetings,
                PackPart.CONTACTS: self.contacts,
                PackPart.LICENCE: self.pack.conditions,
                PackPart.DOCUMENTS: self.pack.held,
                PackPart.PLAN: self.pack.aims,
                PackPart.SKILLS: self.awards,
            }[part]
        )


@transaction.atomic
def gather_pack(*, passport: Passport, by: User, at: datetime) -> Gathered:
    """What can be printed for this person; that the passport was read is written down.

    Queries  about 18. Raises NotAllowed.
    """
    access.require(by, Verb.HAND_OVER, passport.prisoner)
    reading = read_passport(passport=passport, by=by, at=at, why="pack")
    return gathered(prisoner=passport.prisoner, reading=reading, at=at)


def gathered(*, prisoner: Prisoner, reading: Reading, at: datetime) -> Gathered:
    """What can go on paper of what was read. The caller has asked who may. Queries: 4."""
    data = {one.sec: one.data for one in reading.sections if one.sec in SECTIONS}
    today = localdate(at)
    ties = Tie.objects.filter(prisoner=prisoner).approved(today).select_related("contact")
    standing = Award.objects.filter(prisoner=prisoner, on_cv=True).standing().select_related("achievement")
    restricted = [one.sec for one in reading.sections if is_restricted(one.sec)]
    return Gathered(
        pack=gather(data, today=today.isoformat()),
        contacts=tuple(ties.prefetch_related("contact__phones")[:MOST_CONTACTS]),
        awards=tuple(standing[:MOST_AWARDS]),
        withheld=tuple(sorted({*restricted, *reading.withheld})),
        untrusted=tuple(sec for sec in reading.untrusted if sec in SECTIONS),
    )


@transaction.atomic
def note_printed(*, passport: Passport, parts: Collection[PackPart], why: Why, by: User, at: datetime) -> None:
    """Write down that a pack was printed, by whom, why and with what. Queries: 4. Raises NotAllowed."""
    access.require(by, Verb.HAND_OVER, passport.prisoner)
    said = " ".join([why.value, *(part.value for part in PackPart if part in parts)])
    note(prisoner=passport.prisoner, said=said, by=by, at=at)


def note(*, prisoner: Prisoner, said: str, by: User, at: datetime) -> None:
    """Write the line of a print: of the passport, or of the person where there is none yet. Queries: 3."""
    passport = Passport.objects.filter(prisoner=prisoner).first()
    what, whom = ("passport.Passport", passport.pk) if passport else ("accounts.Prisoner", prisoner.pk)
    audit.write(by=by, verb="print_pack", what=what, whom=whom, at=at, why=said)
