"""The catalogue's machinery, on a small house of its own."""

from pathlib import Path

import pytest

from deploy import catalogue

PAGE = """{% load i18n %}
  <c-button label="{% translate 'Go on' %}">
    {% blocktranslate trimmed count n=n %}
      {{ n }} page
    {% plural %}
      {{ n }} pages
    {% endblocktranslate %}
<p>It's "odd" (text {% comment %}
   {% translate "Never said" %}
{% endcomment %}</p>
   {% translate "May" context "month" as month %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext

def said(n: int) -> str:
    # Translators: for a man or a woman
    return _("Hello %(name)s") + ngettext("one", "many", n) + _(n)
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "accounts" / "migrations").mkdir(parents=True)
    (tmp_path / "accounts" / "said.py").write_text(CODE)
    (tmp_path / "accounts" / "migrations" / "0001.py").write_text('_("Not for people")')
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path / "locale")
    return tmp_path


def fill(house: Path, words: dict[str, str]) -> None:
    path = house / "locale" / "cy" / "LC_MESSAGES" / "django.po"
    text = path.read_text()
    for english, welsh in words.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{welsh}"')
    path.write_text(text)


def test_messages_of_code_and_templates_are_found(house: Path) -> None:
    found = catalogue.collect()
    assert {message.id for message in found if message.id} == {
        "Go on",
        ("%(n)s page", "%(n)s pages"),
        "May",
        "Hello %(name)s",
        ("one", "many"),
    }
    assert found.get("May", context="month").locations == [("templates/page.html", None)]
    assert found.get("Hello %(name)s").auto_comments == ["Translators: for a man or a woman"]


def test_an_update_keeps_the_words_and_drops_what_nobody_says(house: Path) -> None:
    assert catalogue.update("cy") == 5
    fill(house, {"Go on": "Ewch ymlaen"})
    assert catalogue.update("cy") == 4
    (house / "templates" / "page.html").write_text("{% translate 'Stop' %}")
    catalogue.update("cy")
    held = catalogue.read("cy")
    assert {message.id for message in held if message.id} == {"Stop", "Hello %(name)s", ("one", "many")}


def test_an_update_twice_changes_nothing(house: Path) -> None:
    catalogue.update("cy")
    path = house / "locale" / "cy" / "LC_MESSAGES" / "django.po"
    first = path.read_bytes()
    catalogue.update("cy")
    assert path.read_bytes() == first


def test_a_new_catalogue_says_that_no_speaker_has_read_it(house: Path) -> None:
    catalogue.update("cy")
    assert catalogue.read("cy").last_translator == catalogue.UNREVIEWED


def test_faults_name_what_is_missing_fuzzy_or_broken(house: Path) -> None:
    catalogue.update("cy")
    path = house / "locale" / "cy" / "LC_MESSAGES" / "django.po"
    fill(house, {"Hello %(name)s": "Helo %(enw)s", "Go on": "Ewch ymlaen "})
    path.write_text(path.read_text() + '\n#, fuzzy\nmsgid "Old"\nmsgstr "Hen"\n')
    (house / "templates" / "more.html").write_text("{% translate 'Old' %} {% translate 'New' %}")
    (house / "accounts" / "said.py").write_text('_("Hello %(name)s")')
    assert sorted(catalogue.faults("cy")) == sorted(
        [
            "white space at an end: 'Go on'",
            "no words: '%(n)s page'",
            "no words: 'May'",
            "a placeholder differs: 'Hello %(name)s'",
            "fuzzy: 'Old'",
            "not in the catalogue: 'New'",
        ]
    )


def test_a_plural_may_leave_its_number_out_only_where_the_english_does(house: Path) -> None:
    (house / "templates" / "page.html").write_text(
        "{% blocktranslate count n=n with who=who %}"
        "{{ who }} has one{% plural %}{{ who }} has {{ n }}{% endblocktranslate %}"
    )
    (house / "accounts" / "said.py").write_text("")
    catalogue.update("cy")
    path = house / "locale" / "cy" / "LC_MESSAGES" / "django.po"
    whole = path.read_text()
    for n in range(5):
        whole = whole.replace(f'msgstr[{n}] ""', f'msgstr[{n}] "Mae gan %(who)s {n}"')
    path.write_text(whole)
    assert catalogue.faults("cy") == []
    path.write_text(whole.replace("%(who)s 3", "rywun 3"))
    assert catalogue.faults("cy") == ["a placeholder differs: '%(who)s has one'"]


def test_compiled_words_are_what_gettext_reads(house: Path) -> None:
    import gettext

    catalogue.update("cy")
    fill(house, {"Go on": "Ewch ymlaen"})
    assert catalogue.compile_all() == ["cy"]
    said = gettext.translation("django", house / "locale", languages=["cy"])
    assert said.gettext("Go on") == "Ewch ymlaen"
    assert said.gettext("May") == "May"
