"""Groups of people that notices and courses are meant for."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Prisoner

YOUNG = 25  # years: a young adult is younger
SOON = 84  # days before release, the twelve weeks of the pre-release report


class Cohort(models.TextChoices):
    REMAND = "REMAND", _("On remand")
    SENTENCED = "SENTENCED", _("Sentenced")
    YOUNG_ADULT = "YOUNG_ADULT", _("Under 25")
    LEAVING_SOON = "LEAVING_SOON", _("Leaving in the next 12 weeks")
    WOMEN = "WOMEN", _("Women")


def cohorts_of(person: Prisoner, on: date) -> set[str]:
    """The cohorts that somebody belongs to on a day. Queries: none."""
    found: set[str] = set()
    if person.legal_status == "REMAND":
        found.add(Cohort.REMAND)
    elif person.legal_status in {"SENTENCED", "RECALL", "INDETERMINATE_SENTENCE"}:
        found.add(Cohort.SENTENCED)
    born = person.date_of_birth
    if on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < YOUNG:
        found.add(Cohort.YOUNG_ADULT)
    if person.release_on and 0 <= (person.release_on - on).days <= SOON:
        found.add(Cohort.LEAVING_SOON)
    if person.gender == "FEMALE":
        found.add(Cohort.WOMEN)
    return found


def wing_of(cell: str) -> str:
    """The wing of a cell as the roll writes it: "2" of 2-3-030, "A" of A-1-12."""
    return cell.split("-", 1)[0]
