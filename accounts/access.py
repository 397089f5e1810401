"""Who may. Roles give verbs, guardian gives objects, and what is not given is refused.

A `Reach` is computed once a request and handed to the scopes of the models; acts call `require`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Cast
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm

from .models import Alert, Audience, Limited, Prisoner, Role, RoleHeld, User
from .models.permissions import PrisonerUserObjectPermission
from .roll.alerts import ALERTS, Readers


class NotAllowed(PermissionDenied):
    """This person may not do this. Says the verb, never the object."""


class IsHistory(NotAllowed):
    """What lies here of this person is history: the record went to another prison, or on under another number."""


class Verb(StrEnum):
    """What can be done. One word a door; the table below says whose role opens it."""

    SEE_ROLL = "see_roll"
    WRITE_REPORT = "write_report"
    WRITE_PLAN = "write_plan"
    READ_PASSPORT = "read_passport"
    TAKE_CASE = "take_case"
    SEE_CASELOADS = "see_caseloads"
    ALLOCATE_CASES = "allocate_cases"
    WRITE_CASE_NOTE = "write_case_note"
    LIMIT_ACCESS = "limit_access"
    READ_RESTRICTED = "read_restricted"
    PROPOSE_AGREEMENT = "propose_agreement"
    APPROVE_AGREEMENT = "approve_agreement"
    HAND_OVER = "hand_over"
    KEEP_DOCUMENTS = "keep_documents"
    KEEP_RECORDS = "keep_records"
    MANAGE_TERMINALS = "manage_terminals"
    MANAGE_STAFF = "manage_staff"
    RESET_PIN = "reset_pin"
    KEEP_APART = "keep_apart"
    SEE_SYNC = "see_sync"
    MOVE_PEOPLE = "move_people"
    RELEASE_AT_COURT = "release_at_court"
    JOIN_NUMBERS = "join_numbers"
    HANDLE_REQUESTS = "handle_requests"
    OVERSEE_REQUESTS = "oversee_requests"
    VET_CONTACTS = "vet_contacts"
    APPROVE_PROTECTED_CONTACTS = "approve_protected_contacts"
    RESTRICT_CONTACTS = "restrict_contacts"
    GIVE_OUT_LIST = "give_out_list"
    ANSWER_FLAGS = "answer_flags"
    POST_NOTICES = "post_notices"
    IMPORT_TIMETABLE = "import_timetable"
    MANAGE_COURSES = "manage_courses"
    REVIEW_COURSES = "review_courses"
    TEACH = "teach"
    PLAN_LEARNING = "plan_learning"
    IMPORT_LEARNING = "import_learning"
    GIVE_AWARDS = "give_awards"
    WITHDRAW_AWARDS = "withdraw_awards"
    MODERATE_GROUPS = "moderate_groups"
    LEARN = "learn"
    STUDY = "study"
    OWN_PASSPORT = "own_passport"
    ASK = "ask"
    OPEN_HANDOVER = "open_handover"
    OPEN_LETTER = "open_letter"
    MAKE_AGENCY_KEY = "make_agency_key"
    MANAGE_AGENCIES = "manage_agencies"
    PUBLISH_DIRECTORY = "publish_directory"


SEES = {Verb.SEE_ROLL, Verb.LEARN}  # all who work in a prison: they learn there too
READS = {*SEES, Verb.READ_PASSPORT}
NOTES = {*READS, Verb.WRITE_CASE_NOTE}
HANDLES = {*SEES, Verb.HANDLE_REQUESTS}
TEACHES = {Verb.MANAGE_COURSES, Verb.REVIEW_COURSES, Verb.TEACH, Verb.PLAN_LEARNING, Verb.GIVE_AWARDS}
VERBS: dict[str, set[Verb]] = {
    Role.WING_OFFICER: {*HANDLES, Verb.RESET_PIN, Verb.KEEP_APART},
    Role.KEY_WORKER: {*NOTES, *HANDLES},
    Role.TUTOR: {*SEES, *TEACHES, Verb.WITHDRAW_AWARDS, Verb.MODERATE_GROUPS},
    Role.CIAG_WORKER: {*NOTES, Verb.PLAN_LEARNING, Verb.IMPORT_LEARNING},
    Role.CONTACTS_CLERK: {*HANDLES, Verb.VET_CONTACTS},
    Role.PUBLIC_PROTECTION: {
        *NOTES,
        *HANDLES,
        Verb.READ_RESTRICTED,
        Verb.LIMIT_ACCESS,
        Verb.KEEP_APART,
        Verb.VET_CONTACTS,
        Verb.APPROVE_PROTECTED_CONTACTS,
        Verb.RESTRICT_CONTACTS,
        Verb.KEEP_RECORDS,
    },
    Role.SAFER_CUSTODY: {*NOTES, *HANDLES, Verb.READ_RESTRICTED, Verb.KEEP_APART, Verb.ANSWER_FLAGS},
    Role.BUSINESS_HUB_CLERK: {*HANDLES},
    Role.HEALTHCARE_WORKER: {*HANDLES},
    Role.LIBRARIAN: {*HANDLES},
    Role.RESETTLEMENT_PRACTITIONER: {
        *NOTES,
        *HANDLES,
        Verb.WRITE_REPORT,
        Verb.WRITE_PLAN,
        Verb.TAKE_CASE,
        Verb.SEE_CASELOADS,
        Verb.HAND_OVER,
        Verb.MOVE_PEOPLE,
        Verb.RELEASE_AT_COURT,
        Verb.JOIN_NUMBERS,
        Verb.KEEP_DOCUMENTS,
    },
    Role.HEAD_OF_REDUCING_REOFFENDING: {
        *NOTES,
        Verb.RELEASE_AT_COURT,
        Verb.SEE_CASELOADS,
        Verb.ALLOCATE_CASES,
        Verb.LIMIT_ACCESS,
        Verb.APPROVE_AGREEMENT,
        Verb.KEEP_RECORDS,
        Verb.SEE_SYNC,
        Verb.OVERSEE_REQUESTS,
        Verb.POST_NOTICES,
        Verb.REVIEW_COURSES,
        Verb.WITHDRAW_AWARDS,
    },
    Role.PRISON_ADMINISTRATOR: {
        *SEES,
        Verb.IMPORT_LEARNING,
        Verb.MANAGE_TERMINALS,
        Verb.MANAGE_STAFF,
        Verb.LIMIT_ACCESS,
        Verb.RESET_PIN,
        Verb.PROPOSE_AGREEMENT,
        Verb.APPROVE_AGREEMENT,
        Verb.KEEP_RECORDS,
        Verb.SEE_SYNC,
        Verb.MOVE_PEOPLE,
        Verb.JOIN_NUMBERS,
        Verb.POST_NOTICES,
        Verb.IMPORT_TIMETABLE,
        Verb.GIVE_OUT_LIST,
    },
    Role.AGENCY_WORKER: {Verb.OPEN_HANDOVER, Verb.OPEN_LETTER, Verb.MAKE_AGENCY_KEY},
    Role.AGENCY_LEAD: {Verb.OPEN_HANDOVER, Verb.OPEN_LETTER, Verb.MAKE_AGENCY_KEY},
    Role.CENTRAL_ADMINISTRATOR: {Verb.MANAGE_AGENCIES, Verb.SEE_SYNC},
    Role.DIRECTORY_OFFICER: {Verb.PUBLISH_DIRECTORY},
}

OWN = frozenset({Verb.OWN_PASSPORT, Verb.ASK, Verb.STUDY})  # of somebody in prison, about themselves
AGENCY_ROLES = frozenset({Role.AGENCY_WORKER, Role.AGENCY_LEAD})
RISK_ROLES = frozenset(  # who see alerts that bear on release and protection
    {
        Role.PUBLIC_PROTECTION,
        Role.SAFER_CUSTODY,
        Role.RESETTLEMENT_PRACTITIONER,
        Role.HEAD_OF_REDUCING_REOFFENDING,
    }
)
AUDIENCE_OF_ROLE: dict[str, Audience] = {
    role: Audience.AGENCY if role in AGENCY_ROLES else Audience.STAFF for role in VERBS
}
AUDIENCE_OF_VERB: dict[Verb, Audience] = {
    **dict.fromkeys(OWN, Audience.PRISONER),
    **{verb: AUDIENCE_OF_ROLE[role] for role, verbs in VERBS.items() for verb in verbs},
}

TAKES_CASES = frozenset(role for role, verbs in VERBS.items() if Verb.TAKE_CASE in verbs)

# Verbs that also need a permission on the one person: given with the case, taken back with it.
OBJECT_PERMISSION = {
    Verb.WRITE_REPORT: "work_with_prisoner",
    Verb.WRITE_PLAN: "work_with_prisoner",
    Verb.HAND_OVER: "work_with_prisoner",
    Verb.KEEP_DOCUMENTS: "work_with_prisoner",
}


# What is still done for somebody whose record goes on elsewhere: it is read, and what was wrong here is taken back.
FOR_HISTORY = frozenset(
    {
        *(Verb.SEE_ROLL, Verb.READ_PASSPORT, Verb.READ_RESTRICTED, Verb.LEARN, Verb.JOIN_NUMBERS),
        *(Verb.WITHDRAW_AWARDS, Verb.ANSWER_FLAGS, Verb.OVERSEE_REQUESTS),
    }
)


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


def holds(user: User, permission: str, about: models.Model) -> bool:
    """Whether guardian has given this user this permission on this object. Queries: 1-2."""
    return user.has_perm(f"{about._meta.app_label}.{permission}", about)


def give(user: User, permissions: Iterable[str], about: models.Model) -> None:
    """Give object permissions; the caller's act writes the audit line."""
    for permission in permissions:
        assign_perm(permission, user, about)


