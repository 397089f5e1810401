"""Nothing personal reaches a log line, whoever writes it."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.test import Client, RequestFactory

from deploy import logs
from deploy.middleware import RequestLog

CANARY = "Zebediah Quorn A1234BC"


@pytest.fixture
def lines() -> Iterator[list[dict]]:
    """What was logged so far, as parsed lines; read it after logging."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    formatter = logs.configure("INFO")["formatters"]["json"]
    handler.setFormatter(logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(formatter)))
    root = logging.getLogger()
    before, root.handlers, level = root.handlers, [handler], root.level
    root.setLevel(logging.INFO)

    class Lines(list):
        def __iter__(self):
            assert CANARY not in out.getvalue()
            return iter([json.loads(line) for line in out.getvalue().splitlines()])

    yield Lines()
    root.handlers = before
    root.setLevel(level)


def only(lines: list[dict]) -> dict:
    (line,) = lines
    return line


def test_a_key_that_is_not_listed_is_left_out_by_name(lines: list[dict]) -> None:
    structlog.get_logger("throughgate").info("handed over", count=3, name=CANARY)
    line = only(lines)
    assert (line["event"], line["count"], line["left_out"]) == ("handed over", 3, ["name"])


def test_a_listed_key_holds_no_object(lines: list[dict]) -> None:
    structlog.get_logger("throughgate").info("seen", peer={"name": CANARY}, raised_at=[CANARY.encode()])
    assert only(lines)["peer"] == "dict"


def test_a_library_keeps_its_template_not_what_was_filled_in(lines: list[dict]) -> None:
    logging.getLogger("django.request").warning("%s: %s", "Not Found", f"/staff/{CANARY}")
    line = only(lines)
    assert line["event"] == "%s: %s"
    assert line["where"].startswith("django.request:")


def test_words_that_a_library_filled_in_itself_are_left_out(lines: list[dict]) -> None:
    logging.getLogger("some.library").warning(f"no such person: {CANARY}")
    assert only(lines)["event"] == "(words left out)"


def test_a_fault_keeps_its_kind_and_place_not_its_words(lines: list[dict]) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger("throughgate").exception("a task failed", task="sync")
        logging.getLogger("celery.app.trace").exception("Task %s raised", CANARY)
    for line in lines:
        assert line["fault"] == "ValueError"
        assert any("test_logs.py" in place for place in line["raised_at"])


def test_a_request_says_which_view_never_which_path(lines: list[dict], client: Client) -> None:
    assert client.get(f"/nothing/{CANARY}?q={CANARY}", headers={"User-Agent": CANARY}).status_code == 404
    line = next(line for line in lines if line["event"] == "request")
    assert (line["method"], line["url_name"], line["status"], line["node"]) == ("GET", "none", 404, "MDI")
    assert line["ms"] >= 0


def test_a_request_id_of_the_proxy_is_kept_anything_else_is_not() -> None:
    from django.http import HttpResponse

    answer = RequestLog(lambda request: HttpResponse())
    given = "0123456789abcdef0123456789abcdef"
    assert answer(RequestFactory().get("/", headers={"X-Request-ID": given}))["X-Request-ID"] == given
    assert answer(RequestFactory().get("/", headers={"X-Request-ID": CANARY}))["X-Request-ID"] != CANARY


def test_a_made_up_method_is_not_repeated(lines: list[dict], client: Client) -> None:
    client.generic(CANARY.replace(" ", "-"), "/health/none")
    assert next(line for line in lines if line["event"] == "request")["method"] == "other"
