"""The lists that lead to a person, and the way back to one as it was narrowed, sorted and paged.

An address says which list by its name, and only codes of it: nobody is led elsewhere, and no name is ever in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from passport.caseload import FILTERS

LONGEST = 600  # characters of an address's query
CAME_FROM, MOST_KEPT = "came_from", 20  # people whose way back a session keeps, the last ones


@dataclass(frozen=True)
class List:
    """url: its name. name: what the way back says. kept: what of its address is kept."""

    url: str
    name: str | Promise
    kept: tuple[str, ...] = ()


LISTS: dict[str, List] = {
    "caseload": List("passport:caseload", _("Caseload"), (*FILTERS, "sort", "page", "everybody")),
    "people": List("accounts:people", _("People"), ("window", "mine", "sort", "page", "searched")),
    "cases": List("accounts:cases", _("Allocate"), ("of", "window", "page")),
    "due": List("passport:due", _("Due"), ("when", "whose", "pathway", "owner", "page")),
    "applications": List("passport:applications_late", _("Applications that wait"), ("when", "whose", "page")),
    "meetings": List("passport:meetings_due", _("Meetings"), ("whose", "page")),
    "prompts": List("passport:prompts", _("Prompts"), ("whose", "page")),
    "moves": List("passport:moves", _("Coming and going")),
    "home": List("passport:staff_home", _("Home")),
}


def plain(code: str) -> bool:
    """Whether this is a code, a number or an id, and no words."""
    return code.replace("_", "").replace("-", "").isalnum()


def way_in(name: str, query: Mapping[str, str]) -> str:
    """What the address of a person carries, from this list with that query: "from=…&back=…"."""
    kept = urlencode({each: query[each][:36] for each in LISTS[name].kept if plain(query.get(each, ""))})
    return urlencode({"from": name, "back": kept} if kept else {"from": name})


def way_back(name: str, back: str) -> tuple[str, List] | None:
    """The address of a list and the list itself; None for a name that is none. back: the query it had."""
    found = LISTS.get(name)
    if found is None:
        return None
    given = dict(pair.partition("=")[::2] for pair in back[:LONGEST].split("&"))
    kept = {each: given[each][:36] for each in found.kept if plain(given.get(each, ""))}
    if name == "caseload" and not kept:
        kept = {"all": "yes"}  # without a query it begins with the last one
    address = reverse(found.url)
    return (f"{address}?{urlencode(kept)}" if kept else address, found)


def came_from(request: HttpRequest, prisoner_id: UUID) -> tuple[str, List] | None:
    """The list that led to this person, as it stood there, or None. Queries: none.

    The address says it once; from then on the session does, so that no page, form or redirect loses it.
    """
    kept: dict[str, list[str]] = request.session.get(CAME_FROM, {})
    pk, name = str(prisoner_id), request.GET.get("from", "")
    if way_back(name, "") is not None:
        said = [name, request.GET.get("back", "")[:LONGEST]]
        if kept.get(pk) != said:
            others = [pair for pair in kept.items() if pair[0] != pk]
            kept = request.session[CAME_FROM] = dict([*others, (pk, said)][-MOST_KEPT:])
    return way_back(*kept[pk]) if pk in kept else None
