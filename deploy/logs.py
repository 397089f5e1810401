"""Log lines as JSON that can hold no personal data: only keys of a list, only words that stand in the code.

A line of our own is `log.info("what happened", key=value)`. A key that is not in KEYS is left out and its name
is listed under `left_out`. Lines of libraries keep their template and the place they come from; what was filled
into the template is left out (it may be an address, a user name, a path with an id), and so is the message of
an exception: its kind and where it was raised remain.
"""

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# What the maker of PDF and its fonts' library say of a document are pieces of it: they are heard nowhere.
DOCUMENTS = ("weasyprint", "weasyprint.progress", "fontTools")
SILENT = 60  # above every level
KEYS = frozenset(
    # always
    {"timestamp", "level", "logger", "event", "where", "node", "request_id"}
    # a request
    | {"method", "url_name", "status", "ms", "audience"}
    # a task, a sync, a command
    | {"task", "row", "attempt", "last", "lane", "stage", "seq", "count", "bytes", "peer", "command"}
    | {"sent", "received", "exchanges"}
    # faults
    | {"fault", "raised_at", "left_out"}
)
TEXT_LIMIT = 200  # characters
FRAMES = 12
# Words that are formatted before they reach the log are trusted from nobody; these loggers say only fixed things.
PLAIN_SPOKEN = ("gunicorn.error", "celery.worker", "celery.beat", "celery.apps.worker", "django.db.migrations")


def only_listed_keys(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """The last processor before the line is written."""
    extra = sorted(key for key in line if key not in KEYS)
    kept = {key: _short(value) for key, value in line.items() if key in KEYS and value not in ("", None)}
    return {**kept, "left_out": extra} if extra else kept


def template_only(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """For lines of libraries: the words of the template, not what was filled in."""
    record: logging.LogRecord = line["_record"]
    plain = record.name.startswith(PLAIN_SPOKEN)
    filled_in = line.pop("positional_args", ())
    line["event"] = str(record.msg) if filled_in or plain else "(words left out)"
    line["where"] = f"{record.name}:{record.funcName}:{record.lineno}"
    status = getattr(record, "status_code", None)
    return {**line, "status": status} if isinstance(status, int) else line


def fault_without_its_words(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Turn exc_info into the exception's kind and the places it went through, innermost last."""
    fault = _exception(line.pop("exc_info", None))
    if fault is None:
        return line
    frames = traceback.extract_tb(fault.__traceback__)[-FRAMES:]
    places = [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return {**line, "fault": type(fault).__name__, "raised_at": places}


def _exception(given: Any) -> BaseException | None:
    if given is True:
        given = sys.exc_info()
    if isinstance(given, tuple):
        given = given[1]
    return given if isinstance(given, BaseException) else None


def _module(path: str) -> str:
    """The part of a file's path that says which module it is, not where this machine keeps it."""
    inside = re.search(r"(?:site-packages|lib/python3\.\d+)/(.*)$", path)
    return inside[1] if inside else "/".join(path.split("/")[-3:])


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:TEXT_LIMIT]
    if isinstance(value, list):
        return [_short(item) for item in value[:FRAMES]]
    return value if isinstance(value, int | float | bool) else type(value).__name__


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(level: str) -> dict[str, Any]:
    """Set structlog up and return the matching LOGGING setting: one JSON object a line on standard error."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, template_only],
                "processors": [
                    fault_without_its_words,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    only_listed_keys,
                    structlog.processors.JSONRenderer(),
                ],
                "pass_foreign_args": True,
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": False},  # the development server's access log
            "gunicorn.error": {"handlers": [], "propagate": True, "level": level},
            **{name: {"level": SILENT} for name in DOCUMENTS},
        },
    }
