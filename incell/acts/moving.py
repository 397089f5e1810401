"""Contacts and open requests of somebody who moves to another prison: gathered here, put before its staff there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Prisoner, User
from incell.models import OPEN, Contact, How, Request, RequestEvent, RequestKind, Restriction, State, Team, Tie

from .asking import answer_due_on, in_words
from .contacts import Given, make_known
from .history import Happened, as_it_was, bring_back, hold, note, save
from .kinds import kind_of

SOCIAL, OFFICIAL = "ADD_SOCIAL_CONTACT", "ADD_OFFICIAL_CONTACT"
MOST_EVENTS = 50  # of one request, the newest


def gather_contacts(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """The approved list with what each may do, and every restriction that is in force. Queries: 4."""
    on = localdate(at)
    ties = list(
        Tie.objects.in_force().filter(prisoner=prisoner).select_related("contact").prefetch_related("contact__phones")
    )
    found = Restriction.objects.in_force(on)
    bound = found.filter(prisoner=prisoner) | found.filter(
        prisoner__isnull=True, contact__in=[tie.contact_id for tie in ties]
    )
    rows = list(bound.select_related("contact").prefetch_related("contact__phones"))
    return {
        "contacts": [_contact(tie.contact) | _tie(tie) for tie in ties],
        "restrictions": [
            {
                "contact": _contact(row.contact) if row.contact else None,
                "pair": row.prisoner_id is not None,
                "kind": row.kind,
                "reason": row.reason,
                "since_on": row.since_on.isoformat(),
                "until_on": row.until_on.isoformat() if row.until_on else None,
            }
            for row in rows
        ],
    }


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "organisation": contact.organisation,
        "born_on": contact.date_of_birth.isoformat() if contact.date_of_birth else None,
        "age": contact.age,
        "age_on": contact.age_on.isoformat() if contact.age_on else None,
        "address": contact.address,
        "official": contact.kind == Contact.Kind.OFFICIAL,
        "privileged": contact.privileged,
        "numbers": sorted(phone.number for phone in contact.phones.all()),  # type: ignore[attr-defined]
    }


def _tie(tie: Tie) -> dict[str, Any]:
    flags = ("may_call", "may_visit", "next_of_kin", "emergency_contact")
    return {
        "id": str(tie.pk),
        "relationship": tie.relationship,
        "flags": [name for name in flags if getattr(tie, name)],
    }


def apply_contacts(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Ask this prison's clerks to vet each contact; until then nobody on it may be called or seen. Restrictions count
    at once, also over somebody who is not vetted yet. Queries: about 8 a contact.
    """
    for row in rows.get("restrictions", []):
        _restrict(prisoner, row, by, at)
    had = {(tie.contact.first_name, tie.contact.last_name, tie.contact.organisation) for tie in _ties(prisoner)}
    for row in rows.get("contacts", []):
        if (row["first_name"], row["last_name"], row["organisation"]) not in had:
            _ask_to_vet(prisoner, row, by, at)


def _ties(prisoner: Prisoner) -> list[Tie]:
    return list(Tie.objects.in_force().filter(prisoner=prisoner).select_related("contact"))


def _restrict(prisoner: Prisoner, row: Mapping[str, Any], by: User, at: datetime) -> None:
    said = {
        "prison_id": prisoner.prison_id,
        "kind": Restriction.Kind(row["kind"]),
        "reason": row["reason"][:240],
        "since_on": date.fromisoformat(row["since_on"]),
        "until_on": date.fromisoformat(row["until_on"]) if row["until_on"] else None,
        "made_by": by,
    }
    whose = prisoner if row["pair"] else None
    same = Restriction.objects.filter(**said, prisoner=whose, ended_at__isnull=True)
    known = row["contact"]
    if known is None:
        if not same.filter(contact__isnull=True).exists():
            Restriction.objects.create(**said, prisoner=whose, made_at=at)
    elif not same.filter(contact__first_name=known["first_name"], contact__last_name=known["last_name"]).exists():
        contact = make_known(given=_given(known), contact=None, prison=prisoner.prison_id, at=at)
        Restriction.objects.create(**said, prisoner=whose, contact=contact, made_at=at)


