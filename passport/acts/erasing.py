"""Erasing a person's record by destroying the keys to it: nothing that was sealed for them can be opened any more.

What lies in the clear goes too, table by table as passport/rights/held.yml says. That somebody was erased is kept
twice: in the database, and in a file beside the keys. Whichever of the two is older is told by the other, so that a
database that came back from a backup is erased again before it is used.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from accounts import audit
from accounts.acts.keys import destroy_archive_keys
from accounts.models import Prisoner, User
from incell.acts.own_words import erase_own
from incell.models import Contact, Tie
from passport import journal
from passport.models import AccessExport, Answer, Erasure, Lane, Passport, SectionVersion, TransferKey, Wrap

from .blobs import erase_blobs
from .held import held_map, recs_of, rows_of
from .holds import refuse_held
from .letters import close_letters
from .links import close_links
from .sections import CENTRAL, hold

NOBODY = "–"
BORN = "1900-01-01"


@transaction.atomic
def erase_passport(*, passport: Passport, by: str, at: datetime) -> None:
    """As `erase_person`, for the person of a passport."""
    erase_person(prisoner=passport.prisoner, by=by, at=at)


@transaction.atomic
def erase_person(*, prisoner: Prisoner, by: str, at: datetime, again: bool = False) -> Erasure:
    """Destroy what opens a person's record, and what lies in the clear about them.

    again    a database came back from a backup that was older: what it held then counts for nothing.
    by       who runs it at the machine, "command:erase", or "disposal:<id>": no role alone can, nothing brings it back.
    Writes   an urgent journal entry, so that central closes its copy, also after a restore, and one for each letter
             to an agency; digests, heads and opaque ids stay. Agencies keep what they have read: the screens say so.
    Queries  about 90, 3 a letter, 4 a link. A second time finds nothing left to destroy, and tells central again.
    Raises   OnHold.
    """
    held = Prisoner.objects.select_for_update(of=("self",)).get(pk=prisoner.pk)  # first, as who releases or moves
    passport = Passport.objects.filter(prisoner=prisoner).first()
    if passport is not None:
        hold(passport)
    if not again:
        refuse_held(held, localdate(at))
    for rec in recs_of(held):
        _close_record(rec, by, at)
    if passport is not None:
        passport.waiting_documents.all().delete()
    erase_own(prisoner=held, by=by, at=at)
    close_letters(prisoner=held, at=at)
    close_links(prisoner=held, at=at)
    _close_exports(held, by, at)
    _empty_rows(held)
    _empty_person(held)
    own = passport.pk if passport else None
    erasure, _ = Erasure.objects.update_or_create(prisoner=held, defaults={"rec": own, "by": by[:60], "at": at})
    audit.write(by=by, verb="erase_passport", what="passport.Passport", whom=own or held.pk, at=at)
    transaction.on_commit(lambda: _note([erasure]), robust=True)  # the next round of the courier notes what is missing
    return erasure


def _close_record(rec: UUID, by: str, at: datetime) -> None:
    destroy_archive_keys(rec=rec, by=by, at=at)
    TransferKey.objects.filter(transfer__rec=rec).delete()
    Wrap.objects.filter(version__rec=rec).delete()
    SectionVersion.objects.filter(rec=rec).update(core="")
    Answer.objects.filter(handover__rec=rec).update(sealed="")  # what agencies wrote, and added
    erase_blobs(rec=rec, at=at)
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="erasure", body={"rec": str(rec)}, at=at)


def _close_exports(prisoner: Prisoner, by: str, at: datetime) -> None:
    for export in AccessExport.objects.filter(prisoner=prisoner, closed_at__isnull=True):
        destroy_archive_keys(rec=export.pk, by=by, at=at)
        export.parts.all().delete()
        export.state, export.closed_at = AccessExport.State.CLOSED, at
        export.save(update_fields=["state", "closed_at"])


def _empty_rows(prisoner: Prisoner) -> None:
    _empty_contacts(prisoner)
    for held in held_map().held:
        if held.erase == "keep":
            continue
        rows = rows_of(held, prisoner).order_by().values("pk")
        found = rows_of(held, prisoner).model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
        if held.erase == "delete":
            found.delete()
        else:
            found.update(**held.blank)


def _empty_contacts(prisoner: Prisoner) -> None:
    """A contact that nobody else here has goes with the person: the name and the numbers."""
    mine = Contact.objects.filter(ties__prisoner=prisoner).exclude(ties__in=_ties_of_others(prisoner))
    for contact in mine.distinct():
        contact.phones.all().delete()
        contact.first_name, contact.last_name, contact.folded, contact.organisation = "", NOBODY, NOBODY, ""
        contact.date_of_birth, contact.age, contact.age_on, contact.address = None, None, None, {}
        contact.save()


def _ties_of_others(prisoner: Prisoner) -> list[UUID]:
    others = Tie.objects.filter(contact__ties__prisoner=prisoner).exclude(prisoner=prisoner)
    return list(others.values_list("pk", flat=True))


def _empty_person(prisoner: Prisoner) -> None:
    if prisoner.user_id is not None:
        user = User.objects.get(pk=prisoner.user_id)
        user.username, user.name, user.is_active = f"ERASED-{user.pk}", NOBODY, False
        user.set_unusable_password()
        user.save()
    prisoner.number = _number_of_nobody(prisoner)
    prisoner.first_name = prisoner.last_name = NOBODY
    prisoner.middle_names = prisoner.cell = prisoner.gender = ""
    prisoner.date_of_birth, prisoner.alerts = BORN, []  # type: ignore[assignment]
    prisoner.save()


def _number_of_nobody(prisoner: Prisoner) -> str:
    """Seven characters that are no prison number and nobody else's."""
    if prisoner.number.startswith("~"):
        return prisoner.number
    marks = (f"~{prisoner.pk.hex[begin : begin + 6]}" for begin in range(26))
    return next(mark for mark in marks if not Prisoner.objects.filter(number=mark).exists())


def ledger() -> Path | None:
    """The file of what was erased; None where this node has none."""
    return Path(settings.ERASURES_FILE) if settings.ERASURES_FILE else None


def _note(erasures: list[Erasure]) -> None:
    """Add to the file, flushed to the disk. One line an erasure: ids and a time."""
    path = ledger()
    if path is None or not erasures:
        return
    lines = [json.dumps({"prisoner": str(one.prisoner_id), "at": one.at.isoformat(), "by": one.by}) for one in erasures]
    with path.open("a") as file:
        path.chmod(0o600)
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def erase_again(*, at: datetime) -> int:
    """Hold the database and the file against each other: erase again what a backup brought back, note what is missing.

    Belongs at the start of every round of the courier. Returns how many people were erased again.
    Queries  1 where both say the same; those of `erase_person` a person.
    Raises   OSError, ValueError where the file can't be read: a person has to look.
    """
    path = ledger()
    if path is None:
        return 0
    noted = [json.loads(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []
    known = {str(one.prisoner_id): one for one in Erasure.objects.all()}
    _note([one for pk, one in known.items() if pk not in {said["prisoner"] for said in noted}])
    wanted = {said["prisoner"]: said for said in noted if said["prisoner"] not in known}
    back = Prisoner.objects.filter(pk__in=wanted)
    for prisoner in list(back):
        erase_person(prisoner=prisoner, by=f"again:{wanted[str(prisoner.pk)]['by']}", at=at, again=True)
    return len(wanted.keys() & {str(one.pk) for one in back})