def workers_of(prisons: Iterable[str]) -> models.QuerySet[User]:
    """Who may be given a case in these prisons, with their capacity. Queries: none of its own."""
    able = User.objects.filter(is_active=True, audience=Audience.STAFF, prison_id__in=prisons)
    return able.filter(roles_held__role__in=TAKES_CASES).distinct().select_related("capacity").order_by("name", "pk")


def take_back(user: User, permissions: Iterable[str], about: models.Model) -> None:
    for permission in permissions:
        remove_perm(permission, user, about)


def give_many(user: User, permissions: Iterable[str], about: models.QuerySet[Prisoner]) -> None:
    """As `give`, for many people at once; who has one already keeps it. Queries: 3 a permission."""
    for permission in permissions:
        assign_perm(permission, user, about)  # type: ignore[arg-type]  # a queryset gives many


def take_back_many(user: User, permissions: Iterable[str], about: models.QuerySet[Prisoner]) -> None:
    for permission in permissions:
        remove_perm(permission, user, about)  # type: ignore[arg-type]


def alerts_for(reach: Reach, prisoner: Prisoner) -> list[Alert]:
    """The alerts of this person that this reach may see, in the order in which they matter; under any of their numbers.

    Queries: none, 1 for somebody with more numbers.
    """
    sees_risk = bool(reach.roles & RISK_ROLES)
    said = list(prisoner.alerts)
    if prisoner.has_more_numbers:
        said += [code for other in prisoner.merged.all() for code in other.alerts]
    kept = {code for code in said if ALERTS.get(code) == Readers.EVERYBODY or (code in ALERTS and sees_risk)}
    return [alert for alert in Alert if alert in kept]


def readers_of_restricted(about: Prisoner) -> models.QuerySet[User]:
    """Staff who may read what is restricted about this person: by role, or because it was given. Queries: none."""
    roles = [role for role, verbs in VERBS.items() if Verb.READ_RESTRICTED in verbs]
    held = RoleHeld.objects.filter(user=models.OuterRef("pk"), role__in=roles)
    given = PrisonerUserObjectPermission.objects.filter(
        user=models.OuterRef("pk"), content_object=about, permission__codename="read_restricted"
    )
    here = User.objects.filter(audience=Audience.STAFF, is_active=True, prison_id=about.prison_id)
    return here.filter(models.Exists(held) | models.Exists(given)).prefetch_related("roles_held")


def caseload(user: User) -> models.QuerySet[Prisoner]:
    """The people that this user works with. Queries: none until it is read."""
    return get_objects_for_user(
        user, "accounts.work_with_prisoner", klass=Prisoner, with_superuser=False, accept_global_perms=False
    )
