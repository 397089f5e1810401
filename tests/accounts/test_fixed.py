"""`{% fixed %}`: kept once a language, and nothing of a person in it."""

from django.template import Context, Template
from django.utils import translation

TILE = Template("{% load house i18n %}{% fixed %}<p>{% translate 'Home' %} {{ name }}{{ user.name }}</p>{% endfixed %}")


def test_what_is_fixed_sees_nothing_of_the_page() -> None:
    for name in ("Marlon", "Terrence"):
        assert TILE.render(Context({"name": name, "user": {"name": name}})) == "<p>Home </p>"


def test_what_is_fixed_speaks_the_language_of_the_page() -> None:
    with translation.override("cy"):
        assert TILE.render(Context()) == "<p>Hafan </p>"
    assert TILE.render(Context()) == "<p>Home </p>"
