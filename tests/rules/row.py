"""Who may do what at which door: one row a url, run for every method and every member of the cast.

    row("roll", PRISON, GET={200: "tutor practitioner administrator"})
    row("person", PRISON, GET={200: "practitioner"}, of=his, not_of=a_stranger)

A row names, for each method, who gets which status. Everybody else is refused: 302 to the sign-in for nobody, 403
for the others. A method that is not named is refused to the same people, and 405 for those whom some method lets
in. HEAD is answered as GET. `of` gives the url's arguments; a url that has arguments also says with `not_of` which
object is out of everybody's reach: those whom GET or POST lets in get 404 there (`missing` names another status).
A url that is missing here fails the build.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import MEMBERS, Cast

PRISON, CENTRAL = "prison", "central"
BOTH = (PRISON, CENTRAL)
EVERYBODY = " ".join(MEMBERS)
SIGNED_IN = " ".join(member for member in MEMBERS if member != "nobody")
IN_THE_CELL = "prisoner cell_mate"
STAFF = "tutor practitioner officer_elsewhere administrator"
ELSEWHERE = "officer_elsewhere"
AGENCIES = "agency_worker other_agency_worker"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
Arguments = Callable[[Cast], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    url: str
    on: tuple[str, ...]
    allowed: dict[str, dict[str, int]]  # method → member → status
    of: Arguments | None = None
    not_of: Arguments | None = None
    data: Arguments | None = None
    missing: int = 404
    outside: int = 302
    refused: int = 403
    options: dict[str, Any] = field(default_factory=dict)

    def expected(self, method: str, member: str, *, out_of_reach: bool = False) -> int:
        named = self.allowed.get("GET" if method == "HEAD" and "HEAD" not in self.allowed else method, {})
        let_in = any(member in members for members in self.allowed.values())
        if out_of_reach and let_in:
            return self.missing if member in named else 405
        if member in named:
            return named[member]
        if let_in and not named:
            return 405
        return self.outside if member == "nobody" else self.refused


def row(
    url: str,
    on: str | tuple[str, ...],
    *,
    of: Arguments | None = None,
    not_of: Arguments | None = None,
    data: Arguments | None = None,
    missing: int = 404,
    outside: int = 302,
    refused: int = 403,
    **methods: dict[int, str],
) -> Row:
    """Read one line of the table. Raises ValueError for a method or a member that does not exist."""
    allowed: dict[str, dict[str, int]] = {}
    for method, answers in methods.items():
        if method not in METHODS:
            raise ValueError(f"{url}: there is no method {method}")
        allowed[method] = {member: status for status, words in answers.items() for member in words.split()}
        if strangers := set(allowed[method]) - set(MEMBERS):
            raise ValueError(f"{url}: not in the cast: {', '.join(sorted(strangers))}")
    on = (on,) if isinstance(on, str) else on
    return Row(url, on, allowed, of, not_of, data, missing, outside, refused)
