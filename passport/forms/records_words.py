"""Tables and kinds of record in words."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
KINDS: dict[str, Words] = {
    "erase": _("The whole record of a person"),
    "clear_requests": _("What was asked and answered"),
    "clear_letters": _("Letters to agencies"),
    "clear_timetable": _("Days of the timetable that are over"),
    "close_exports": _("Copies that people asked for"),
}


def title_of(model: str) -> str:
    """A table's name as people say it. Queries: none."""
    return str(apps.get_model(model)._meta.verbose_name).capitalize()
