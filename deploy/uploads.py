"""How much may be sent in at once, looked at before a byte of it is kept; and what may never lie on the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest

from accounts.models import Audience

MIB = 1 << 20
SMALL = 10 * MIB  # what anybody may send: a form and a document
A_DOCUMENT = 24 * MIB  # what a page of documents reads, to say in its own words that 10 MB are the most


def is_kept_in_memory(request: HttpRequest | None) -> bool:
    """Whether the page that this goes to has said so (accounts.views.memory)."""
    match = getattr(request, "resolver_match", None)
    return bool(getattr(getattr(match, "func", None), "in_memory", False))


class Bounded(FileUploadHandler):
    """Refuse what is larger than a course package, and from anybody but staff what is larger than a document.

    It stands before the others and keeps nothing. The form's token is checked later, from what came in.
    """

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        user = getattr(self.request, "user", None)
        staff = content_length > SMALL and getattr(user, "audience", "") == Audience.STAFF
        most = (settings.PACKAGE_MIB + 1) * MIB if staff else SMALL
        if content_length > (min(most, A_DOCUMENT) if is_kept_in_memory(self.request) else most):
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class InMemory(MemoryFileUploadHandler):
    """Keep what is sent to a page of documents in memory, however large: no temporary file is ever made of it."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        self.activated = is_kept_in_memory(self.request)
