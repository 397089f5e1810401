"""Sections of the passport in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from passport.models import RESTRICTED, SECTIONS, Pathway

NAMES = {
    "IDENTITY": _("Cover sheet"),
    "SKILLS": _("Skills"),
    "PLAN": _("Plan"),
    "APPOINTMENTS": _("Appointments"),
    "LICENCE": _("Licence"),
    "DOCUMENTS": _("Documents"),
    "DOCUMENTS" + RESTRICTED: _("Documents: restricted"),
    "MY_WORDS": _("The person’s own words"),
}


def section_name(sec: str) -> str:
    """A section in words. Restricted ones say so."""
    if sec in NAMES:
        return str(NAMES[sec])
    pathway = str(Pathway(sec.removesuffix(RESTRICTED)).label)
    if sec.endswith(RESTRICTED):
        return str(_("%(pathway)s: restricted answers")) % {"pathway": pathway}
    return pathway


def section_names(secs: Iterable[str]) -> list[str]:
    """Sections in words, in the order of the passport."""
    wanted = set(secs)
    return [section_name(sec) for sec in SECTIONS if sec in wanted]
