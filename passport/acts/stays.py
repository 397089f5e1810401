"""The times that somebody was in this prison: begun, ended, and gone on with."""

from datetime import UTC, datetime, time

from accounts.models import Prisoner, User
from passport.models import Stay


def begin_stay(*, prisoner: Prisoner, began: str, at: datetime, came_from: str = "") -> Stay:
    """Somebody is here. One that is open already is gone on with. Queries: 1-3."""
    stay, _ = Stay.objects.get_or_create(
        prisoner=prisoner,
        ended_at=None,
        defaults={"began_at": at, "began": Stay.Began(began), "came_from": came_from},
    )
    return stay


def open_stay(prisoner: Prisoner, *, at: datetime) -> Stay:
    """The stay that is open; one that nobody wrote down began with the reception. Queries: 1-3."""
    began_at = datetime.combine(prisoner.received_on, time(), UTC) if prisoner.received_on else at
    return begin_stay(prisoner=prisoner, began=Stay.Began.RECEPTION, at=min(began_at, at))


def end_stay(*, prisoner: Prisoner, ended: str, by: User | str, at: datetime, went_to: str = "") -> Stay:
    """Somebody leaves. Who had left before has left then. Queries: 2-4."""
    newest = Stay.objects.filter(prisoner=prisoner).first()
    if newest is not None and newest.ended_at is not None:
        return newest
    stay = newest or open_stay(prisoner, at=at)
    stay.ended_at, stay.ended, stay.went_to = at, Stay.Ended(ended), went_to
    stay.ended_by = by if isinstance(by, User) else None
    stay.save(update_fields=["ended_at", "ended", "went_to", "ended_by"])
    return stay


def stay_on(prisoner: Prisoner, *, ended: str) -> None:
    """Undo such an end of the last stay: it goes on as if nobody had left. Queries: 1-2."""
    last = Stay.objects.filter(prisoner=prisoner).first()
    if last is None or last.ended != ended:
        return
    last.ended_at, last.ended, last.went_to, last.ended_by = None, "", "", None
    last.save(update_fields=["ended_at", "ended", "went_to", "ended_by"])