def _given(row: Mapping[str, Any]) -> Given:
    return Given(
        first_name=row["first_name"],
        last_name=row["last_name"],
        organisation=row["organisation"],
        numbers=tuple(row["numbers"]),
        born_on=date.fromisoformat(row["born_on"]) if row["born_on"] else None,
        age=row["age"],
        age_on=date.fromisoformat(row["age_on"]) if row["age_on"] else None,
        address=row["address"],
        official=row["official"],
        privileged=row["privileged"],
    )


def _ask_to_vet(prisoner: Prisoner, row: Mapping[str, Any], by: User, at: datetime) -> None:
    code = OFFICIAL if row["official"] else SOCIAL
    kind = RequestKind.objects.current().get(code=code)
    told = kind_of(kind)
    pk = uuid5(UUID(row["id"]), f"vetted again at {prisoner.prison_id} {at:%Y-%m-%d}")
    if Request.objects.filter(pk=pk).exists():
        return
    answers = _answers(row, localdate(at))
    request = Request.objects.create(
        pk=pk,
        prison_id=prisoner.prison_id,
        prisoner=prisoner,
        kind=kind,
        code=code,
        team=told.team,
        answers=answers,
        words=in_words(told, answers),
        how=How.PAPER,
        entered_by=by,
        sent_at=at,
        written_at=at,
        due_on=answer_due_on(told, at),
    )
    note(request, Happened.SENT, by=by, at=at, shared=True, to_team=told.team)
    with translation.override("en"):
        words = _("%(prison)s had approved this contact (%(what)s). Vet again: until then there are no calls or visits")
    note(
        request, Happened.SAID, by=by, at=at, words=words % {"prison": by.name, "what": ", ".join(row["flags"]) or "–"}
    )


def _answers(row: Mapping[str, Any], on: date) -> dict[str, Any]:
    """As the person would have written them. A child or an adult: by the date of birth, else by the age."""
    born = date.fromisoformat(row["born_on"]) if row["born_on"] else None
    answers: dict[str, Any] = {"FIRST_NAME": row["first_name"], "LAST_NAME": row["last_name"]}
    if row["official"]:
        answers |= {"ROLE": row["relationship"] or "OTHER", "ORGANISATION": row["organisation"]}
    else:
        answers["RELATIONSHIP"] = row["relationship"]
        years = row["age"] if born is None else (on - born).days // 365
        answers["AGE"] = "CHILD" if years is not None and years < 18 else "ADULT"
        if answers["AGE"] == "CHILD":
            answers["YEARS"] = str(years)
    if born:
        answers["DATE_OF_BIRTH"] = f"{born.day}/{born.month}/{born.year}"
    for name, number in zip(("PHONE", "SECOND_PHONE"), row["numbers"], strict=False):
        answers[name] = number
    if row["address"]:
        answers["ADDRESS"] = row["address"]
    return {name: value for name, value in answers.items() if value}


def _going(prisoner: Prisoner) -> Any:
    """Open requests that go along. A sealed one stays: only its writer can open it, and staff pass it on unread."""
    return Request.objects.filter(prisoner=prisoner, state__in=OPEN, sealed="")


def count_open(prisoner: Prisoner) -> int:
    """How many requests of theirs are open. Queries: 1."""
    return Request.objects.filter(prisoner=prisoner, state__in=OPEN).count()


