"""`{% fixed %}`: kept once a language, and nothing of a person in it."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from accounts.templatetags.house import Fixed

TILE = Template("{% load house i18n %}{% fixed %}<p>{% translate 'Home' %} {{ name }}{{ user.name }}</p>{% endfixed %}")


def test_what_is_fixed_sees_nothing_of_the_page() -> None:
    for name in ("Marlon", "Terrence"):
        assert TILE.render(Context({"name": name, "user": {"name": name}})) == "<p>Home </p>"


def test_what_is_fixed_speaks_the_language_of_the_page() -> None:
    with translation.override("cy"):
        assert TILE.render(Context()) == "<p>Hafan </p>"
    assert TILE.render(Context()) == "<p>Home </p>"


STATE = Template(
    "{% load house %}{% fixed word=step.word n=step.n %}<b>{{ word }}{{ step }}{{ user }}</b>{{ n }}{% endfixed %}"
)


def said(**step: object) -> str:
    return STATE.render(Context({"step": step, "user": "Marlon"}))


def test_what_is_let_in_is_told_apart() -> None:
    assert [said(word=word) for word in ("Done", "Begun", "Done")] == ["<b>Done</b>", "<b>Begun</b>", "<b>Done</b>"]
    assert (said(word="Done", n=1), said(word="Done", n=True)) == ("<b>Done</b>1", "<b>Done</b>True")


def test_what_is_let_in_is_escaped_unless_it_is_safe() -> None:
    assert said(word=mark_safe("<i>"), n=1) == "<b><i></b>1"
    assert said(word="<i>", n=1) == "<b>&lt;i&gt;</b>1"


def test_words_that_are_let_in_speak_the_language_of_the_page() -> None:
    with translation.override("cy"):
        assert said(word=gettext_lazy("Home"), n=1) == "<b>Hafan</b>1"
    assert said(word=gettext_lazy("Home"), n=1) == "<b>Home</b>1"


def test_more_than_a_closed_list_is_said_but_not_kept() -> None:
    assert said(word="last", n=Fixed.MOST + 9) == f"<b>last</b>{Fixed.MOST + 9}"
    template = Template("{% load house %}{% fixed n=n %}{{ n }}{% endfixed %}")
    node = next(node for node in template.nodelist if isinstance(node, Fixed))
    assert [template.render(Context({"n": n})) for n in range(Fixed.MOST + 9)] == [
        str(n) for n in range(Fixed.MOST + 9)
    ]
    assert len(node.kept) == Fixed.MOST


def test_fixed_takes_names_only() -> None:
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        Template("{% load house %}{% fixed word %}{% endfixed %}")
