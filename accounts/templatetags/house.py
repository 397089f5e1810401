"""What the components of templates/components need beyond Django's own tags. No queries, no clock."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest
from django.template.base import token_kwargs
from django.urls import get_urlconf
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

register = template.Library()


@register.simple_tag
def place_name() -> str:
    """The prison's or central's name as the header shows it (setting PLACE_NAME)."""
    return str(settings.PLACE_NAME)


@register.simple_tag
def unreviewed() -> bool:
    """Whether no speaker has read this language's words yet (setting UNREVIEWED_LANGUAGES)."""
    return get_language() in settings.UNREVIEWED_LANGUAGES


@register.simple_tag
def data_attributes(attrs: Mapping[str, Any]) -> SafeString:
    """The data-… and aria-… attributes that a page gave a component, escaped.

    django-cotton's own `{{ attrs }}` marks values safe without escaping them; no component may print it.
    """
    passed = ((name, value) for name, value in attrs.items() if name.startswith(("data-", "aria-")))
    return format_html_join("", ' {}="{}"', ((name, "" if value is True else value) for name, value in passed))


@register.simple_tag(takes_context=True)
def is_here(context: template.Context, href: str, exact: bool = False) -> bool:
    """Whether the page shown lies at `href` or, unless `exact`, below it."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return False
    return request.path == href or (not exact and href != "/" and request.path.startswith(href))


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """Numbers to link to, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def steps(stage: int | str, of: int | str) -> list[str]:
    """For each of `of` stages: "done", "now" or "next", when the person is at `stage` (from 1)."""
    at = int(stage)
    return ["done" if n < at else "now" if n == at else "next" for n in range(1, int(of) + 1)]


@register.filter
def option_id(name: str, value: object) -> str:
    """The id of one answer's input."""
    return f"{name}-{value}"


@register.filter
def first_input_id(field: BoundField) -> str:
    """The id that an error summary links to: the field's input, or the first one of a group."""
    return field.id_for_label or next((each.id_for_label for each in field.subwidgets), field.auto_id)


@register.filter
def day(value: date | datetime | None) -> str:
    """As people say it: "Monday 3 March 2027", "Dydd Llun 3 Mawrth 2027". Nothing for None."""
    return _said(value, gettext("l j F Y"))


@register.filter
def dated(value: date | None) -> SafeString:
    """`day` as a <time> element, for running text. Nothing for None."""
    if value is None:
        return SafeString()
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), day(on))


@register.filter
def short_day(value: date | datetime | None) -> str:
    """For tables: "3 Mar 2027". Nothing for None."""
    return _said(value, gettext("j M Y"))


@register.filter
def hour(value: time | None) -> str:
    """A time of day as people say it: "2:05pm". Nothing for None."""
    if value is None:
        return ""
    return f"{value.hour % 12 or 12}:{value.minute:02d}{'am' if value.hour < 12 else 'pm'}"


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in local time: "Monday 3 March 2027 at 2:05pm". Nothing for None."""
    if value is None:
        return ""
    clock = timezone.localtime(value)
    return gettext("%(day)s at %(hour)s") % {"day": day(clock), "hour": hour(clock.time())}


@register.simple_tag
def date_words() -> dict[str, str]:
    """What a script needs to say dates as `day` and `moment` do. Weekdays begin on Sunday, as in a script."""
    return {
        "weekdays": "|".join(str(WEEKDAYS[(number - 1) % 7]) for number in range(7)),
        "months": "|".join(str(MONTHS[number]) for number in range(1, 13)),
        "moment": gettext("%(day)s at %(hour)s") % {"day": "DAY", "hour": "HOUR"},
    }


@register.tag
def fixed(parser: template.base.Parser, token: template.base.Token) -> "Fixed":
    """{% fixed %}…{% endfixed %}: what is the same for everybody, rendered once a language and then kept.

    Inside there is no context at all, so nothing of a person, a page or a form can be shown there, nor kept. For
    what a page draws much of: a tile costs a fifth of a millisecond, and home has a dozen.

    {% fixed mark=step.mark words=step.words %} lets these in, by these names, and keeps one for each that comes. Only
    for words of a closed list, such as states; never for what somebody wrote.
    """
    _, *bits = token.split_contents()
    given = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("fixed takes name=value only")
    nodes = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodes, given)


class Fixed(template.Node):
    """What stands inside `fixed`, by language, urlconf and what was let in; of the latter at most MOST are kept."""

    MOST = 200

    def __init__(self, nodelist: template.NodeList, given: Mapping[str, template.base.FilterExpression]) -> None:
        self.nodelist = nodelist
        self.given = given
        self.kept: dict[tuple[Any, ...], str] = {}

    def render(self, context: template.Context) -> str:
        given = {name: _spoken(value.resolve(context)) for name, value in self.given.items()}
        # With its type: 1 is not True, and what is safe is not what is to be escaped.
        let_in = tuple((type(value), value) for value in given.values())
        where = get_language(), get_urlconf() or settings.ROOT_URLCONF, let_in
        kept = self.kept.get(where)
        if kept is None:
            bare = template.Context(given)
            with bare.bind_template(context.template):  # type: ignore[arg-type]
                kept = self.nodelist.render(bare)
            if len(self.kept) < self.MOST:
                self.kept[where] = kept
        return kept


def _spoken(value: object) -> object:
    return str(value) if isinstance(value, Promise) else value


def _said(value: date | datetime | None, form: str) -> str:
    if value is None:
        return ""
    return date_format(timezone.localtime(value) if isinstance(value, datetime) else value, form)
