"""Paper takes nothing from outside the document, says what is missing, and logs no word of it."""

import builtins
import logging
import runpy
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.template import engines as templates
from django.test import override_settings

from accounts import paper
from deploy import checks
from tests.paper import Paper

PAGE = '{% extends "layouts/paper.html" %}{% block title %}A title{% endblock %}{% block content %}<h1>Hello</h1>'
PIXEL = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"

NESTED = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    "%3Cimage href='file:///etc/hostname' width='9' height='9'/%3E%3C/svg%3E"
)


def laid(body: str, tmp_path: Path, **more: Any) -> paper.Laid:
    (tmp_path / "t.html").write_text(f"{PAGE}{body}{{% endblock %}}")
    config = [dict(one) for one in templates.templates.values()]
    config[0]["DIRS"] = [*config[0]["DIRS"], tmp_path]
    with override_settings(TEMPLATES=config):
        return paper.lay_out("t.html", {}, **{"language": "en"} | more)


def test_a_page_is_tagged_and_titled(tmp_path: Path) -> None:
    made = Paper(laid(f'<p>words</p><img src="{PIXEL}" alt="a dot">', tmp_path).pdf())
    assert made.faults() == []
    assert [(tag.name, tag.alt) for tag in made.tags() if tag.alt] == [("Figure", "a dot")]


@pytest.mark.parametrize(
    "outside",
    [
        '<img src="https://elsewhere.example/x.png" alt="x">',
        '<img src="file:///etc/hostname" alt="x">',
        '<img src="x.png" alt="x">',
        '<link rel="stylesheet" href="http://elsewhere.example/x.css">',
        '<style>@import url("file:///etc/passwd");</style>',
        '<style>h1 { background: url("//elsewhere.example/x.png") }</style>',
        '<style>@font-face { font-family: x; src: url("http://elsewhere.example/x.ttf") }</style>',
        '<object data="ftp://elsewhere.example/x">x</object>',
        '<img src="data:text/html,x" alt="x">',
        '<link rel="attachment" href="file:///etc/hostname">',
        f'<img src="{NESTED}" alt="x">',
    ],
)
def test_nothing_is_fetched_from_outside(tmp_path: Path, outside: str) -> None:
    with pytest.raises(paper.NotOnPaper):
        laid(outside, tmp_path).pdf()


def test_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(paper.NotOnPaper):
        laid("", tmp_path, language="fr")


def test_no_word_of_a_document_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    laid(
        '<p style="secret-word: 1; color: secret">x</p><img src="data:image/png;base64,c2VjcmV0" alt="x">', tmp_path
    ).pdf()
    assert not caplog.records


def test_what_is_missing_is_named_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paper.missing() == ""
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None if name == "pangoft2-1.0" else "x")
    assert paper.missing().startswith("pangoft2-1.0 not installed")
    assert [told.id for told in checks.check_paper()] == ["throughgate.W001"]
    assert "apt-get install libpango-1.0-0" in (checks.check_paper()[0].hint or "")


def test_a_document_without_pango_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return kept(name, *args, **more)

    monkeypatch.setattr("builtins.__import__", without)
    with pytest.raises(paper.NoPango, match=r"apt-get install libpango-1.0-0"):
        laid("", tmp_path)
    assert paper.warm() is False


LOADED_LATER = """
import sys, django
django.setup()
from accounts import paper
assert paper.warm()
there = set(sys.modules)
paper.lay_out("layouts/paper.html", {}, language="cy", large=True).pdf()
print(*sorted(set(sys.modules) - there))
"""


def test_warming_leaves_nothing_of_the_library_to_load() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED_LATER], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


@pytest.mark.parametrize("prints", [True, False])
def test_a_worker_of_a_prison_warms_beside_its_first_requests(monkeypatch: pytest.MonkeyPatch, prints: bool) -> None:
    begun = threading.Event()
    monkeypatch.setattr(paper, "warm", begun.set)
    hook = runpy.run_path(str(Path("deploy/ops/gunicorn.conf.py").absolute()))["post_worker_init"]
    with override_settings(PRINTS=prints):
        hook(None)
    assert begun.wait(5 if prints else 0.2) is prints
