"""Support needs: written into their pathway's section, worked off by staff, answered by the person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts import access, audit
from accounts.access import Verb, reach_of
from accounts.models import Audience, User
from passport import needs
from passport.models import PATHWAY_SECTIONS, RESTRICTED, Passport, SupportNeed, SupportNeedEvent, is_restricted
from passport.needs import Kind, Need, Record, Suggestion

from .beside import amend, stand, writes
from .reading import Reading, read_passport


class NoSuchKind(ValueError):
    """The catalogue has no need with this code."""


class NotSuggested(LookupError):
    """The answers do not suggest this any more: somebody answered it, or they were given anew."""


@dataclass(frozen=True)
class InNeed:
    """What one reader sees of a person's needs.

    records     section → its needs, of the sections that open for this reader.
    suggested   what the newest answers suggest and nobody has said yes or no to.
    withheld    pathway → how many needs are sealed for fewer readers.
    untrusted   sections that do not open.
    """

    records: dict[str, Record]
    suggested: list[Suggestion]
    withheld: dict[str, int]
    untrusted: tuple[str, ...]

    def need(self, need_id: UUID | str) -> tuple[str, Need] | None:
        """The section and the need, if this reader sees it."""
        for sec, record in self.records.items():
            found = record.need(str(need_id))
            if found is not None:
                return sec, found
        return None


def needs_of(*, passport: Passport, by: User, at: datetime) -> InNeed:
    """The needs that `by` may read; that is written down. Queries: 15, however many. Raises NotAllowed."""
    own = by.audience == Audience.PRISONER
    reading = read_passport(passport=passport, by=by, at=at, why="own" if own else "needs")
    return _in_need(passport, reading, own or access.can(by, reach_of(by), Verb.READ_RESTRICTED, passport.prisoner))


def _in_need(passport: Passport, reading: Reading, sees_restricted: bool) -> InNeed:
    data = {one.sec: one.data for one in reading.sections if one.sec in PATHWAY_SECTIONS}
    records = {sec: needs.read(said) for sec, said in data.items()}
    withheld: dict[str, int] = {}
    sealed = SupportNeed.objects.filter(passport=passport, restricted=True)
    for pathway in sealed.values_list("pathway", flat=True):
        if pathway + RESTRICTED in reading.withheld:
            withheld[pathway] = withheld.get(pathway, 0) + 1
    untrusted = tuple(sec for sec in reading.untrusted if sec in PATHWAY_SECTIONS)
    suggested = _unanswered(data, records)
    if not sees_restricted:  # neither what was written of them nor whether anything was
        suggested = [one for one in suggested if not is_restricted(_home(one))]
    return InNeed(records, suggested, withheld, untrusted)


@transaction.atomic
def add_need(
    *,
    passport: Passport,
    need_id: UUID,
    code: str,
    what: str,
    owner: str,
    by: User,
    at: datetime,
    restricted: bool = False,
) -> Need:
    """Write a need down. The same id again changes nothing.

    what        0-1,000 characters, sealed. restricted: for fewer readers, also where its kind is not.
    Queries     about 35, more where agencies hold the passport.
    Raises      NotAllowed, NoSuchKind, needs.AlreadyThere, needs.TooManyNeeds, NoArchiveKey.
    """
    kind = _kind(code)
    sec = kind.pathway + RESTRICTED if restricted else kind.section
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)

    def change(record: Record, who: str) -> Record:
        return needs.add(record, str(need_id), kind, what=what, owner=owner, at=at.isoformat())

    return _turn(passport, sec, "add_need", by, at, str(need_id), change)


@transaction.atomic
def move_need(*, need: SupportNeed, owner: str, status: str, words: str, seen: int, by: User, at: datetime) -> Need:
    """Say where a need stands, who sees to it, and what was done (0-1,000 characters, sealed).

    seen     the `rev` of the need as it was shown. Queries: about 35.
    Raises   NotAllowed, needs.ChangedMeanwhile, needs.NoSuchNeed, NoArchiveKey; ValueError for no owner or status.
    """
    passport = need.passport
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)

    def change(record: Record, who: str) -> Record:
        now = at.isoformat()
        return needs.move(record, str(need.pk), owner=owner, status=status, words=words, seen=seen, at=now, by=who)

    return _turn(passport, need.section, "move_need", by, at, str(need.pk), change)


@transaction.atomic
def answer_need(*, need: SupportNeed, says: str, words: str, by: User, at: datetime) -> Need:
    """Keep the person's own word on a need (0-500 characters). Queries: about 35.

    Raises   NotAllowed (only the person), needs.NoSuchNeed, NoArchiveKey; ValueError for no such word.
    """
    access.require(by, Verb.OWN_PASSPORT, need.passport.prisoner)

    def change(record: Record, who: str) -> Record:
        return needs.answer(record, str(need.pk), says=says, words=words, at=at.isoformat())

    return _turn(need.passport, need.section, "answer_need", by, at, str(need.pk), change)


@transaction.atomic
def confirm_suggestion(
    *, passport: Passport, code: str, need_id: UUID, what: str, owner: str, by: User, at: datetime
) -> Need:
    """Write down a need that the answers suggest. Queries: about 45.

    Raises   NotAllowed, NotSuggested, and as `add_need`.
    """
    if SupportNeed.objects.filter(pk=need_id, passport=passport).exists():  # sent twice
        found = needs_of(passport=passport, by=by, at=at).need(need_id)
        if found is not None:
            return found[1]
    said = _suggestion(passport, code, by, at)
    restricted = is_restricted(said.sec)
    return add_need(
        passport=passport, need_id=need_id, code=code, what=what, owner=owner, by=by, at=at, restricted=restricted
    )


@transaction.atomic
def put_suggestion_by(*, passport: Passport, code: str, by: User, at: datetime) -> None:
    """Keep that a suggestion is not right: it is not made again from this report. Queries: about 45.

    Raises   NotAllowed, NotSuggested, NoArchiveKey.
    """
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)
    said = _suggestion(passport, code, by, at)

    def change(data: dict[str, Any]) -> dict[str, Any]:
        record = needs.put_by(needs.read(data), code, of=said.of, at=at.isoformat(), by=who)
        return _with(data, record)

    sec = _home(said)
    who = writes(by, passport, sec)
    amend(passport=passport, sec=sec, change=change, by=by, at=at)
    audit.write(by=by, verb="put_suggestion_by", what="passport.Passport", whom=passport.pk, at=at)


@transaction.atomic
def stand_again(*, passport: Passport, by: User, at: datetime) -> int:
    """Write the rows in the clear anew from what the sections say, for a passport that came from elsewhere.

    Returns  how many needs there are. Queries: 12, and about 3 a need. Raises NotAllowed.
    """
    found = needs_of(passport=passport, by=by, at=at)
    for sec, record in found.records.items():
        for need in record.needs:
            _stand(passport, sec, need, None, at)
    return sum(len(record.needs) for record in found.records.values())


def _turn(
    passport: Passport,
    sec: str,
    verb: str,
    by: User,
    at: datetime,
    need_id: str,
    change: Callable[[Record, str], Record],
) -> Need:
    """Change one need in one locked turn, and write how it stands."""
    who = writes(by, passport, sec, own=by.audience == Audience.PRISONER)
    changed: list[bool] = []

    def turn(data: dict[str, Any]) -> dict[str, Any]:
        before = needs.read(data)
        after = change(before, who)
        changed.append(after != before)
        return _with(data, after) if after != before else data

    need = needs.read(amend(passport=passport, sec=sec, change=turn, by=by, at=at)).need(need_id)
    if need is None:
        raise needs.NoSuchNeed
    if any(changed):
        _stand(passport, sec, need, by, at)
        audit.write(by=by, verb=verb, what="passport.Passport", whom=passport.pk, at=at, why=sec)
    return need


def _stand(passport: Passport, sec: str, need: Need, by: User | None, at: datetime) -> None:
    restricted = is_restricted(sec)
    says = {"status": need.status, "owner": need.owner, "person_says": need.person.says}
    row = stand(
        SupportNeed,
        pk=need.id,
        of={"passport": passport, "pathway": sec.removesuffix(RESTRICTED), "restricted": restricted},
        says={
            "code": "" if restricted else need.code,
            "opened_at": parse_datetime(need.opened_at) or at,
            "changed_at": at,
            **says,
        },
    )
    SupportNeedEvent.objects.create(need=row, at=at, by=by, **says)


def _kind(code: str) -> Kind:
    kind = needs.built_in().kind(code)
    if kind is None:
        raise NoSuchKind(code)
    return kind


def _with(data: Mapping[str, Any], record: Record) -> dict[str, Any]:
    kept = {name: said for name, said in data.items() if name not in {"needs", "needs_put_by"}}
    return kept | needs.written(record)


def _home(said: Suggestion) -> str:
    """Where the need that is suggested goes: never to more readers than the answer has."""
    kind = _kind(said.code)
    return kind.pathway + RESTRICTED if is_restricted(said.sec) else kind.section


def _suggestion(passport: Passport, code: str, by: User, at: datetime) -> Suggestion:
    found = next((one for one in needs_of(passport=passport, by=by, at=at).suggested if one.code == code), None)
    if found is None:
        raise NotSuggested(code)
    return found


def _unanswered(data: Mapping[str, Mapping[str, Any]], records: Mapping[str, Record]) -> list[Suggestion]:
    """What is suggested, without what was put by, is open, or was opened or ended after the answer was given."""
    put = {(one.code, one.of) for record in records.values() for one in record.put_by}
    every = [need for record in records.values() for need in record.needs]

    def answered(one: Suggestion) -> bool:
        known = [need for need in every if need.code == one.code]
        return (one.code, one.of) in put or any(need.is_open or need.opened_at >= one.of for need in known)

    return [one for one in needs.suggested(needs.built_in(), data) if not answered(one)]
