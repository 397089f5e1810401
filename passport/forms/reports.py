"""Reports in words: why one can not be begun yet, why a pathway is left out, why one is begun again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Prisoner
from passport.acts.drafts import AlreadySubmitted, BegunAgain
from passport.acts.report_events import NoSuchReason, Told, TooLong, Why, WordsNeeded
from passport.acts.report_turns import NothingChosen
from passport.reporting import Reason, built_in, window

MOST_CHOSEN, LONGEST_CODE = 20, 40
ONCE = gettext_lazy("A pre-release report can be started once there is a release date, from 12 weeks before it.")
# Why there is no date, by legal status; each says what to do.
NO_DATE: dict[str, str | Promise] = {
    "REMAND": gettext_lazy(
        "This person is on remand. Use the immediate needs report: they may leave from court at any time."
    ),
    "RECALL": gettext_lazy(
        "This person was recalled. Use the immediate needs report, and ask the offender management unit about the date."
    ),
}
ASK = gettext_lazy("Use the immediate needs report, and ask the offender management unit about the date.")


def not_yet(prisoner: Prisoner, kind: str, on: date) -> str:
    """Why a report of this kind can not be begun on this day: from when it can, or what to do; "" if it can."""
    opens = window(kind, release_on=prisoner.release_on, on=on)
    if opens.is_open:
        return ""
    if opens.opens_on is None:
        return f"{ONCE} {NO_DATE.get(prisoner.legal_status, ASK)}"
    return _("A pre-release report can be started from %(day)s, 12 weeks before release.") % {
        "day": date_format(opens.opens_on, "j F Y")
    }


# What is wrong with a reason: the field, and words.
FAULTS: dict[type[Exception], tuple[str, str | Promise]] = {
    NothingChosen: ("pathways", gettext_lazy("Select what to leave out")),
    NoSuchReason: ("reason", gettext_lazy("Select a reason")),
    WordsNeeded: ("words", gettext_lazy("Write the reason")),
    TooLong: ("words", gettext_lazy("Use 500 characters or fewer")),
}


@dataclass(frozen=True)
class Chosen:
    """What somebody chose on the page that leaves out or begins again. fault: field → words.

    seen   pathway → revision of its part as the page showed it; -1 for one that no page shows.
    """

    seen: Mapping[str, int]
    why: Why
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, post: QueryDict) -> "Chosen":
        seen = {}
        for value in post.getlist("pathways")[:MOST_CHOSEN]:
            pathway, _dot, revision = value.partition(".")
            known = revision.isascii() and revision.isdigit() and len(revision) < 9
            seen[pathway[:LONGEST_CODE]] = int(revision) if known else -1
        return cls(seen, Why(post.get("reason", ""), post.get("words", "")))

    def refused(self, refusal: Exception) -> "Chosen":
        name, words = FAULTS[type(refusal)]
        return replace(self, faults={name: str(words)})

    def with_reason(self, code: str) -> "Chosen":
        """With this reason where none was chosen."""
        return replace(self, why=replace(self.why, reason=self.why.reason or code))

    def listed(self) -> list[tuple[str, str]]:
        """For the error summary."""
        firsts = {"pathways": "pathways-first", "reason": "reason-first"}
        return [(firsts.get(name, name), words) for name, words in self.faults.items()]


def skip_reasons() -> list[tuple[str, str, bool]]:
    """Why a pathway is left out: (code, words, whether own words are needed)."""
    return _reasons(built_in().skip)


def restart_reasons() -> list[tuple[str, str, bool]]:
    """Why a report is begun again, likewise."""
    return _reasons(built_in().restart)


def _reasons(reasons: tuple[Reason, ...]) -> list[tuple[str, str, bool]]:
    return [(one.code, one.name(get_language() or "en"), one.needs_words) for one in reasons]


def decided(told: list[Told]) -> dict[str, Any]:
    """{"decisions": newest first, {"event", "reason", "words"}}; words None where they don't open."""
    language = get_language() or "en"
    rows = [
        {
            "event": one.event,
            "reason": built_in().name_of(one.event.reason, language) if one.event.reason else "",
            "words": one.words,
        }
        for one in told
    ]
    return {"decisions": rows}


def is_over(refusal: AlreadySubmitted) -> str:
    """Why nothing more is saved in a report."""
    if isinstance(refusal, BegunAgain):
        return _("A colleague has begun this report again. Nothing was saved in the old one.")
    return _("A colleague has submitted this report. Nothing was saved.")
