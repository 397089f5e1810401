"""Contacts of somebody who moves to another prison: gathered here, put before its staff there to be vetted again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Prisoner, User
from incell.models import Contact, How, Request, RequestKind, Restriction, Tie

from .asking import answer_due_on, in_words
from .contacts import Given, make_known
from .history import Happened, note
from .kinds import kind_of

SOCIAL, OFFICIAL = "ADD_SOCIAL_CONTACT", "ADD_OFFICIAL_CONTACT"


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
