"""People outside, who asks for them, and who vets them. All of it at the cast's prison."""

from datetime import date
from typing import Any

from accounts.models import Prisoner, Role, User
from incell.acts.asking import Origin, send_request
from incell.acts.contacts import Given, make_known
from incell.acts.kinds import load_kinds
from incell.models import Contact, Request, RequestKind, Restriction, Tie
from tests.cast import NOW, UserFactory

HIS_MUM = {
    "FIRST_NAME": "Patricia",
    "LAST_NAME": "Ashdown",
    "RELATIONSHIP": "PARENT",
    "AGE": "ADULT",
    "DATE_OF_BIRTH": "4/5/1961",
    "PHONE": "0114 234 5678",
    "ADDRESS": {"line1": "4 Mill Lane", "town": "Leeds"},
}
MUM = Given(
    first_name="Patricia",
    last_name="Ashdown",
    relationship="PARENT",
    numbers=("+441142345678",),
    born_on=date(1961, 5, 4),
    may_call=True,
)


def clerk(**more: Any) -> User:
    return UserFactory(roles=[Role.CONTACTS_CLERK], name="Gwen Clerk", **more)


def protection(**more: Any) -> User:
    return UserFactory(roles=[Role.PUBLIC_PROTECTION], name="Petra Protects", **more)


def kind(code: str) -> RequestKind:
    if not RequestKind.objects.exists():
        load_kinds(by="test", at=NOW)
    return RequestKind.objects.current().get(code=code)


def asked_for(prisoner: Prisoner, code: str = "ADD_SOCIAL_CONTACT", **answers: Any) -> Request:
    """A request for somebody, his mum unless the answers say otherwise; an answer None is left out."""
    said = {key: value for key, value in {**HIS_MUM, **answers}.items() if value is not None}
    user = prisoner.user or UserFactory(audience="PRISONER", username=prisoner.number, prison=prisoner.prison)
    if prisoner.user is None:
        prisoner.user = user
        prisoner.save(update_fields=["user"])
    return send_request(prisoner=prisoner, kind=kind(code), answers=said, by=user, at=NOW, origin=Origin())


def a_contact(given: Given = MUM, prison: str = "MDI") -> Contact:
    return make_known(given=given, contact=None, prison=prison, at=NOW)


def a_tie(prisoner: Prisoner, contact: Contact, by: User, **flags: Any) -> Tie:
    return Tie.objects.create(
        prisoner=prisoner,
        contact=contact,
        relationship="PARENT",
        approved_at=NOW,
        approved_by=by,
        changed_at=NOW,
        **{"may_call": True, **flags},
    )


def a_restriction(by: User, kind: str = "NONCON", **about: Any) -> Restriction:
    some = about.get("contact") or about["prisoner"]
    said = {"reason": "Court order", "since_on": date(2027, 1, 1), "made_at": NOW, **about}
    return Restriction.objects.create(prison_id=some.prison_id, kind=kind, made_by=by, **said)
