"""Section versions that another node told us of: the envelopes that it sealed, and who may open them now.

Central checks what it can without any secret; sync/checking.py has done so for each by itself. Here they are held
against what is stored: each version once, in order, in the hands of one prison.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction

from accounts.models import ArchiveKey
from accounts.seal import Head
from passport.models import SectionVersion, SignedHead, Wrap
from passport.models.bulk import insert_rows

from .holding import WrongEntry, check_owner

Key = tuple[UUID, str, int]
Tokens = dict[tuple[int, int], str]  # of heads, by version and revision


@dataclass(frozen=True)
class ReceivedVersion:
    """One version as a prison sent it.

    head, token      what the entry announced; newest, newest_token: the newest head when it was cut.
    core             JSON text; "" where the archive key was destroyed; None where it must be here already.
    wraps            (kid, JSON text) of every reader, archive key first.
    early            brought along by an urgent entry: the versions before it may still be to come.
    """

    seq: int
    head: Head
    token: str
    newest: Head
    newest_token: str
    core: str | None
    wraps: Sequence[tuple[str, str]]
    early: bool

    @cached_property
    def rec(self) -> UUID:
        return UUID(self.head.binding.rec)

    @cached_property
    def key(self) -> Key:
        return self.rec, self.head.binding.sec, self.head.binding.ver

    @property
    def heads(self) -> list[tuple[Head, str]]:
        """What the entry announced, and the newest where that is another."""
        announced = [(self.head, self.token)]
        return announced if self.newest_token == self.token else [*announced, (self.newest, self.newest_token)]

    def neighbour(self, step: int) -> Key:
        return self.rec, self.head.binding.sec, self.head.binding.ver + step


@transaction.atomic
def receive_versions(*, versions: Sequence[ReceivedVersion], origin: str, at: datetime) -> None:
    """Keep envelopes, heads and wraps. What is here already stays as it is; only newer readers replace older ones.

    Queries  9, however many versions there are, and 2 where readers changed.
    Raises   WrongEntry: other (another prison's record), order (a gap or a second history), missing.
    """
    check_owner(versions, {version.rec for version in versions}, origin)
    keep_versions(versions)


def keep_versions(versions: Sequence[ReceivedVersion]) -> None:
    """The same for who has found out already whose they are."""
    there = _stored(versions)
    closed = _closed(versions)
    new: dict[Key, SectionVersion] = {}
    for version in versions:
        row = there.get(version.key)
        if row is None:
            row = there[version.key] = new[version.key] = _new(version, there, closed)
        if row.digest != version.head.digest:
            raise WrongEntry(version.seq, "order")
    tokens = _tokens(row for key, row in there.items() if key not in new)
    _check_one_history(versions, there, tokens)
    known = _revisions(tokens)
    SectionVersion.objects.bulk_create(new.values())
    latest = _newest_of_each(versions)
    _keep_heads(versions, there)
    changed = [version for key, version in latest.items() if version.newest.revision > known.get(there[key].pk, -1)]
    _keep_wraps(changed, there, new, closed)
    _keep_dates(versions, there)
    _drop([there[key].pk for key, version in latest.items() if version.core == "" and there[key].core])


def _stored(versions: Sequence[ReceivedVersion]) -> dict[Key, SectionVersion]:
    """The rows of these versions and of their neighbours. Queries: 1."""
    rows = SectionVersion.objects.filter(
        rec__in={version.rec for version in versions},
        sec__in={version.head.binding.sec for version in versions},
        ver__in={version.neighbour(step)[2] for version in versions for step in (-1, 0, 1)},
    )
    return {(row.rec, row.sec, row.ver): row for row in rows}


def _closed(versions: Sequence[ReceivedVersion]) -> set[str]:
    """The archive keys among theirs that are destroyed here. Queries: 1."""
    first = {version.wraps[0][0] for version in versions if version.wraps}
    return set(ArchiveKey.objects.filter(kid__in=first, destroyed_at__isnull=False).values_list("kid", flat=True))


def _new(version: ReceivedVersion, there: dict[Key, SectionVersion], closed: set[str]) -> SectionVersion:
    head = version.head
    if version.core is None:
        raise WrongEntry(version.seq, "missing")
    before, after = there.get(version.neighbour(-1)), there.get(version.neighbour(1))
    if before is None and head.binding.ver > 1 and not version.early:
        raise WrongEntry(version.seq, "order")
    if (before is not None and before.digest != head.prev) or (after is not None and after.prev != head.digest):
        raise WrongEntry(version.seq, "order")
    erased = bool(version.wraps) and version.wraps[0][0] in closed
    return SectionVersion(
        rec=version.rec,
        sec=head.binding.sec,
        ver=head.binding.ver,
        iss=head.binding.iss,
        core="" if erased else version.core,
        digest=head.digest,
        prev=head.prev or "",
        sealed_at=head.issued_at,
    )


def _tokens(rows: Iterable[SectionVersion]) -> Tokens:
    """Every head that is stored of each. Queries: 0-1."""
    pks = [row.pk for row in rows]
    heads = SignedHead.objects.filter(version__in=pks).order_by("revision") if pks else []
    return {(head.version_id, head.revision): head.token for head in heads}


def _revisions(tokens: Tokens) -> dict[int, int]:
    """The newest revision of each."""
    return {pk: revision for pk, revision in sorted(tokens)}


def _check_one_history(versions: Sequence[ReceivedVersion], there: dict[Key, SectionVersion], tokens: Tokens) -> None:
    """Heads travel ahead of their entries: a prison that was restored may sign another under a number that is here,
    though its journal goes on where it was. Raises WrongEntry: order.
    """
    for version in versions:
        pk = there[version.key].pk
        for head, token in ((version.head, version.token), (version.newest, version.newest_token)):
            if tokens.get((pk, head.revision), token) != token:
                raise WrongEntry(version.seq, "order")


def _newest_of_each(versions: Sequence[ReceivedVersion]) -> dict[Key, ReceivedVersion]:
    newest: dict[Key, ReceivedVersion] = {}
    for version in versions:
        held = newest.get(version.key)
        if held is None or version.newest.revision >= held.newest.revision:
            newest[version.key] = version
    return newest


def _keep_heads(versions: Sequence[ReceivedVersion], there: dict[Key, SectionVersion]) -> None:
    heads = {
        (there[version.key].pk, head.revision): (token, head.issued_at)
        for version in versions
        for head, token in version.heads
    }
    rows = ((pk, revision, token, at) for (pk, revision), (token, at) in heads.items())
    insert_rows(SignedHead, ("version_id", "revision", "token", "signed_at"), rows, ignore_conflicts=True)


def _keep_wraps(
    changed: Sequence[ReceivedVersion],
    there: dict[Key, SectionVersion],
    new: dict[Key, SectionVersion],
    closed: set[str],
) -> None:
    """Put the readers of the newest head in the place of those before. Queries: 1-2."""
    again = [there[version.key].pk for version in changed if version.key not in new]
    if again:
        Wrap.objects.filter(version__in=again).delete()
    rows = (
        (there[version.key].pk, place, kid, entry)
        for version in changed
        if there[version.key].core and version.wraps and version.wraps[0][0] not in closed
        for place, (kid, entry) in enumerate(version.wraps)
    )
    insert_rows(Wrap, ("version_id", "place", "kid", "entry"), rows)


def _keep_dates(versions: Sequence[ReceivedVersion], there: dict[Key, SectionVersion]) -> None:
    """A version that came early got the date of a later head: its own head now tells when it was sealed."""
    for version in versions:
        row = there[version.key]
        if version.head.revision == 0 and row.sealed_at != version.head.issued_at:
            SectionVersion.objects.filter(pk=row.pk).update(sealed_at=version.head.issued_at)


def _drop(pks: Sequence[int]) -> None:
    """Erased at the prison since: nothing that opens it stays here."""
    if pks:
        Wrap.objects.filter(version__in=pks).delete()
        SectionVersion.objects.filter(pk__in=pks).update(core="")
