"""What the rows of a person's own requests are about."""

from typing import Any
from uuid import uuid4

from incell.acts.kinds import load_kinds
from incell.models import Request, RequestKind
from tests.cast import NOW, Cast
from tests.kinds import ask


def a_kind(cast: Cast) -> dict[str, Any]:
    load_kinds(by="command:load_requests", at=NOW)
    return {"slug": "healthcare"}


def no_kind(cast: Cast) -> dict[str, Any]:
    return {"slug": "cake"}


def his_request(cast: Cast) -> dict[str, Any]:
    load_kinds(by="command:load_requests", at=NOW)
    there = Request.objects.first()  # asked for twice in a row's test
    return {"request_id": (there or ask(cast.prisoner, RequestKind.objects.current().get(code="HEALTHCARE"))).pk}


def no_request(cast: Cast) -> dict[str, Any]:
    return {"request_id": uuid4()}


def a_trouble(cast: Cast) -> dict[str, Any]:
    return {"what": "THREAT"}
