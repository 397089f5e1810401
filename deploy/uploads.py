"""How much may be sent in at once, looked at before a byte of it is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from accounts.models import Audience

MIB = 1 << 20
SMALL = 10 * MIB  # what anybody may send: a form and a document


class Bounded(FileUploadHandler):
    """Refuses what is larger than a course package, and from anybody but staff what is larger than a document.

    It stands before the others and keeps nothing. The form's token is checked later, from what came in.
    """

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        user = getattr(self.request, "user", None)
        staff = content_length > SMALL and getattr(user, "audience", "") == Audience.STAFF
        if content_length > ((settings.PACKAGE_MIB + 1) * MIB if staff else SMALL):
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
