"""A file as an answer that no cache keeps and no page is made of."""

import base64

from django.http import HttpResponse

from passport.documents import DOCX, EXTENSIONS

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def file_answer(content: bytes, media: str, name: str) -> HttpResponse:
    """The file under a name that says nothing of a person. A Word document is saved, the others are shown."""
    response = HttpResponse(content, content_type=media)
    kind = "attachment" if media == DOCX else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name.lower()}.{EXTENSIONS[media]}"'
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def picture_address(picture: bytes) -> str:
    """A small JPEG as a data address, or ""."""
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" if picture else ""
