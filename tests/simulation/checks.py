"""What must hold once the faults have stopped: each function raises Broken with one sentence."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from accounts.keys import signers_of
from deploy.demonstration.canaries import Canaries
from passport.acts.answers import open_answer
from passport.acts.opening import NotOpen
from passport.acts.sections import keys_of, open_version
from passport.journal import root
from passport.models import Answer, CarriedLetter, Handover, Passport, SectionVersion
from passport.sync.standing import standings

from . import outside, tables
from .lanes import lanes, one_history, tips_at
from .model import Broken
from .nodes import Node
from .scene import AGENCIES, CENTRAL
from .world import World

LATE = datetime(9000, 1, 1, tzinfo=UTC)  # a clock that was ahead is no matter here
ENTRIES = """SELECT origin, destination, lane, seq, id, kind, at, body, prev, digest, kept FROM passport_journalentry
ORDER BY origin, destination, lane, seq"""


def check(world: World) -> None:
    """Everything, the cheap first."""
    for looked in CHECKS:
        looked(world)


def chains(world: World) -> None:
    """Each entry's digest is that of its text, and each hangs on the one before."""
    for name, node in world.nodes.items():
        before: dict[tuple[str, str, str], tuple[int, str]] = {}
        for origin, destination, lane, seq, id, kind, at, body, prev, digest, kept in node.rows(ENTRIES):
            key = (origin, destination, lane)
            last, expected = before.get(key, (0, root(*key)))
            if (seq, prev) != (last + 1, expected):
                raise Broken(f"{name}: the chain of {key} breaks at {seq}")
            if digest != _digest(seq, id, kind, at, body, prev):
                raise Broken(f"{name}: entry {seq} of {key} is not what its digest says")
            if kept:
                raise Broken(f"{name}: entry {seq} of {key} was not applied")
            before[key] = (seq, digest)


def _digest(seq: int, id: str, kind: str, at: datetime, body: str, prev: str) -> str:
    """SPEC.md, section 2, written down a second time."""
    seconds = tables.seconds(at)
    text = f'{{"at":{seconds},"body":{body},"id":"{UUID(id)}","kind":"{kind}","prev":"{prev}","seq":{seq}}}'
    return hashlib.sha256(text.encode()).hexdigest()


def delivered(world: World) -> None:
    """Every lane is through, or two histories were told apart: then there is an alarm."""
    for key in lanes(world):
        ours, theirs = (tips_at(world.nodes[name]).get(key) for name in key[:2])
        alarm = bool(ours and ours.alarm) or bool(theirs and theirs.alarm)
        if not one_history(world, key):
            if key not in world.model.excused:
                raise Broken(f"{key} has two histories")
            if not alarm:
                raise Broken(f"{key} has two histories, and nobody was told")
            continue
        if alarm or ours is None:
            continue
        if world.model.excused and key not in _certain(world):
            continue
        if not ours.seq == ours.acknowledged == (theirs.seq if theirs else 0):
            raise Broken(f"{key}: {ours.seq} written, {theirs.seq if theirs else 0} there, {ours.acknowledged} said so")


def _certain(world: World) -> set[tuple[str, str, str]]:
    """Lanes that no alarm elsewhere can stop: of prisons without one, and without a record that moved."""
    return {key for key in lanes(world) if _calm(world, next(name for name in key[:2] if name != CENTRAL))}


def _calm(world: World, prison: str) -> bool:
    """Whether all that is known of a prison must be the same at both ends."""
    excused = {name for key in world.model.excused for name in key[:2]}
    return not excused or (prison not in excused and not world.model.moved)


def lines(world: World) -> None:
    """No line that is whole reports a fault, and no segment is left on its way."""
    for prison in world.prisons:
        if not _calm(world, prison):
            continue
        with world.on(prison):
            line = standings([CENTRAL], at=world.at(prison))[0]
            if not line.works or line.waiting:
                raise Broken(f"{prison}: {line.words}, {line.waiting} waiting")
        left = world.nodes[prison].rows(tables.ON_THE_WAY)
        if left:
            raise Broken(f"{prison}: a segment is left {left}")


def same(world: World) -> None:
    """Central has what the prisons have, row by row, and nothing of a record beside it."""
    for prison in world.prisons:
        if not _calm(world, prison):
            continue
        restored = prison in world.model.restored
        ahead = tables.carried_ahead(world.nodes[prison], world.nodes[CENTRAL]) if restored else set()
        for what, there, here in tables.pairs(world.nodes[prison], world.nodes[CENTRAL], prison):
            if restored and what in tables.OF_THE_BACKUP:
                here &= there
            if ahead and what in ("readers", "heads"):
                there, here = ({row for row in rows if row[1] not in ahead} for rows in (there, here))
            if there != here:
                raise Broken(f"{prison} and central differ in {what}: {tables.difference(there, here)}")


