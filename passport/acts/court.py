"""A court let somebody go, without warning: said at once, with a pack from what is known; the roll comes after."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from passport import needs
from passport.models import (
    CourtRelease,
    Handover,
    Passport,
    Pathway,
    PersonalLink,
    ReadinessItem,
    Stay,
)
from passport.pack import PackPart

from .handover import readers_of, renew_handovers
from .leaving import UNDO, LeftAlready, TooLateToUndo, open_as_it_was
from .links import newest_link
from .packing import Gathered, gathered, note
from .readiness import begin_list
from .reading import Reading, read_passport
from .sections import hold, write_cover
from .stays import open_stay

MEDICINE = "MEDICINE"
HEALTH_RESTRICTED = f"{Pathway.HEALTH}_RESTRICTED"


class NothingToTakeBack(Exception):
    """Nobody has said that a court let this person go, or it was taken back before."""


@dataclass(frozen=True)
class CourtPack:
    """What can go along from a court today, and who hears of it.

    gathered       as of a release pack.
    to_see_to      the list's items that were open when it was said, as they stand now. At once first.
    medicine       the person's own words on medicine, and what was written of it; () for a reader without the key.
    medicine_kept  there may be such words, for readers of restricted answers alone.
    link           the person's newest link on paper, while it works.
    told           agencies that hold the passport now and find it on the cover sheet.
    """

    gathered: Gathered
    to_see_to: tuple[ReadinessItem, ...]
    medicine: tuple[str, ...]
    medicine_kept: bool
    link: PersonalLink | None
    told: tuple[Handover, ...]


@transaction.atomic
def release_at_court(*, prisoner: Prisoner, by: User, at: datetime) -> CourtRelease:
    """Staff hear that a court let somebody go. Nothing is closed: that follows the roll. Said twice is said once.

    Writes   CourtRelease with what is open of the list, which is begun where there is none; a new cover sheet, with
             that, for the agencies that hold the passport, signed anew by today's date; one audit line.
    Queries  about 20, and 12 an agency. Raises NotAllowed, LeftAlready (more than two days ago, or elsewhere).
    """
    access.require(by, Verb.RELEASE_AT_COURT, prisoner)
    prisoner = Prisoner.objects.select_for_update(of=("self",)).select_related("prison").get(pk=prisoner.pk)
    stay = _stay(prisoner, at)
    there = stay.court_releases.filter(taken_back_at__isnull=True).first()
    if there is not None:
        return there
    begin_list(prisoner, at=at)
    left = [item.code for item in _open_items(prisoner)]
    made = CourtRelease.objects.create(stay=stay, on=localdate(at), said_at=at, said_by=by, left_open=left)
    passport = _passport(prisoner)
    if passport is not None:
        Passport.objects.filter(pk=passport.pk).update(court_on=made.on)
        passport.court_on = made.on
        _tell(passport, by, at)
    audit.write(by=by, verb="release_at_court", what="accounts.Prisoner", whom=prisoner.pk, at=at)
    return made


@transaction.atomic
def take_back_court_release(*, prisoner: Prisoner, by: User | str, at: datetime) -> None:
    """It was not so: the person is back from court. What the roll closed meanwhile is open again, for two days.

    by       staff, or "node:NAME" where the roll says so.
    Queries  about 20, 12 an agency, 6 a request that was closed. Raises NotAllowed, NothingToTakeBack, TooLateToUndo.
    """
    if isinstance(by, User):
        access.require(by, Verb.RELEASE_AT_COURT, prisoner)
    prisoner = Prisoner.objects.select_for_update(of=("self",)).select_related("prison").get(pk=prisoner.pk)
    held = said_of(prisoner)
    if held is None:
        raise NothingToTakeBack
    if held.stay.ended_at is not None:
        if held.stay.ended != Stay.Ended.RELEASED or at - held.stay.ended_at > UNDO:
            raise TooLateToUndo
        open_as_it_was(stay=held.stay, prisoner=prisoner, by=by, at=at)
    held.taken_back_at, held.taken_back_by = at, by if isinstance(by, User) else None
    held.save(update_fields=["taken_back_at", "taken_back_by"])
    passport = _passport(prisoner)
    if passport is not None and passport.court_on is not None:
        _tell(passport, by, at)  # by the court's day still: who got it for that day hears that it was not so
        Passport.objects.filter(pk=passport.pk).update(court_on=None)
    audit.write(by=by, verb="take_back_court_release", what="accounts.Prisoner", whom=prisoner.pk, at=at)


def back_from_court(*, prisoner: Prisoner, by: str, at: datetime) -> bool:
    """The roll names somebody again whose release at a court it had closed: the same time here goes on.

    False where that was not so, is too long ago, or they were recalled. Queries: 1, or those of taking back.
    """
    if prisoner.legal_status == "RECALL":
        return False
    try:
        take_back_court_release(prisoner=prisoner, by=by, at=at)
    except (NothingToTakeBack, TooLateToUndo):
        return False
    return True


def said_of(prisoner: Prisoner) -> CourtRelease | None:
    """What stands of a release at a court, of the newest time here. Queries: 1."""
    return CourtRelease.objects.standing().filter(stay__prisoner=prisoner).select_related("said_by", "stay").first()


@transaction.atomic
def gather_court_pack(*, release: CourtRelease, by: User, at: datetime) -> CourtPack:
    """What is known of somebody whom a court lets go; also without a passport. That it was read is written down.

    Nothing is opened before somebody has said that the court did. Queries: about 25. Raises NotAllowed.
    """
    prisoner = Prisoner.objects.select_related("prison").get(pk=release.stay.prisoner_id)
    access.require(by, Verb.RELEASE_AT_COURT, prisoner)
    passport = _passport(prisoner)
    reading = read_passport(passport=passport, by=by, at=at, why="court") if passport else Reading((), ())
    there = {item.code: item for item in ReadinessItem.objects.filter(readiness__prisoner=prisoner)}
    items = [there[code] for code in release.left_open if code in there]
    link = newest_link(passport) if passport else None
    works = link is not None and link.closed_at is None and link.expires_at > at
    health = reading[HEALTH_RESTRICTED]
    return CourtPack(
        gathered=gathered(prisoner=prisoner, reading=reading, at=at),
        to_see_to=tuple(sorted(items, key=lambda item: not item.at_once)),
        medicine=_medicine(health.data) if health else (),
        medicine_kept=HEALTH_RESTRICTED in reading.withheld,
        link=link if works else None,
        told=_told(passport, at) if passport else (),
    )


@transaction.atomic
def note_court_pack(*, prisoner: Prisoner, parts: tuple[PackPart, ...], medicine: bool, by: User, at: datetime) -> None:
    """Write down that a pack was printed for a court, with what. Queries: 3. Raises NotAllowed."""
    access.require(by, Verb.RELEASE_AT_COURT, prisoner)
    said = " ".join(["COURT", *(part.value for part in parts), *(["MEDICINE"] if medicine else [])])
    note(prisoner=prisoner, said=said, by=by, at=at)


def _stay(prisoner: Prisoner, at: datetime) -> Stay:
    """The time here that the court ended. Who was marked as left long ago, or went elsewhere, has none."""
    newest = Stay.objects.filter(prisoner=prisoner).first()
    if newest is None or newest.ended_at is None:
        if prisoner.left_at is not None and at - prisoner.left_at > UNDO:
            raise LeftAlready
        return newest or open_stay(prisoner, at=at)
    if prisoner.left_at is None:  # back, and the courier has not written it down yet
        return open_stay(prisoner, at=at)
    if newest.ended != Stay.Ended.RELEASED or at - newest.ended_at > UNDO:
        raise LeftAlready
    return newest


def _passport(prisoner: Prisoner) -> Passport | None:
    return Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()


def _open_items(prisoner: Prisoner) -> list[ReadinessItem]:
    return list(ReadinessItem.objects.filter(readiness__prisoner=prisoner, dropped=False).open())


def _tell(passport: Passport, by: User | str, at: datetime) -> None:
    """A cover sheet that says it, for the agencies that hold the passport. Queries: about 15, 12 an agency."""
    hold(passport)
    holders = readers_of(passport=passport, sec="IDENTITY", on=localdate(at))
    if write_cover(passport=passport, by=by, at=at, readers=holders):
        renew_handovers(passport=passport, secs=["IDENTITY"], by=by, at=at)


def _told(passport: Passport, at: datetime) -> tuple[Handover, ...]:
    live = Handover.objects.filter(rec=passport.pk, withdrawn_at__isnull=True, closes_on__gte=localdate(at))
    return tuple(live.select_related("agency"))


def _medicine(data: dict[str, object]) -> tuple[str, ...]:
    found = [need for need in needs.read(data).needs if need.code == MEDICINE and need.is_open]
    return tuple(words for need in found for words in (need.person.words, need.what) if words)
