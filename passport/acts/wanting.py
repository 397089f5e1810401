"""Asking another prison for somebody's record, and answering such a question (sync/SPEC.md, "Transfer")."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.keys import node_keys, reading_key_of, signers_of
from accounts.models import NodeKey, Prison, Prisoner, User
from accounts.seal import Unreadable, open_box, seal_to, sign_statement
from passport import journal
from passport.models import Lane, Passport, Peer, WantedRecord
from passport.statement import WANTED, NotATransfer, WantedStatement, read_wanted

from .moving import CentralIsOlder, MovingAlready, NoKeyOfPrison, SamePrison, start_transfer
from .sections import CENTRAL

KIND = "record_wanted"
BOX = "tg-record-wanted+jwe"


class AskedAlready(Exception):
    """This prison was asked for this person's record, and has not answered yet."""


@transaction.atomic
def ask_for_record(*, prisoner: Prisoner, prison: Prison, by: User | str, at: datetime) -> WantedRecord:
    """Ask another prison for the record of somebody who is here. Who they are is sealed for that prison alone.

    Queries    about 14. Raises NotAllowed, SamePrison, NoKeyOfPrison, CentralIsOlder, AskedAlready.
    """
    if isinstance(by, User):
        access.require(by, Verb.MOVE_PEOPLE, prisoner)
    prisoner = Prisoner.objects.select_for_update(of=("self",)).get(pk=prisoner.pk)
    me = journal.own_name()
    if prison.pk == me:
        raise SamePrison
    reader = reading_key_of(prison.pk)
    if reader is None or not NodeKey.objects.filter(kid=reader.kid).exclude(statement="").exists():
        raise NoKeyOfPrison(prison.pk)
    peer = Peer.objects.filter(node=CENTRAL).first()
    if peer is None or KIND not in peer.kinds:
        raise CentralIsOlder
    mine = WantedRecord.objects.filter(origin=me, about=prisoner.pk, destination=prison.pk)
    if mine.filter(answered_at__isnull=True).exists():
        raise AskedAlready
    row = WantedRecord(pk=uuid4(), origin=me, destination=prison.pk, at=at, about=prisoner.pk)
    way = {"from": me, "id": str(row.pk), "to": prison.pk}
    said = {
        **way,
        "v": 1,
        "iat": int(at.timestamp()),
        "number": prisoner.number,
        "date_of_birth": prisoner.date_of_birth.isoformat(),
    }
    row.sealed = seal_to(reader, BOX, way, sign_statement(WANTED, said, node_keys().sign).encode())
    row.save(force_insert=True)
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind=KIND, body=way, at=at)
    audit.write(by=by, verb="ask_for_record", what="accounts.Prisoner", whom=prisoner.pk, at=at, why=f"of={prison.pk}")
    return row


def read(*, wanted: WantedRecord, at: datetime) -> None:
    """Another prison asks: find whose record, and send it if they have left. What can't be read is marked, and stops
    nothing. Queries: 3, or those of a transfer.
    """
    try:
        said = _opened(wanted)
    except (Unreadable, NotATransfer) as error:
        wanted.unreadable = error.fault if isinstance(error, Unreadable) else str(error.args[0])[:30]
        wanted.answered_at = at
        wanted.save(update_fields=["unreadable", "answered_at"])
        return
    person = Prisoner.objects.filter(number=said.number, date_of_birth=said.date_of_birth).first()
    if person is None or not Passport.objects.filter(prisoner=person, held_by="").exists():
        wanted.answered_at = at  # nothing here to send
        wanted.save(update_fields=["answered_at"])
        return
    wanted.about = person.pk
    wanted.save(update_fields=["about"])
    if person.left_at is not None:
        send_wanted(wanted=wanted, by=f"node:{wanted.origin}", at=at)


def _opened(wanted: WantedRecord) -> WantedStatement:
    """Raises Unreadable, NotATransfer."""
    way = {"from": wanted.origin, "id": str(wanted.pk), "to": wanted.destination}
    node = node_keys()
    try:
        token = open_box(wanted.sealed, key=node.read, typ=BOX, aad=way)
    except Unreadable:
        for retired in node.retired:
            try:
                token = open_box(wanted.sealed, key=retired, typ=BOX, aad=way)
                break
            except Unreadable:
                continue
        else:
            raise
    said = read_wanted(token.decode("ascii", "replace"), signers=signers_of(wanted.origin))
    if (said.id, said.origin, said.destination) != (wanted.pk, wanted.origin, wanted.destination):
        raise NotATransfer("binding")
    return said


def send_wanted(*, wanted: WantedRecord, by: User | str, at: datetime) -> bool:
    """Send the record that another prison asks for; False where it can't go now, and stays asked for.

    by         staff, for somebody who is still on the roll here; "node:NAME" for somebody who has left.
    Raises     NotAllowed.
    """
    assert wanted.about is not None  # whoever reads a question finds whom it is about
    person = Prisoner.objects.get(pk=wanted.about)
    prison, _ = Prison.objects.get_or_create(code=wanted.origin, defaults={"name": wanted.origin})
    try:
        with transaction.atomic():
            start_transfer(prisoner=person, to=prison, by=by, at=at)
    except (NoKeyOfPrison, CentralIsOlder, SamePrison):
        return False
    except MovingAlready:
        pass
    WantedRecord.objects.filter(pk=wanted.pk).update(answered_at=at)
    return True
