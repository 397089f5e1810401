"""The stages of a segment on its way, and the only way from one to the next: compare-and-set (SPEC.md, section 8)."""

from datetime import datetime
from itertools import pairwise

from django.db import IntegrityError, transaction

from passport.models import JournalTip, Shipment

CUT, SIGNED, SENT, ACKNOWLEDGED, DONE = "CUT", "SIGNED", "SENT", "ACKNOWLEDGED", "DONE"
ORDER = (CUT, SIGNED, SENT, ACKNOWLEDGED, DONE)
# SENT goes back to CUT when the other side says that it never arrived.
ALLOWED = {*pairwise(ORDER), (SENT, CUT)}


class MovedByAnother(Exception):
    """The row isn't where this courier left it: another one has the line."""


class NoSuchMove(ValueError):
    """Stages are walked in order."""


def start(*, tip: JournalTip, last: int, at: datetime) -> Shipment:
    """Put a segment that was cut on its way. Queries: 1. Raises MovedByAnother if one is on its way already."""
    try:
        with transaction.atomic():
            return Shipment.objects.create(
                destination=tip.destination,
                lane=tip.lane,
                first_seq=tip.acknowledged_seq + 1,
                last_seq=last,
                stage=CUT,
                made_at=at,
                moved_at=at,
            )
    except IntegrityError as error:
        raise MovedByAnother from error


def move(shipment: Shipment, stage: str, at: datetime) -> None:
    """One step on. Queries: 1. Raises MovedByAnother, NoSuchMove."""
    if (shipment.stage, stage) not in ALLOWED:
        raise NoSuchMove(f"{shipment.stage} {stage}")
    moved = Shipment.objects.filter(pk=shipment.pk, stage=shipment.stage).update(stage=stage, moved_at=at)
    if not moved:
        raise MovedByAnother
    shipment.stage, shipment.moved_at = stage, at


def on_its_way(destination: str) -> dict[str, Shipment]:
    """What an earlier courier left, by lane. Queries: 1."""
    return {row.lane: row for row in Shipment.objects.filter(destination=destination).exclude(stage=DONE)}


def close(shipment: Shipment, at: datetime) -> None:
    """The last step; the one that was over before makes room. Queries: 2."""
    move(shipment, DONE, at)
    Shipment.objects.filter(destination=shipment.destination, lane=shipment.lane, stage=DONE).exclude(
        pk=shipment.pk
    ).delete()


def forget(shipment: Shipment) -> None:
    """The cursor stands elsewhere now: what was cut is cut again. Queries: 1."""
    Shipment.objects.filter(pk=shipment.pk, stage=shipment.stage).delete()
