"""Lessons as HTML: Markdown in, clean markup out. Whatever HTML the writer put in comes out as words."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from education.models import Media

MEDIA = re.compile(r"media:([0-9a-f]{8}-[0-9a-f-]{27})")
CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "blockquote_open": "govuk-inset-text",
    "table_open": "govuk-table",
    "thead_open": "govuk-table__head",
    "tr_open": "govuk-table__row",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
}
HEADINGS = {"h1": ("h2", "l"), "h2": ("h3", "m"), "h3": ("h4", "s"), "h4": ("h4", "s"), "h5": ("h4", "s")}
TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "hr", "br"}
TAGS |= {"strong", "em", "s", "code", "pre", "figure", "img", "audio", "video", "track", "details", "summary", "div"}
ATTRIBUTES = {
    "*": {"class"},
    "ol": {"start"},
    "img": {"src", "alt"},
    "audio": {"src", "controls", "preload", "aria-label"},
    "video": {"src", "controls", "preload", "aria-label"},
    "track": {"src", "kind", "default"},
    "div": {"role", "tabindex", "aria-label"},
}
Address = Callable[[Media, str], str]


def media_in(*texts: str) -> set[str]:
    """The ids of the files that Markdown names."""
    return {found for text in texts for found in MEDIA.findall(text)}


def lesson_html(text: str, files: Iterable[Media], address: Address, *, welsh: bool = False) -> SafeString:
    """What a lesson says, as HTML whose first heading is an h2.

    files    those that the text may show, as ![](media:ID); others are left out.
    address  (file, "file" or "captions") → the path that answers its bytes.
    """
    known = {str(file.pk): file for file in files}
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

    def image(_renderer: Any, tokens: Sequence[Token], place: int, *_: Any) -> str:
        found = MEDIA.fullmatch(str(tokens[place].attrs.get("src", "")))
        file = known.get(found.group(1)) if found else None
        return str(_shown(file, address, welsh=welsh)) if file else ""

    reader.add_render_rule("image", image)
    tokens = reader.parse(text)
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == "inline" and _is_figures(token):  # no figure stands in a paragraph
            before.hidden = after.hidden = True
    for token in tokens:
        _dress(token)
    html = reader.renderer.render(tokens, reader.options, {})
    label = format_html('<div class="tg-scroll" role="region" tabindex="0" aria-label="{}"><table', _("Table"))
    html = html.replace("<table", label).replace("</table>", "</table></div>")
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=set(), link_rel=None)
    return mark_safe(clean)  # noqa: S308 (nh3 has just cleaned it)


def _is_figures(inline: Token) -> bool:
    """Whether a line holds files and nothing else."""
    held = {one.type for one in inline.children or ()}
    return "image" in held and held <= {"image", "softbreak"}


def _dress(token: Token) -> None:
    if token.type in CLASSES:
        token.attrSet("class", CLASSES[token.type])
    elif token.type in ("heading_open", "heading_close"):
        tag, size = HEADINGS.get(token.tag, ("h4", "s"))
        token.tag = tag
        if token.nesting == 1:
            token.attrSet("class", f"govuk-heading-{size}")


def _shown(file: Media, address: Address, *, welsh: bool) -> SafeString:
    if file.kind == Media.Kind.IMAGE:
        alt = (file.alt_cy if welsh else "") or file.alt
        return format_html('<figure class="tg-media"><img src="{}" alt="{}"></figure>', address(file, "file"), alt)
    tag = "audio" if file.kind == Media.Kind.AUDIO else "video"
    track = SafeString()
    if file.captions:
        track = format_html('<track kind="captions" src="{}" default>', address(file, "captions"))
    transcript = format_html('<p class="govuk-body tg-words">{}</p>', file.transcript)
    return format_html(
        '<figure class="tg-media"><{} class="tg-media__player" controls preload="none" src="{}" aria-label="{}">{}</{}>'
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<div class="govuk-details__summary-text">{}</div></summary>'
        '<div class="govuk-details__text">{}</div></details></figure>',
        *(SafeString(tag), address(file, "file"), file.name, track, SafeString(tag)),
        *(_("Read what it says"), transcript),
    )
