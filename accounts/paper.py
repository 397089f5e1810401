"""Paper: a template becomes a tagged PDF (PDF/UA-1) from what is on this machine and nothing else.

    laid = lay_out("education/awards/cv.html", {...}, language="cy", large=True)
    if laid.pages == 1: laid.pdf()

Templates extend layouts/paper.html. Pictures stand in them as data addresses; fonts are the machine's.
"""

import ctypes.util
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

if TYPE_CHECKING:
    from weasyprint import Document

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset")
INSTALL = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"
PICTURES = ("data:image/svg+xml", "data:image/png;base64,", "data:image/jpeg;base64,")
OUTSIDE = "https://outside.invalid/"  # what a relative address is relative to: refused as every address is
FORM = {"pdf_variant": "pdf/ua-1"}


class NoPango(RuntimeError):
    """A library that makes PDF is missing on this machine; the words name it and its mend."""


class NotOnPaper(ValueError):
    """A template names something that lies outside it."""


@dataclass(frozen=True)
class Laid:
    """A document, laid out on its pages. `refused` grows with every address that it asked for."""

    document: "Document"
    refused: list[str]

    @property
    def pages(self) -> int:
        return len(self.document.pages)

    def pdf(self) -> bytes:
        """PDF/UA-1: tagged, with title and language; fonts embedded as far as they are used. Raises NotOnPaper."""
        made = bytes(self.document.write_pdf(**FORM) or b"")
        if self.refused:
            raise NotOnPaper
        return made


def missing() -> str:
    """Which of Debian's libraries is not here; "" when all are. INSTALL is the mend."""
    gone = [name for name in LIBRARIES if ctypes.util.find_library(name) is None]
    return f"{', '.join(gone)} not installed: no PDF can be made." if gone else ""


def lay_out(template: str, context: Mapping[str, Any], *, language: str, large: bool = False) -> Laid:
    """Lay a template out on A4, in one of the languages, in 12 or in 18 point (`large`).

    Queries: those of the template. Raises NoPango; NotOnPaper, where the template names a file or an address.
    """
    if language not in dict(settings.LANGUAGES):
        raise NotOnPaper(language)
    with translation.override(language):
        said = render_to_string(template, {**context, "paper_language": language, "paper_large": large})
    try:
        weasyprint, fetcher = _weasyprint()
    except OSError as error:
        raise NoPango(f"{missing() or error}\nMend, on Debian: {INSTALL}") from error
    refused: list[str] = []

    class Inside(fetcher):  # type: ignore[misc, valid-type]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(PICTURES):
                refused.append(url)
                raise NotOnPaper  # swallowed on its way, hence the list
            return super().fetch(url, headers)

    laid = Laid(weasyprint.HTML(string=said, base_url=OUTSIDE, url_fetcher=Inside()).render(**FORM), refused)
    if refused:
        raise NotOnPaper
    return laid


def _weasyprint() -> tuple[Any, Any]:
    """What makes PDF, loaded where PDF is made: half a second. Raises OSError where a library is missing."""
    import weasyprint
    from PIL import ImageFile
    from weasyprint.urls import URLFetcher

    # It lets Pillow take pictures that are cut off, in the whole process: documents that people send in are not.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint, URLFetcher


def warm() -> bool:
    """Load what makes PDF and the machine's fonts, so that the first print of a process costs what the next ones do.

    False where a library is missing; whoever prints is told. Queries: none. About 0.6 s of a core and 50 MB, once.
    """
    try:
        lay_out("layouts/paper.html", {}, language=settings.LANGUAGE_CODE[:2]).pdf()
    except NoPango:
        return False
    return True


def answer(pdf: bytes, name: str) -> HttpResponse:
    """The PDF as an answer that no cache keeps. `name`: of the file, without anything about a person."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
