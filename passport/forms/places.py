"""The pages about one person, in groups: which of them a reader may open, and where the reader is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Reach, Verb, can
from accounts.models import Prisoner, User

Words = str | Promise
FEW = 6  # so many pages stand side by side on a phone: fewer need no groups


@dataclass(frozen=True)
class Leaf:
    """One page. url: its name; needs: what the reader must be able to do, a key of `may`, "" for nothing."""

    url: str
    name: Words
    needs: str


@dataclass(frozen=True)
class Branch:
    """A group of pages, the most used first. also: names of urls of it that lie below none of its pages."""

    name: Words
    leaves: tuple[Leaf, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A link of the navigation. here: what aria-current says: "page", "true" where the page lies below it, or ""."""

    href: str
    name: Words
    here: str = ""


@dataclass(frozen=True)
class Places:
    """groups: the first row; pages: those of the group that the reader is in, where there are more; name: its name."""

    groups: list[Place]
    pages: list[Place]
    name: Words = ""


TREE = (
    Branch(_("Overview"), (Leaf("passport:person", _("Overview"), ""),)),
    Branch(
        _("Needs and reports"),
        (
            Leaf("passport:staff_needs", _("Needs"), "may_read"),
            Leaf("passport:read", _("Passport"), "may_read"),
            Leaf("passport:prompts_of", _("Prompts"), "may_read"),
        ),
        (
            *("report", "report_submit", "report_part", "report_check", "report_page"),
            *("report_skip", "report_again", "report_read"),
        ),
    ),
    Branch(
        _("Plan"),
        (
            Leaf("passport:staff_plan", _("Plan"), "may_read"),
            Leaf("passport:meetings", _("Meetings"), "may_read"),
        ),
    ),
    Branch(
        _("Getting ready"),
        (
            Leaf("passport:staff_ready", _("List"), "may_read"),
            Leaf("passport:staff_appointments", _("Appointments"), "may_read"),
            Leaf("passport:staff_applications", _("Applications"), "may_read"),
            Leaf("passport:staff_licence", _("Licence"), "may_read"),
        ),
    ),
    Branch(
        _("Sharing"),
        (
            Leaf("passport:handovers", _("Hand over"), "may_hand_over"),
            Leaf("passport:staff_link", _("Link for the phone"), "may_hand_over"),
            Leaf("passport:pack", _("Release pack"), "may_hand_over"),
            Leaf("passport:court", _("Released at court"), "may_release_at_court"),
        ),
        ("sealed_file",),
    ),
    Branch(
        _("On file"),
        (
            Leaf("passport:case_notes", _("Case notes"), "may_read"),
            Leaf("passport:documents", _("Documents"), "may_read"),
            Leaf("passport:record_of", _("The record"), "may_keep_records"),
            Leaf("accounts:pin", _("PIN"), "may_give_pin"),
            Leaf("passport:move", _("Coming and going"), "may_move"),
            Leaf("passport:numbers", _("Numbers"), "may_join"),
            Leaf("accounts:limit_ask", _("Limit access"), "may_limit"),
            Leaf("accounts:apart", _("Kept apart"), "may_keep_apart"),
        ),
        ("copy",),
    ),
)


def may_open(user: User, reach: Reach, prisoner: Prisoner) -> dict[str, bool]:
    """Which of a person's pages this member of staff may open: needs → whether. Queries: up to 2."""
    may, here = reach.may, prisoner.left_at is None
    return {
        "may_read": may(Verb.READ_PASSPORT),
        "may_hand_over": can(user, reach, Verb.HAND_OVER, prisoner),
        "may_keep_records": may(Verb.KEEP_RECORDS),
        "may_give_pin": may(Verb.RESET_PIN) and here,
        "may_limit": may(Verb.LIMIT_ACCESS) and here,
        "may_move": may(Verb.MOVE_PEOPLE),
        "may_release_at_court": may(Verb.RELEASE_AT_COURT) and not prisoner.is_history,
        "may_join": may(Verb.JOIN_NUMBERS),
        "may_keep_apart": may(Verb.KEEP_APART) and here,
    }


def places(prisoner_id: UUID, may: Mapping[str, Any], path: str, url_name: str) -> Places:
    """Where a reader can go from a page about this person: at most two presses to any. Queries: none.

    may      which of the `needs` hold. path, url_name: of the page that is shown.
    """
    tree = [(one, [leaf for leaf in one.leaves if not leaf.needs or may.get(leaf.needs)]) for one in TREE]
    flat = sum(len(leaves) for _one, leaves in tree) <= FEW
    found = Places([], [])
    for branch, leaves in tree:
        pages = [_place(leaf, prisoner_id, path) for leaf in leaves]
        if flat or len(pages) < 2:
            found.groups.extend(pages)
            continue
        inside = any(page.here for page in pages) or url_name in branch.also
        found.groups.append(Place(pages[0].href, branch.name, "true" if inside else ""))
        if inside:
            found = Places(found.groups, pages, branch.name)
    return found


def _place(leaf: Leaf, prisoner_id: UUID, path: str) -> Place:
    href = reverse(leaf.url, args=[prisoner_id])
    below = path.startswith(href) and leaf.url != "passport:person"  # all of them lie below the overview
    return Place(href, leaf.name, "page" if path == href else "true" if below else "")
