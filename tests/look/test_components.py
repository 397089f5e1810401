"""What the components and the form templates write, without a browser."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from accounts.templatetags import house
from accounts.views import errors

HOSTILE = '"><script>alert(1)</script>'


def render(source: str, **context: object) -> str:
    return (
        engines["django"]
        .from_string(CottonCompiler().process(source))
        .render(context, RequestFactory().get("/people/?sort=name&page=2"))
    )


@pytest.mark.parametrize(
    "source",
    [
        '<c-input name="a" :label="it" :hint="it" :error="it" :value="it" :prefix="it" :data-x="it" />',
        '<c-input name="a" label="{{ it }}" data-x="{{ it }}" />',
        '<c-textarea name="a" :label="it" :value="it" maxlength="9" />',
        '<c-radios name="a" :legend="it" :items="items" :hint="it" :error="it" />',
        '<c-checkboxes name="a" :legend="it" :items="items" />',
        '<c-select name="a" :label="it" :options="options" />',
        '<c-button :value="it" :data-x="it">{{ it }}</c-button><c-button :href="it">x</c-button>',
        '<c-summary-list :title="it"><c-summary-row :key="it" :href="it">{{ it }}</c-summary-row></c-summary-list>',
        '<c-table id="a" :caption="it"><c-tr><c-td :label="it">{{ it }}</c-td></c-tr></c-table>',
        '<c-person :name="it"><c-person-fact :name="it">{{ it }}</c-person-fact></c-person>',
        '<c-tile :name="it" :href="it" icon="home">{{ it }}</c-tile><c-status>{{ it }}</c-status>',
        '<c-banner :title="it">{{ it }}</c-banner><c-lock :detail="it" /><c-who :name="it" :detail="it" />',
        '<c-timeline-item :title="it">{{ it }}</c-timeline-item><c-task id="a" :title="it" :hint="it" href="#" />',
        '<c-error-summary :errors="options" />',
    ],
)
def test_what_people_write_stays_text(source):
    html = render(source, it=HOSTILE, items=[{"value": HOSTILE, "label": HOSTILE}], options=[(HOSTILE, HOSTILE)])
    assert "<script>" not in html
    assert 'x=""&gt' not in html
    assert "&lt;script&gt;" in html


def test_a_component_sees_its_attributes_not_the_page():
    assert "secret" not in render('<c-input name="a" label="A" />', error="secret", value="secret", hint="secret")


def test_input_is_described_by_its_hint_and_error():
    html = render('<c-input name="a" label="A" hint="H" error="E" />')
    assert 'aria-describedby="a-hint a-error"' in html
    assert 'id="a-hint"' in html
    assert 'id="a-error"' in html
    assert "aria-describedby" not in render('<c-input name="a" label="A" />')


def test_zero_is_a_value_and_none_is_not():
    assert 'value="0"' in render('<c-input name="a" label="A" :value="n" />', n=0)
    assert "value=" not in render('<c-input name="a" label="A" :value="n" />', n=None)


def test_one_answer_is_checked():
    items = [{"value": "X", "label": "x"}, {"value": "Y", "label": "y"}]
    html = render('<c-radios name="a" legend="A" :items="items" value="Y" />', items=items)
    assert html.count(" checked") == 1
    assert html.index('value="Y"') < html.index(" checked")


def test_pagination_keeps_the_other_parameters_and_hides_for_one_page():
    html = render('<c-pagination :page="page" />', page=Paginator(range(50), 10).page(2))
    assert 'href="?sort=name&amp;page=3"' in html
    assert 'aria-current="page"' in html
    assert render('<c-pagination :page="page" />', page=Paginator(range(5), 10).page(1)).strip() == ""


def test_navigation_marks_where_the_page_lies():
    html = render('<c-nav-item href="/people/">P</c-nav-item><c-nav-item href="/">H</c-nav-item>')
    assert html.count("aria-current") == 1


@pytest.mark.parametrize(
    ("language", "said", "at"),
    [
        ("en", "Monday 29 March 2027", "Monday 29 March 2027 at 12:05am"),
        ("cy", "Dydd Llun 29 Mawrth 2027", "Dydd Llun 29 Mawrth 2027 am 12:05am"),
    ],
)
def test_days_and_moments_as_people_say_them(language, said, at):
    with translation.override(language):
        assert house.day(date(2027, 3, 29)) == said
        assert house.moment(datetime(2027, 3, 28, 23, 5, tzinfo=UTC)) == at  # summer time has begun
        assert house.day(None) == house.moment(None) == house.short_day(None) == ""


class Plain(forms.Form):
    name = forms.CharField(label="Name", help_text="As on your ID", max_length=5)
    words = forms.CharField(label="Words", max_length=9, widget=forms.Textarea, help_text="Few")
    home = forms.ChoiceField(label="Home", choices=[("A", "a"), ("B", "b")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Agree")
    hidden = forms.CharField(widget=forms.HiddenInput)


def test_a_plain_form_has_labels_hints_and_errors_that_belong_together():
    html = str(Plain(data={"words": "too many words", "hidden": "x"}))
    assert '<label class="govuk-label" for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-describedby="id_words_helptext id_words_error id_words-info"' in html
    assert 'data-maxlength="9"' in html
    assert ' maxlength="9"' not in html  # the writer may see what is too much; the server refuses it
    assert 'id="id_home_error"' in html
    assert html.count('type="radio"') == 2
    assert '<label class="govuk-label govuk-checkboxes__label" for="id_agree">Agree</label>' in html
    assert html.count('name="hidden"') == 1
    for words in ("id_name_helptext", "id_name_error", "id_words-info", "id_words_error"):
        assert html.count(f'id="{words}"') == 1


def test_error_summary_links_to_the_first_input_of_each_field():
    form = Plain(data={"hidden": "x"})
    html = render('<c-error-summary :form="form" />', form=form)
    for target in ("id_name", "id_words", "id_home_0", "id_agree"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in str(form)
    assert render('<c-error-summary :form="form" />', form=Plain()).strip() == ""


@pytest.mark.parametrize(
    ("path", "sheet"), [("/x", "cell.css"), ("/staff/x", "staff.css"), ("/agency/x", "agency.css")]
)
def test_not_found_in_the_layout_of_whoever_meets_it(path, sheet):
    response = Client().get(path)
    assert response.status_code == 404
    assert sheet in response.content.decode()


def test_central_is_the_agencys():
    with override_settings(ROLE_URLS="central"):
        assert "agency.css" in Client().get("/x").content.decode()


@pytest.mark.parametrize("path", ["/x", "/staff/x", "/agency/x"])
def test_apology_reads_no_database(path):
    """This test has no database: a query would raise."""
    response = errors.server_error(RequestFactory().get(path))
    assert response.status_code == 500
    assert b"Something went wrong" in response.content
