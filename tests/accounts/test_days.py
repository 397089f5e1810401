"""How a day is asked for: three boxes, one field."""

from datetime import date

import pytest
from django import forms
from lxml import html

from accounts.forms.days import day_field
from deploy.demonstration.processes import ROOT


class Asked(forms.Form):
    on = day_field("On which day?")
    until = day_field("Until", required=False)


def boxes(form: forms.Form, name: str = "on") -> dict[str, str]:
    page = html.fromstring(f"<div>{form[name].as_field_group()}</div>")
    return {box.get("name"): box.get("value", "") for box in page.xpath("//input")}


@pytest.mark.parametrize(
    "said",
    [
        {"on-day": "7", "on-month": "3", "on-year": "2027"},
        {"on-day": " 07 ", "on-month": "03", "on-year": "2027"},
        {"on": "2027-03-07"},
        {"on": "7/3/2027"},
        {"on": "7 March 2027"},
    ],
)
def test_a_day_is_read_from_its_boxes_or_in_one_piece(said: dict[str, str]) -> None:
    form = Asked(said)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"on": date(2027, 3, 7), "until": None}


@pytest.mark.parametrize(
    ("day", "month", "year"), [("31", "2", "2027"), ("x", "3", "2027"), ("7", "", "2027"), ("7", "3", "27")]
)
def test_what_is_no_day_stays_in_its_boxes(day: str, month: str, year: str) -> None:
    form = Asked({"on-day": day, "on-month": month, "on-year": year})
    assert form.errors["on"] == ["Enter a real day, like 27 3 2027"]
    shown = boxes(form)
    assert (shown["on-day"], shown["on-year"]) == (day, year)
    assert html.fromstring(form["on"].as_field_group()).xpath("//input/@aria-invalid") == ["true"] * 3


def test_a_day_that_stands_is_in_the_boxes() -> None:
    for standing in (date(2027, 3, 7), "2027-03-07"):
        assert boxes(Asked(initial={"on": standing})) == {"on-day": "7", "on-month": "3", "on-year": "2027"}
    assert boxes(Asked()) == {"on-day": "", "on-month": "", "on-year": ""}


def test_the_boxes_have_a_legend_and_the_summary_of_errors_leads_to_the_first() -> None:
    form = Asked({})
    page = html.fromstring(form["on"].as_field_group())
    assert page.xpath("//fieldset/legend/text()") == ["On which day?"]
    assert page.xpath("//label/@for") == page.xpath("//input/@id")
    assert form["on"].id_for_label == page.xpath("//input/@id")[0]


def test_no_form_of_the_house_asks_for_a_day_another_way() -> None:
    forms_of = [
        path for app in ("accounts", "incell", "education", "passport") for path in (ROOT / app / "forms").glob("*.py")
    ]
    other = [path.name for path in forms_of if "forms.DateField(" in path.read_text() and path.name != "days.py"]
    assert other == []
