"""Who answers what is asked from the cell: teams, and the roles whose people sit in them."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role


class Team(models.TextChoices):
    WING = "WING", _("Wing office")
    BUSINESS_HUB = "BUSINESS_HUB", _("Business hub")
    CONTACTS = "CONTACTS", _("Contacts and phones")
    VISITS = "VISITS", _("Visits")
    PUBLIC_PROTECTION = "PUBLIC_PROTECTION", _("Public protection")
    SAFER_CUSTODY = "SAFER_CUSTODY", _("Safer custody")
    HEALTHCARE = "HEALTHCARE", _("Healthcare")
    LIBRARY = "LIBRARY", _("Library")
    RESETTLEMENT = "RESETTLEMENT", _("Resettlement")


# A team's members by role. A request is read by the team that has it and by those that had it before.
TEAMS_OF_ROLE: dict[str, frozenset[Team]] = {
    Role.WING_OFFICER: frozenset({Team.WING}),
    Role.KEY_WORKER: frozenset({Team.WING}),
    Role.BUSINESS_HUB_CLERK: frozenset({Team.BUSINESS_HUB}),
    Role.CONTACTS_CLERK: frozenset({Team.CONTACTS, Team.VISITS}),
    Role.PUBLIC_PROTECTION: frozenset({Team.PUBLIC_PROTECTION}),
    Role.SAFER_CUSTODY: frozenset({Team.SAFER_CUSTODY}),
    Role.HEALTHCARE_WORKER: frozenset({Team.HEALTHCARE}),
    Role.LIBRARIAN: frozenset({Team.LIBRARY}),
    Role.RESETTLEMENT_PRACTITIONER: frozenset({Team.RESETTLEMENT}),
}


def teams_of(roles: Iterable[str]) -> frozenset[Team]:
    """The teams that these roles sit in."""
    return frozenset(team for role in roles for team in TEAMS_OF_ROLE.get(role, ()))


def roles_of(team: str) -> list[str]:
    """The roles that sit in a team."""
    return [role for role, teams in TEAMS_OF_ROLE.items() if team in teams]
