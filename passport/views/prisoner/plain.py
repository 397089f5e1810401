"""The field's codes in the plain words of the cell. Reading age: tests/rules/test_reading_age.py."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from passport.models import RESTRICTED, PathwayState

Words = str | Promise


@dataclass(frozen=True)
class Name:
    """What the cell calls a section, and its picture."""

    words: Words
    icon: str


SECTION_NAMES: dict[str, Name] = {
    "IDENTITY": Name(_("Who you are"), "person"),
    "ACCOMMODATION": Name(_("Where you will live"), "house"),
    "ATTITUDES_THINKING_AND_BEHAVIOUR": Name(_("How you think and act"), "mind"),
    "CHILDREN_FAMILIES_AND_COMMUNITY": Name(_("Your family and friends"), "family"),
    "DRUGS_AND_ALCOHOL": Name(_("Drugs and drink"), "drop"),
    "EDUCATION_SKILLS_AND_WORK": Name(_("Learning and work"), "work"),
    "FINANCE_AND_ID": Name(_("Money and ID"), "money"),
    "HEALTH": Name(_("Your health"), "health"),
    "SKILLS": Name(_("What you can do"), "award"),
    "PLAN": Name(_("Your plan"), "plan"),
    "APPOINTMENTS": Name(_("Who you will meet"), "calendar"),
    "LICENCE": Name(_("Rules to keep when you are out"), "licence"),
    "DOCUMENTS": Name(_("Your papers"), "document"),
    "MY_WORDS": Name(_("My words"), "pen"),
}

STATUSES: dict[str, tuple[str, Words]] = {
    PathwayState.Status.SUPPORT_REQUIRED: ("wait", _("You need help with this")),
    PathwayState.Status.IN_PROGRESS: ("doing", _("You are getting help")),
    PathwayState.Status.SUPPORT_NOT_REQUIRED: ("done", _("You need no help")),
    PathwayState.Status.SUPPORT_DECLINED: ("stop", _("You said no to help")),
    PathwayState.Status.DONE: ("done", _("This is done")),
}

# Who somebody is, without the words of an office. The office's own word stands beside it as a name.
ROLES: dict[str, Words] = {
    Role.WING_OFFICER: _("An officer on your wing"),
    Role.KEY_WORKER: _("Your key worker"),
    Role.TUTOR: _("A tutor"),
    Role.CIAG_WORKER: _("Someone who helps with jobs"),
    Role.CONTACTS_CLERK: _("Someone who helps with calls and visits"),
    Role.PUBLIC_PROTECTION: _("Someone who helps keep people safe"),
    Role.SAFER_CUSTODY: _("Someone who helps keep you safe"),
    Role.RESETTLEMENT_PRACTITIONER: _("Someone who helps you get ready to leave"),
    Role.HEAD_OF_REDUCING_REOFFENDING: _("Someone who runs this work in the prison"),
    Role.PRISON_ADMINISTRATOR: _("Someone from the prison office"),
    Role.BUSINESS_HUB_CLERK: _("Someone who helps with money and your things"),
    Role.HEALTHCARE_WORKER: _("Someone from health care"),
    Role.LIBRARIAN: _("Someone from the library"),
}
STAFF: Words = _("A member of staff")


def name_of(section: str) -> Name:
    """The plain name of a section; a restricted one goes by its pathway's."""
    return SECTION_NAMES[section.removesuffix(RESTRICTED)]


def person_of(roles: tuple[str, ...]) -> dict[str, Any]:
    """Who somebody is in plain words, and the names of their jobs: {"plain", "jobs"}."""
    plain = next((ROLES[role] for role in roles if role in ROLES), STAFF)
    return {"plain": plain, "jobs": [Role(role).label for role in roles]}