def gather_requests(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """Open requests with their history, and the kinds that they are asked under. Queries: 3."""
    found = list(_going(prisoner).select_related("kind").prefetch_related("events__by"))
    kinds = {request.kind.digest: request.kind for request in found}
    return {
        "kinds": [
            {
                "code": kind.code,
                "version": kind.version,
                "head": kind.head,
                "text": kind.text,
                "overlays": kind.overlays,
                "digest": digest,
            }
            for digest, kind in kinds.items()
        ],
        "requests": [_request(request) for request in found],
    }


def _request(request: Request) -> dict[str, Any]:
    events = [event for event in request.events.all() if event.words]
    return {
        "id": str(request.pk),
        "kind": request.kind.digest,
        "team": request.team,
        "answers": request.answers,
        "words": request.words,
        "language": request.language,
        "sent_at": request.sent_at.isoformat(),
        "written_at": request.written_at.isoformat(),
        "due_on": request.due_on.isoformat(),
        "said": [
            {"at": event.at.isoformat(), "words": event.words, "shared": event.audience != "STAFF_ONLY"}
            for event in events[-MOST_EVENTS:]
        ],
    }


def apply_requests(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Put open requests into the queues here, new, with what was said before. Queries: about 4 a request."""
    kinds = {row["digest"]: _kind(row, at) for row in rows.get("kinds", [])}
    there = set(
        Request.objects.filter(pk__in=[row["id"] for row in rows.get("requests", [])]).values_list("pk", flat=True)
    )
    for row in rows.get("requests", []):
        if UUID(row["id"]) in there:
            _wake(UUID(row["id"]), prisoner, at)
            continue
        kind = kinds[row["kind"]]
        request = Request.objects.create(
            pk=UUID(row["id"]),
            prison_id=prisoner.prison_id,
            prisoner=prisoner,
            kind=kind,
            code=kind.code,
            team=Team(row["team"]),
            answers=row["answers"],
            words=row["words"],
            how=How.PAPER,
            entered_by=by,
            language=row["language"],
            sent_at=parse_datetime(row["sent_at"]) or at,
            written_at=parse_datetime(row["written_at"]) or at,
            due_on=date.fromisoformat(row["due_on"]),
        )
        note(request, Happened.SENT, by=by, at=at, shared=True, to_team=request.team)
        audience = RequestEvent.Audience
        RequestEvent.objects.bulk_create(
            RequestEvent(
                request=request,
                at=parse_datetime(said["at"]) or at,
                by=by,
                verb=Happened.SAID,
                audience=audience.STAFF_AND_PRISONER if said["shared"] else audience.STAFF_ONLY,
                words=said["words"],
            )
            for said in row["said"]
        )


def _kind(row: Mapping[str, Any], at: datetime) -> RequestKind:
    """The kind as the request was asked under it; one that is not known here is kept as retired."""
    defaults = {name: row[name] for name in ("code", "version", "head", "text", "overlays")}
    kind, _made = RequestKind.objects.get_or_create(
        digest=row["digest"], defaults=defaults | {"loaded_at": at, "retired_at": at}
    )
    return kind


def _wake(pk: UUID, prisoner: Prisoner, at: datetime) -> None:
    """A request that was here before, went along to another prison and comes back open."""
    held = hold(Request(pk=pk), None)
    if held.prisoner_id == prisoner.pk and held.state == State.WITHDRAWN:
        held.state, held.decided_at, held.reply, held.seen_at = State.NEW, None, "", None
        save(held, ["state", "decided_at", "reply", "seen_at"])
        note(held, Happened.UNDONE, by=None, at=at, words=Happened.WITHDRAWN, from_team=held.team)


def close(*, prisoner: Prisoner, to: str, at: datetime) -> list[dict[str, Any]]:
    """Close what goes along, with words for the person. to: a prison's name, "" for a release.

    Returns what `open_again` brings back. Queries: 1, and about 6 a request.
    """
    closed = []
    for pk in list(_going(prisoner).order_by("pk").values_list("pk", flat=True)):
        held = hold(Request(pk=pk), None)
        before = as_it_was(held)
        with translation.override(held.language):
            words = (
                _("You moved to %(prison)s. They will answer you there.") % {"prison": to}
                if to
                else _("You left prison.")
            )
        held.state, held.decided_at, held.reply = State.WITHDRAWN, at, str(words)
        save(held, ["state", "decided_at", "reply"])
        note(
            held, Happened.WITHDRAWN, by=None, at=at, words=str(words), shared=True, from_team=held.team, before=before
        )
        closed.append({"id": str(pk), "before": before})
    return closed


def open_again(closed: list[dict[str, Any]], *, at: datetime) -> None:
    """Undo `close`: each request that nobody touched since stands as it stood. Queries: about 6 a request."""
    for row in closed:
        held = hold(Request(pk=UUID(row["id"])), None)
        if held.state != State.WITHDRAWN:
            continue
        bring_back(held, row["before"])
        save(held, row["before"].keys())
        note(held, Happened.UNDONE, by=None, at=at, words=Happened.WITHDRAWN, from_team=held.team)
