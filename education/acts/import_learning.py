"""Bring what people here learned before up to date with the learner record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Prison, Prisoner, User
from education.linking import Known, likely
from education.models import Learner, Offer, PastCourse
from education.record import Learned, Record

BATCH = 500  # rows a query
WHO = ("number", "given_name", "family_name", "born_on", "uln")
WHAT = [name for name in Learned.__dataclass_fields__ if name not in WHO]
KEY = ("establishment", "course_code", "sequence", "started_on")


@dataclass
class Outcome:
    """How many courses were added, changed, unchanged, left out; people: newly linked by number, linked before,
    offered, nobody here.

    What is of nobody here is not kept.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    linked: int = 0
    known: int = 0
    to_confirm: int = 0
    nobody: int = 0
    left_out: int = 0


@transaction.atomic
def import_learning(*, prison: Prison, record: Record, by: User | str, at: datetime) -> Outcome:
    """Keep the courses of a record, under the person who has its number or whom somebody has confirmed.

    A record under a number that nobody here has is weighed against everybody here; where somebody is likely, it waits
    until a person has said who it is. The same record again changes nothing; no course is ever removed by an import.
    Writes   learners, offers, courses; one audit line when anything changed. Queries: constant a batch of 500 rows.
    Raises   NotAllowed.
    """
    if isinstance(by, User) and prison.pk not in access.require(by, Verb.IMPORT_LEARNING).prisons:
        raise NotAllowed(Verb.IMPORT_LEARNING.value)
    Prison.objects.select_for_update(no_key=True).get(pk=prison.pk)  # one import at a time
    outcome = Outcome()
    learners = _learners(prison, record, at, outcome)
    _keep([row for row in record.learned if row.number in learners], learners, at, outcome)
    outcome.left_out = sum(row.number not in learners for row in record.learned)
    if outcome.added or outcome.changed or outcome.to_confirm:
        why = f"added={outcome.added} changed={outcome.changed} to_confirm={outcome.to_confirm}"
        audit.write(by=by, verb="import_learning", what="accounts.Prison", whom=prison.pk, at=at, why=why)
    return outcome


def _learners(prison: Prison, record: Record, at: datetime, outcome: Outcome) -> dict[str, Learner]:
    """The learner of each number that is somebody's or may be; new ones are made."""
    sent = {row.number: row for row in sorted(record.learned, key=_tells)}
    known = {one.number: one for one in Learner.objects.filter(prison=prison)}
    outcome.known = sum(known[number].prisoner_id is not None for number in sent if number in known)
    people = {one.number: one for one in Prisoner.objects.filter(prison=prison, number__in=_new(sent, known))}
    made = []
    for number, person in people.items():
        learner = known.get(number) or Learner(prison=prison, number=number)
        learner.prisoner, learner.how, learner.linked_at = person, Learner.How.NUMBER, at
        learner.given_name = learner.family_name = ""
        learner.born_on, learner.uln = None, sent[number].uln
        made.append(learner)
    outcome.linked = len(made)
    found = known | {learner.number: learner for learner in made}
    Learner.objects.bulk_create(
        made, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=_LINK
    )
    return found | _offer(prison, [row for number, row in sent.items() if number not in found], outcome)


_LINK = ["prisoner", "how", "linked_at", "given_name", "family_name", "born_on", "uln"]


def _tells(row: Learned) -> tuple[bool, bool]:
    """Of several rows of one number the one that tells most counts: it comes last."""
    return bool(row.born_on and row.family_name), bool(row.uln)


def _new(sent: Iterable[str], known: dict[str, Learner]) -> list[str]:
    return [number for number in sent if number not in known or known[number].prisoner_id is None]


def _offer(prison: Prison, rows: list[Learned], outcome: Outcome) -> dict[str, Learner]:
    """Weigh those whose number nobody here has; keep those for whom somebody is likely. Queries: 3."""
    here = Prisoner.objects.here().filter(prison=prison).only("first_name", "last_name", "date_of_birth")
    known = [Known(str(one.pk), one.first_name, one.last_name, one.date_of_birth) for one in here] if rows else []
    pairs = likely([Known(row.number, row.given_name, row.family_name, row.born_on) for row in rows], known)
    wanted = {pair.sent for pair in pairs}
    made = {row.number: Learner(prison=prison, **_who(row)) for row in rows if row.number in wanted}
    Learner.objects.bulk_create(made.values(), batch_size=BATCH)
    Offer.objects.bulk_create(
        [
            Offer(
                learner=made[pair.sent],
                prisoner_id=pair.known,
                probability=pair.probability,
                evidence={name: getattr(pair, name).value for name in ("given_name", "family_name", "born_on")},
            )
            for pair in pairs
        ],
        batch_size=BATCH,
    )
    outcome.to_confirm, outcome.nobody = len(made), len(rows) - len(made)
    return made


def _who(row: Learned) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WHO}


def _keep(rows: list[Learned], learners: dict[str, Learner], at: datetime, outcome: Outcome) -> None:
    pks = {learners[row.number].pk for row in rows}
    held = {(one.learner_id, *(getattr(one, name) for name in KEY)): one for one in _held(list(pks))}
    added, changed = [], []
    for row in rows:
        said = {name: getattr(row, name) for name in WHAT}
        learner = learners[row.number]
        known = held.get((learner.pk, *(said[name] for name in KEY)))
        if known is None:
            added.append(PastCourse(learner=learner, imported_at=at, **said))
        elif any(getattr(known, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(known, name, value)
            known.imported_at = at
            changed.append(known)
        else:
            outcome.unchanged += 1
    PastCourse.objects.bulk_create(added, batch_size=BATCH)
    PastCourse.objects.bulk_update(changed, [*WHAT, "imported_at"], batch_size=BATCH // 5)
    outcome.added, outcome.changed = len(added), len(changed)


def _held(pks: list[Any]) -> Iterable[PastCourse]:
    for start in range(0, len(pks), BATCH):
        yield from PastCourse.objects.filter(learner_id__in=pks[start : start + BATCH])
