"""What every test may ask for. The cast lives in tests/cast.py, processes in the fixtures below."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import setting_changed
from django.test import signals
from django.urls import set_urlconf
from django.utils import translation

from deploy import engines
from deploy.demonstration.processes import Processes, running
from tests.authority import authority
from tests.browser import browser, faults, new_page, page
from tests.cast import cast, sign_in
from tests.kinds import kinds
from tests.migrated import django_db_setup
from tests.nodes import key_files, node
from tests.told import told

__all__ = [
    "authority",
    "browser",
    "cast",
    "django_db_setup",
    "faults",
    "key_files",
    "kinds",
    "new_page",
    "node",
    "page",
    "sign_in",
    "told",
]

CI = os.environ.get("CI", "").lower() in {"true", "1"}
SERVICES = bool(os.environ.get("REDIS_URL"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run has no engine for. Without Chromium browser tests are skipped, never with CI=true.

    Journeys go first: each takes minutes, and at the end a worker would be alone with the last of them.
    """
    items.sort(key=lambda item: "journeys" not in item.path.parts or bool(item.get_closest_marker("django_db")))
    if not SERVICES:
        left_out = [item for item in items if item.get_closest_marker("services")]
        items[:] = [item for item in items if not item.get_closest_marker("services")]
        config.hook.pytest_deselected(items=left_out)
    if engines.browser() is None and not CI:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=engines.BROWSER_MISSING.replace("\n", " ")))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter and reporter.stats.get("skipped"):
        reporter.write_line("Nothing is skipped with CI=true:", red=True)
        for report in reporter.stats["skipped"]:
            reporter.write_line(f"  {report.nodeid}: {report.longrepr[-1] if report.longrepr else ''}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def keep_resolvers(*, setting: str, **kwargs: object) -> None:
    """Django throws every resolver away when a test names another urlconf: a fifth of what such a test costs.

    Resolvers are kept by the name of their urlconf, and nothing here changes what a urlconf holds.
    """
    if setting == "ROOT_URLCONF":
        set_urlconf(None)


setting_changed.disconnect(signals.root_urlconf_changed)
setting_changed.connect(keep_resolvers)


@pytest.fixture(autouse=True)
def no_language_left() -> None:
    """A request leaves its language with its thread: no test speaks the one of the test before."""
    translation.deactivate()


@pytest.fixture
def processes() -> Iterator[Processes]:
    """Real processes, stopped after the test."""
    with running() as them:
        yield them


@contextlib.contextmanager
def own_database() -> Iterator[str]:
    """The address of a new, empty database for a real process on the run's own engine; "" means SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    with engines.new_database(server) if server.startswith("postgres") else contextlib.nullcontext("") as address:
        yield address


@pytest.fixture
def database() -> Iterator[str]:
    """As `own_database`, for one test."""
    with own_database() as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Where Chromium is. Tests that use it carry the mark `browser`."""
    found = engines.browser()
    assert found, engines.BROWSER_MISSING
    return found
