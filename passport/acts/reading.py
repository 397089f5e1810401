"""Reading a passport at the prison: what this reader may see, and an audit line that the person can see too."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.keys import signers_of
from accounts.models import ArchiveKey, Audience, AuditEntry, Prisoner, Role, RoleHeld, User
from accounts.seal import Unreadable, open_section
from passport.models import CARRIED, Answer, Passport, SealedFile, SectionVersion, is_restricted

from .sections import Section, binding_of, envelope_of, keys_of

READ = "read_passport"
MOST_READS = 200
MOST_ASKED = 5


@dataclass(frozen=True)
class Reading:
    """The newest version of every section: opened, withheld from this reader, or not to be trusted."""

    sections: tuple[Section, ...]
    withheld: tuple[str, ...]
    untrusted: tuple[str, ...] = ()

    def __getitem__(self, sec: str) -> Section | None:
        return next((section for section in self.sections if section.sec == sec), None)


@transaction.atomic
def read_passport(*, passport: Passport, by: User, at: datetime, why: str = "") -> Reading:
    """Open the newest version of each section that `by` may read, and write down that it was read.

    why      a code: "own" for the person, "report", "review", or what a reader said (forms.rights.WhyForm).
    Queries  11, however many versions there are. Raises NotAllowed.
    A section that does not open (changed on the disk, erased) is named in `untrusted`, with an audit line.
    """
    prisoner = passport.prisoner
    own = by.audience == Audience.PRISONER
    reach = access.require(by, Verb.OWN_PASSPORT if own else Verb.READ_PASSPORT, prisoner)
    restricted = own or access.can(by, reach, Verb.READ_RESTRICTED, prisoner)
    keys = keys_of(passport.pk)
    sections, withheld, untrusted, signers = [], [], [], {}
    newest = SectionVersion.objects.of(passport.pk).newest().exclude(sec__startswith=CARRIED)
    for version in newest.order_by("sec").prefetch_related("wraps"):
        if is_restricted(version.sec) and not restricted:
            withheld.append(version.sec)
            continue
        kind = ArchiveKey.Kind.RESTRICTED if is_restricted(version.sec) else ArchiveKey.Kind.NORMAL
        if version.iss not in signers:
            signers[version.iss] = signers_of(version.iss)
        try:
            opened = open_section(
                envelope_of(version),
                expected=binding_of(version),
                key=keys[kind],
                signers=signers[version.iss],
                at=at,
                digest=version.digest,
            )
        except (Unreadable, KeyError, ValueError) as fault:
            untrusted.append(version.sec)
            why_not = f"{version.sec} {fault.fault if isinstance(fault, Unreadable) else 'key'}"
            audit.write(by=by, verb="find_untrusted", what="passport.Passport", whom=passport.pk, at=at, why=why_not)
            continue
        sections.append(Section(version.sec, version.ver, opened.issued_at, opened.data))
    audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why=why)
    return Reading(tuple(sections), tuple(withheld), tuple(untrusted))


def whom_to_ask(prisoner: Prisoner) -> list[tuple[str, list[str]]]:
    """Whom to speak to about what is withheld: (name, jobs), those who work with the person first. Queries: 2.

    At most five. Nobody who is asked has to tell: they decide what the work needs.
    """
    found = [(one.name, [str(held.get_role_display()) for held in one.roles_held.all()]) for one in _asked(prisoner)]
    return found[:MOST_ASKED]


def _asked(prisoner: Prisoner) -> list[User]:
    practitioner = Role.RESETTLEMENT_PRACTITIONER
    found = list(access.readers_of_restricted(prisoner).order_by("name")[: MOST_ASKED * 4])
    return sorted(found, key=lambda one: practitioner not in {held.role for held in one.roles_held.all()})


@dataclass(frozen=True)
class Read:
    """Somebody read the passport. `roles` (Role values) of staff, or the agency's name; never a staff name.

    why      the code of the reason that was given; "" for an agency, whose agreement says it.
    """

    at: datetime
    agency: str
    roles: tuple[str, ...]
    file: bool = False  # the agency got a sealed file: nobody can tell when it is read
    why: str = ""


def who_read(*, passport: Passport) -> list[Read]:
    """Who has read this passport, newest first, the person's own reads left out. At most 200. Queries: 4."""
    entries = AuditEntry.objects.filter(whom=str(passport.pk), verb=READ).exclude(why="own")
    lines = list(entries.order_by("-at")[:MOST_READS])
    roles = _roles_of({line.who for line in lines})
    reads = [Read(line.at, "", roles.get(line.who, ()), why=line.why) for line in lines]
    opened = (
        Answer.objects.filter(handover__rec=passport.pk, kind=Answer.Kind.OPENED)
        .select_related("handover__agency")
        .order_by("-at")[:MOST_READS]
    )
    reads += [Read(answer.at, answer.handover.agency.name, ()) for answer in opened]
    files = SealedFile.objects.filter(passport=passport).select_related("agency")[:MOST_READS]
    reads += [Read(file.made_at, file.agency.name, (), file=True) for file in files]
    return sorted(reads, key=lambda read: read.at, reverse=True)[:MOST_READS]


def who_wrote(*, passport: Passport) -> dict[str, tuple[str, ...]]:
    """For each section, the roles (Role values) of who wrote its newest version; () for the person and for a node.

    Queries: 2.
    """
    lines = AuditEntry.objects.filter(whom=str(passport.pk), verb="write_section").order_by("at", "id")
    writers = dict(lines.values_list("why", "who"))  # the newest line of a section comes last
    roles = _roles_of(set(writers.values()))
    return {sec: roles.get(who, ()) for sec, who in writers.items()}


def _roles_of(who: set[str]) -> dict[str, tuple[str, ...]]:
    people = {one for one in who if not one.startswith("node:")}
    roles: dict[str, tuple[str, ...]] = {}
    for held in RoleHeld.objects.filter(user_id__in=people).order_by("role"):
        roles[str(held.user_id)] = (*roles.get(str(held.user_id), ()), held.role)
    return roles
