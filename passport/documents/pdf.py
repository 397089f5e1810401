"""PDF: every object is looked at, what acts is refused, and the rest is written anew by qpdf.

Written anew, since two readers of one damaged file can see two files: what lies outside the objects that were looked
at (earlier revisions, what stands between them, before or behind) is not in the new one.
"""

import io
import re
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2

from .faults import NotADocument
from .picture import as_jpeg, thumbnail

MOST_PAGES = 500
MOST_OBJECTS = 200_000
DEEPEST = 60
MOST_VIEWS = 20  # pages that are drawn, for readers whose browser shall not open a PDF
VIEW_WIDTH = 1000  # points
VIEWS_BYTES = 6 << 20

# /S of an action → what it does. A link to a web page (/URI) and a jump inside the file (/GoTo, /Named) stay.
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/GoToR": "launch",
    "/GoToE": "embedded",
    "/GoToDp": "launch",
    "/ImportData": "form",
    "/SubmitForm": "form",
    "/Rendition": "media",
    "/RichMediaExecute": "media",
    "/Movie": "media",
    "/Sound": "media",
}
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
    "/RF": "embedded",
    "/Collection": "embedded",
    "/XFA": "form",
    "/RichMediaContent": "media",
}
ANNOTATIONS = {
    "/FileAttachment": "embedded",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Screen": "media",
    "/Sound": "media",
    "/3D": "media",
}
# Of a relative address nothing is known but that it is none of the others: it goes by the document's own place.
LINK = re.compile(r"\s*(?:(?:https?|mailto|tel):|(?!\s*[/\\]{2})[^:]*(?:[/?#]|\Z))", re.I)


@dataclass(frozen=True)
class MadeAnew:
    """The file; a small picture of its first page; pictures of its first pages, to be read; how many it has."""

    content: bytes
    thumb: bytes
    views: tuple[bytes, ...]
    pages: int


def made_anew(content: bytes) -> MadeAnew:
    """The same pages, and nothing else of the file.

    Raises NotADocument: encrypted, damaged, script, launch, embedded, form, media, outside, too_many_pages.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise NotADocument("encrypted")
            pages = len(pdf.pages)
            if not pages:
                raise NotADocument("damaged")
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise NotADocument("too_many_pages")
            for each in pdf.objects:
                _look_at(each, 0)
            _without_a_word_of_its_maker(pdf)
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise NotADocument("encrypted") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument("damaged") from error
    made = out.getvalue()
    thumb, views = _pictures(made)
    return MadeAnew(made, thumb, views, pages)


def _look_at(each: Any, depth: int) -> None:
    """Refuse what acts or carries, however deep. What is indirect has its own turn."""
    if depth > DEEPEST:
        raise NotADocument("damaged")
    if isinstance(each, pikepdf.Array):
        for one in each:
            _go_in(one, depth)
        return
    if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        return
    names = each.keys()
    for name in names:
        if name in KEYS:
            raise NotADocument(KEYS[name])
    if isinstance(each, pikepdf.Stream) and "/F" in names:
        raise NotADocument("outside")  # its content lies in another file
    for name, table in (("/S", ACTIONS), ("/Subtype", ANNOTATIONS)):
        said = each.get(name)
        if isinstance(said, pikepdf.Name) and str(said) in table:
            raise NotADocument(table[str(said)])
    if "/URI" in names:
        _refuse_leading_elsewhere(each["/URI"])
    for name in names:
        _go_in(each[name], depth)


def _refuse_leading_elsewhere(said: Any) -> None:
    """A link that a person clicks leads to the web, to a mail or to a call: not to a file, a share or a program."""
    if isinstance(said, pikepdf.String) and LINK.match(bytes(said).decode("latin-1")) is None:
        raise NotADocument("outside")


def _go_in(one: Any, depth: int) -> None:
    if isinstance(one, pikepdf.Object) and not one.is_indirect:
        _look_at(one, depth + 1)


def _without_a_word_of_its_maker(pdf: pikepdf.Pdf) -> None:
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _pictures(content: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """The first page small, and the first 20 large enough to read. As many as fit VIEWS_BYTES."""
    views: list[bytes] = []
    left = VIEWS_BYTES
    try:
        with pypdfium2.PdfDocument(content) as document:
            for number in range(min(len(document), MOST_VIEWS)):
                page = document[number]
                width, height = page.get_size()
                scale = min(2.5, VIEW_WIDTH / max(1.0, width), 2 * VIEW_WIDTH / max(1.0, height))
                picture = page.render(scale=scale, may_draw_forms=False).to_pil()
                if not number:
                    thumb = thumbnail(picture)
                views.append(as_jpeg(picture.convert("RGB"), 65))
                left -= len(views[-1])
                if left < 0:
                    views.pop()
                    break
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        raise NotADocument("damaged") from error
    return thumb, tuple(views)
