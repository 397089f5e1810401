"""How a day is asked for everywhere: three boxes, as GOV.UK's date input, with no picker to learn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BOXES = ("year", "month", "day")
FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y"]
NOT_A_DAY = _("Enter a real day, like 27 3 2027")
HINT = _("For example 27 3 2027")


class DayBoxes(forms.Widget):
    """<name>-day, <name>-month and <name>-year; a day in one piece under <name> is taken too."""

    template_name = "django/forms/widgets/day.html"
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"day": self._boxes(value), "wrong": "aria-invalid" in context["widget"]["attrs"]}
        return context

    def _boxes(self, value: Any) -> dict[str, str]:
        if isinstance(value, date):
            value = value.strftime("%Y-%m-%d")
        said = dict(zip(BOXES, str(value or "").split("-"), strict=False))
        return {box: text.lstrip("0") for box, text in said.items()}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if name in data:
            return data[name]
        said = [str(data.get(f"{name}-{box}", "")).strip()[:10] for box in BOXES]
        return "-".join(text.zfill(2) for text in said) if any(said) else ""

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key in data for key in (name, *(f"{name}-{box}" for box in BOXES)))


def day_field(label: Any = None, **more: Any) -> forms.DateField:
    """A day. error_messages add to, or take the place of, those that say what a real day looks like."""
    errors = {"invalid": NOT_A_DAY, "required": NOT_A_DAY, **more.pop("error_messages", {})}
    more.setdefault("help_text", HINT)
    return forms.DateField(label=label, widget=DayBoxes, input_formats=FORMATS, error_messages=errors, **more)
