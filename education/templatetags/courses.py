"""How pages name courses and units."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from education.forms import plain
from education.forms.courses import meant_for as said_of
from education.models import Course, Unit

register = template.Library()


@register.filter
def titled(thing: Course | Unit) -> SafeString:
    """The title in the page's language, marked as imported and with its own language. Queries: none."""
    return _marked(*plain.title_of(thing))


@register.filter
def summed_up(course: Course) -> SafeString:
    return _marked(*plain.summary_of(course))


@register.filter
def bare_title(thing: Course | Unit) -> str:
    """The title without marks, for a page's own title and for screen readers."""
    return plain.title_of(thing)[0]


@register.filter
def meant_for(course: Course) -> list[str]:
    """Whom a course is for, a line a bound, in staff's words. Queries: none."""
    return said_of(course)


def _marked(words: str, language: str) -> SafeString:
    if language == (get_language() or "en")[:2]:
        return format_html("<span data-imported>{}</span>", words)
    return format_html('<span data-imported lang="{}">{}</span>', language, words)
