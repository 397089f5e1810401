"""What the code logs: fixed words, and only keys that deploy/logs.py lets through. No print, no other logger."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.logs import KEYS

ROOT = Path(__file__).resolve().parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
SOURCES = [
    path for app in ("accounts", "incell", "education", "passport", "deploy") for path in (ROOT / app).rglob("*.py")
]


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            logger = node.func.value
            if isinstance(logger, ast.Name) and logger.id in {"log", "logger"}:
                yield node


def faults_of(tree: ast.AST) -> Iterator[str]:
    for call in log_calls(tree):
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant):
            yield f"{call.lineno}: the words are put together"
        for keyword in call.keywords:
            if keyword.arg is None or keyword.arg not in KEYS | {"exc_info"}:
                yield f"{call.lineno}: the key {keyword.arg} is not in deploy/logs.py"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "getLogger":
            yield f"{node.lineno}: a logger that is not structlog's"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_log_lines_say_fixed_words_and_listed_keys(path: Path) -> None:
    assert list(faults_of(ast.parse(path.read_text()))) == []


def test_the_rule_sees_what_it_is_for() -> None:
    source = 'log.info(f"for {name}")\nlog.info("said", name=name)\nlog.info("said", **more)\nlogging.getLogger("x")'
    assert [fault.split(":")[0] for fault in faults_of(ast.parse(source))] == ["1", "2", "3", "4"]