def erased(world: World) -> None:
    """Nothing opens what was erased, wherever it went."""
    for rec, (prison, _) in world.model.erased.items():
        if not _calm(world, prison):
            continue
        for name, node in world.nodes.items():
            if name != CENTRAL and not _calm(world, name):
                continue
            left = tables.left_of(node, rec)
            if left:
                raise Broken(f"{name} still has {left} of a record that {prison} erased")


def readers(world: World) -> None:
    """An agency has wraps of what its agreement names while it holds the record, and of nothing else, anywhere."""
    kinds = {key.kid: kind for kind, keys in world.agency_keys.items() for key in keys}
    for name, node in world.nodes.items():
        if name != CENTRAL and name in world.model.restored:
            continue
        if name == CENTRAL and world.model.excused:
            continue
        live = tables.live(node, world.scene.agencies)
        sql = tables.READERS if name == CENTRAL else f"{tables.READERS} AND v.{tables.OURS}"
        for rec, sec, ver, kid in node.rows(sql):
            kind = kinds.get(kid)
            if kind is None:
                continue
            if sec not in (*AGENCIES[kind][1], "IDENTITY"):
                raise Broken(f"{name}: {kind} has a wrap of {sec}, which no agreement names")
            if (rec, kind) not in live:
                raise Broken(f"{name}: {kind} has a wrap of {sec} {ver}, and does not hold the record")


def opened(world: World) -> None:
    """Each agency opens at central, with its own keys, what its prison says that it may have: the same words."""
    for prison in world.prisons:
        if not _calm(world, prison):
            continue
        for handover, kind, rec in tables.handed_over(world.nodes[prison], world.scene.agencies):
            with world.on(prison):
                expected = _words_at_prison(world, handover)
            with world.on(CENTRAL):
                try:
                    found = outside.read(world, kind, UUID(handover), world.user(kind))
                except NotOpen:
                    raise Broken(f"a handover of {prison} is not open at central for {kind}") from None
            if rec not in world.model.erased and found != expected:
                raise Broken(f"{kind} reads {sorted(found)} of {prison}, and may read {sorted(expected)}: other words")


def _words_at_prison(world: World, handover: str) -> dict[str, tuple[int, object]]:
    """What the prison's own statement lists, opened with the person's keys."""
    row = Handover.objects.get(pk=handover)
    keys, found = keys_of(row.rec), {}
    for sec, ver in tables.listed(row.token):
        version = SectionVersion.objects.get(rec=row.rec, sec=sec, ver=ver)
        if version.core and keys:
            signers = signers_of(version.iss)
            found[sec] = (ver, open_version(version=version, keys=keys, at=LATE, signers=signers).data)
    return found


def answered(world: World) -> None:
    """What workers sent and central kept is at its prison, and opens there to the same words."""
    kept = {str(UUID(id)) for (id,) in world.nodes[CENTRAL].rows("SELECT id FROM passport_answer WHERE sealed <> ''")}
    for id, (prison, words) in world.model.answers.items():
        if id not in kept or not _calm(world, prison):
            continue
        with world.on(prison):
            row = Answer.objects.select_related("handover").filter(pk=id).first()
            if row is None:
                raise Broken(f"an answer that central kept never came to {prison}")
            if str(row.handover.rec) in world.model.erased:
                continue
            if open_answer(row.sealed, handover=row.handover, id=row.pk)[1] != words:
                raise Broken(f"an answer at {prison} says something else")


def lettered(world: World) -> None:
    """A letter at central opens to what was written."""
    with world.on(CENTRAL):
        for letter in CarriedLetter.objects.filter(closed_at__isnull=True).exclude(boxes=""):
            said = outside.letter_of(world, letter, world.now)
            wanted = world.model.letters.get(str(letter.pk))
            if wanted is not None and wanted not in json.dumps(said["lines"]):
                raise Broken("a letter says something else")


def held_once(world: World) -> None:
    """A record is written on at one prison only."""
    if world.model.excused:
        return
    holders: dict[str, list[str]] = {}
    for prison in world.prisons:
        with world.on(prison):
            for rec in Passport.objects.filter(held_by="").values_list("pk", flat=True):
                holders.setdefault(str(rec), []).append(prison)
    for prisons in holders.values():
        if len(prisons) > 1:
            raise Broken(f"{' and '.join(prisons)} write on in one record")


def unread(world: World) -> None:
    """Central holds no word that anybody said, in no spelling."""
    central: Node = world.nodes[CENTRAL]
    for found in Canaries(world.model.secret).search(central.copy(), "central"):
        raise Broken(f"central holds a word in the clear ({found.form})")


CHECKS: tuple[Callable[[World], None], ...] = (
    chains,
    delivered,
    lines,
    erased,
    same,
    held_once,
    readers,
    opened,
    answered,
    lettered,
    unread,
)
