"""How far somebody sees: computed once a request and handed to the scopes of the models; acts call `require`."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Cast

from accounts.models import Audience, Limited, Prisoner, RoleHeld, User

from .given import holds
from .verbs import FOR_HISTORY, OBJECT_PERMISSION, OWN, VERBS, Verb


class NotAllowed(PermissionDenied):
    """This person may not do this. Says the verb, never the object."""


class IsHistory(NotAllowed):
    """What lies here of this person is history: the record went to another prison, or on under another number."""


@dataclass(frozen=True)
class Reach:
    """How far one signed-in person can see. Empty means nothing at all.

    hidden   people of these prisons whom only others are named to know of: they are nowhere.
    """

    user_id: UUID | None = None
    audience: str = ""
    verbs: frozenset[Verb] = frozenset()
    prisons: frozenset[str] = frozenset()
    agency_id: UUID | None = None
    prisoner_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    hidden: frozenset[UUID] = field(default_factory=frozenset)

    def people(self, path: str = "", prison: str = "") -> models.Q:
        """Rows about people whom staff may know of, as a filter. Queries: none of its own.

        path     from the row to the person, "prisoner" say; "" for the person's own row.
        prison   the row's own column of the prison, where it has one. A row about nobody is of its prison.
        """
        to = f"{path}__" if path else ""
        here = models.Q(**{f"{prison or f'{to}prison_id'}__in": self.prisons})
        if not self.hidden:
            return here
        shown = ~models.Q(**{f"{to}pk__in": self.hidden})
        return here & (shown | models.Q(**{f"{path}__isnull": True}) if path else shown)

    def may(self, verb: Verb) -> bool:
        return verb in self.verbs


NOBODY = Reach()


def reach_of(user: Any) -> Reach:
    """Compute the reach of a user; an anonymous or inactive one reaches nothing. Queries: 1 (2 for a prisoner)."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    if user.audience == Audience.PRISONER:
        here = Prisoner.objects.here().filter(user_id=user.pk, merged_into__isnull=True)
        own = here.values_list("pk", flat=True).first()
        if own is None:
            return NOBODY
        return Reach(user.pk, user.audience, OWN, frozenset(), None, own)
    roles, hidden = _roles_and_hidden(user)
    verbs = frozenset(verb for role in roles for verb in VERBS[role])
    if user.audience == Audience.AGENCY:
        return Reach(user.pk, user.audience, verbs, frozenset(), user.agency_id, None, roles)
    prisons = frozenset({user.prison_id}) if user.prison_id else frozenset()
    return Reach(user.pk, user.audience, verbs, prisons, None, None, roles, hidden)


def _roles_and_hidden(user: User) -> tuple[frozenset[str], frozenset[UUID]]:
    """The roles that somebody holds, and the people whom only others are named to know of. Queries: 1."""
    roles = RoleHeld.objects.filter(user_id=user.pk).values_list("role", Cast(models.Value(None), models.UUIDField()))
    if user.prison_id is None:
        return frozenset(role for role, _nobody in roles), frozenset()
    hidden = Limited.objects.hiding_from(user).order_by().values_list(models.Value(""), "prisoner_id")
    rows = list(roles.union(hidden, all=True))
    return frozenset(role for role, _nobody in rows if role), frozenset(person for _role, person in rows if person)


def require(user: Any, verb: Verb, about: Prisoner | None = None) -> Reach:
    """Let an act go on, or raise NotAllowed. Queries: 1 for the roles, 2 more where the verb needs the person.

    about    the prisoner the act is about: must be in reach, and hold the object permission that the verb asks for.
    Raises   NotAllowed; IsHistory where the person's record goes on elsewhere.
    """
    reach = reach_of(user)
    allowed = reach.may(verb) if about is None else can(user, reach, verb, about)
    if not allowed and about is not None and about.is_history and about.prison_id in reach.prisons:
        raise IsHistory(verb.value)
    if not allowed:
        raise NotAllowed(verb.value)
    return reach


def require_own(user: Any, verb: Verb, own: Prisoner) -> None:
    """As `require` for what only the person does: for an act that holds their row already. Queries: none.

    own      the person's row as the act has locked it. Raises NotAllowed.
    """
    theirs = isinstance(user, User) and user.is_active and user.audience == Audience.PRISONER
    if not theirs or own.user_id != user.pk or own.left_at is not None or verb not in OWN:
        raise NotAllowed(verb.value)


def can(user: User, reach: Reach, verb: Verb, about: Prisoner) -> bool:
    """Whether this reach covers this verb on this person. Queries: up to 2."""
    if reach.audience == Audience.PRISONER:
        return verb in reach.verbs and reach.prisoner_id == about.pk
    if about.prison_id not in reach.prisons or about.pk in reach.hidden:
        return False
    if about.is_history and verb not in FOR_HISTORY:
        return False
    if verb is Verb.READ_RESTRICTED:
        return verb in reach.verbs or holds(user, "read_restricted", about)
    if verb not in reach.verbs:
        return False
    permission = OBJECT_PERMISSION.get(verb)
    return permission is None or holds(user, permission, about)
