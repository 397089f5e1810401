"""What lies in a pathway's section beside the answers of its report: needs and the like, each a member of the data.

A report that is submitted later takes them along, so that the newest version of a section says all that holds.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError
from django.db.models import Model
from django.utils.timezone import localdate

from accounts import access
from accounts.access import Verb
from accounts.keys import signers_of
from accounts.models import RoleHeld, User
from accounts.seal import ReadingKey
from passport.models import PATHWAY_SECTIONS, Passport, SectionVersion, is_restricted

from .handover import readers_of, renew_handovers
from .sections import NoArchiveKey, hold, keys_of, open_version, write_section

MEMBERS = ("needs", "needs_put_by", "meetings", "applications")
PERSON = "PERSON"

Data = dict[str, Any]
Row = TypeVar("Row", bound=Model)


def amend(*, passport: Passport, sec: str, change: Callable[[Data], Data], by: User, at: datetime) -> Data:
    """One locked turn: open the newest version, change what it says, seal the next. No change writes nothing.

    change   from the data of the section to what it says next; called once, inside the lock.
    Returns  the data as it stands now. Queries: about 7, and 20 more where something changes.
    Raises   NoArchiveKey for a record that was erased, Unreadable, whatever `change` raises.
    """
    hold(passport)
    keys = keys_of(passport.pk)
    before = newest(passport, sec, keys, at)
    after = change(dict(before))
    if after == before:
        return before
    readers = readers_of(passport=passport, sec=sec, on=localdate(at))
    write_section(passport=passport, sec=sec, data=after, by=by, at=at, readers=readers)
    renew_handovers(passport=passport, secs=[sec], by=by, at=at)
    return after


def stand(model: type[Row], *, pk: str, of: Mapping[str, Any], says: Mapping[str, Any]) -> Row:
    """Write how something in a section stands. An id that a form made up may be that of somebody else's row.

    of       what the row belongs to and never changes: the passport, and what else says whose it is.
    Queries  4-5. Raises NotAllowed for a row that belongs elsewhere.
    """
    try:
        return model._default_manager.update_or_create(pk=pk, **of, defaults=says)[0]
    except IntegrityError as error:
        raise access.NotAllowed(Verb.WRITE_PLAN.value) from error


def newest(passport: Passport, sec: str, keys: Mapping[str, ReadingKey], at: datetime) -> Data:
    """What the newest version of a section says; of one that is not written yet, a report without answers.

    Queries: 2-3. Raises NoArchiveKey, Unreadable.
    """
    row = SectionVersion.objects.of(passport.pk).filter(sec=sec).order_by("-ver").prefetch_related("wraps").first()
    if row is None:
        return {"kind": "report", "lang": "en", "rows": [], "answers": {}, "said_at": at.isoformat()}
    if not row.core:
        raise NoArchiveKey(sec)
    return open_version(version=row, keys=keys, at=at).data


def taken_along(passport: Passport, at: datetime) -> dict[str, Data]:
    """For each pathway section that is written, the members that a new report keeps.

    Queries: 3, and 1 a node that sealed them. Raises NoArchiveKey, Unreadable.
    """
    rows = SectionVersion.objects.of(passport.pk).filter(sec__in=PATHWAY_SECTIONS).newest().prefetch_related("wraps")
    keys, signers, found = keys_of(passport.pk), {}, {}
    for row in rows:
        if row.iss not in signers:
            signers[row.iss] = signers_of(row.iss)
        data = open_version(version=row, keys=keys, at=at, signers=signers[row.iss]).data if row.core else {}
        found[row.sec] = {name: data[name] for name in MEMBERS if name in data}
    return found


def writes(by: User, passport: Passport, sec: str, *, own: bool = False) -> str:
    """Let who may write into this section go on: staff who work with the person; with `own`, the person alone.

    Returns  who that is in the record: PERSON, or a role's code. Queries: 3-8. Raises NotAllowed.
    """
    if own:
        access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
        return PERSON
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)
    if is_restricted(sec):
        access.require(by, Verb.READ_RESTRICTED, passport.prisoner)
    return RoleHeld.objects.filter(user=by).order_by("role").values_list("role", flat=True).first() or ""
