"""The book of a terminal: the pages that its service worker shows without Wi-Fi, made for nobody in particular.

Slots such as [[ticket]] are filled in by the worker (deploy/assets/js/cell/book.js). One book a language.
"""

import functools
import gzip
import json
from hashlib import sha256

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from incell.acts import elsewhere
from incell.acts.kinds import kind_of
from incell.catalogue import GROUPS, Kind
from incell.models import RequestKind

from . import asking

PAGES = ("no_wifi", "ask", "kept", "sent", "look", "signed_out", "not_sent", "full")
PARTS = ("problem", "mine")


def current() -> tuple[str, ...]:
    """The digests of the kinds that can be asked for: what a book goes by. Queries: 1."""
    return tuple(RequestKind.objects.current().order_by("code").values_list("digest", flat=True))


def packed(language: str, digests: tuple[str, ...]) -> bytes:
    """The book as gzipped JSON: {kinds: [{code, name, path}], names: {code: name}, pages}. Kept in memory.

    It holds no secret and nothing that a visitor wrote. Queries: 1 the first time, then none.
    """
    return _pack(language, digests)


def address(language: str, digests: tuple[str, ...]) -> str:
    """Where the book stands; another one when anything in it changes. Queries: as `packed`."""
    return f"{reverse('incell:book', args=[language])}?v={sha256(packed(language, digests)).hexdigest()[:16]}"


@functools.lru_cache(maxsize=8)
def _pack(language: str, digests: tuple[str, ...]) -> bytes:
    rows = RequestKind.objects.filter(digest__in=digests).order_by("pk")
    kinds = sorted((kind_of(row, language) for row in rows), key=lambda kind: GROUPS.index(kind.group))
    with translation.override(language):
        listed = [{"code": kind.code, "name": str(kind.name), "path": _path(kind)} for kind in kinds]
        about = {"in_book": True, "display": "[[display]]", "kinds": list(zip(kinds, listed, strict=True))}
        pages: dict[str, str] = {name: render_to_string(f"incell/offline/{name}.html", about) for name in PAGES}
        pages |= {name: render_to_string(f"incell/offline/parts/{name}.html", about) for name in PARTS}
        pages |= {f"ask/{kind.code}": _form(kind, about) for kind in kinds}
        names = {code: str(name) for code, name in elsewhere.names()}
    return gzip.compress(json.dumps({"kinds": listed, "names": names, "pages": pages}).encode(), mtime=0)


def _path(kind: Kind) -> str:
    """Where its form stands while there is a server; the worker answers there while there is none."""
    return reverse("incell:ask_form", args=[kind.slug])


def _form(kind: Kind, about: dict[str, object]) -> str:
    """Whom somebody may choose is not in it: the terminal has no list of anybody's, so the name is written by hand."""
    return render_to_string("incell/offline/form.html", {**about, "kind": kind, "fields": asking.fields(kind, {})})
