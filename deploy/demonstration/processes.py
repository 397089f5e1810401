"""Instances as real processes: own folder, own environment, own port, logs in files. Demo, journeys and tests use it.

with tempfile.TemporaryDirectory() as folder, running() as processes:
    prison = processes.add(Instance("prison", Path(folder) / "mdi", node="MDI"))
    prison.prepare()
    prison.web.start()
    ...
    prison.web.kill()      # SIGKILL: nothing is flushed, no handler runs
    prison.web.start()     # the same port again
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from deploy.demonstration import migrated
from deploy.process import DidNotBecomeReady, Process, free_port, is_free, tied_to_parent

__all__ = ["CommandFailed", "DidNotBecomeReady", "Instance", "Process", "Processes", "is_free", "tied_to_parent"]

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / ".cache" / "static"
OURS = ("THROUGHGATE_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "PYTEST_", "PROMETHEUS_")


class CommandFailed(Exception):
    """A management command ended with a status other than 0; the message holds what it printed."""


@dataclass
class Instance:
    """A prison or central: one folder with database, keys and logs, one port, one environment.

    role       "prison" or "central": names the settings module.
    node       the node's name, a prison's three letters or CENTRAL.
    port       0 picks a free one.
    database   a database address; without one SQLite in the folder.
    more       further environment, e.g. THROUGHGATE_CENTRAL_URL.
    """

    role: str
    folder: Path
    node: str
    port: int = 0
    database: str = ""
    broker: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.port = self.port or free_port()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Only what this instance was given: settings of the caller's own environment are left out."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)  # thirty commands of one journey would each compile the house anew
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": f"deploy.settings.{self.role}",
            "DATABASE_URL": self.database or f"sqlite:///{self.folder}/db.sqlite3",
            "REDIS_URL": self.broker,
            "THROUGHGATE_DEMO": "1",
            "THROUGHGATE_DATA": str(self.folder),
            "THROUGHGATE_NODE": self.node,
            "THROUGHGATE_SECRET_KEY": self._secret("secret-key"),
            "THROUGHGATE_PIN_PEPPER": self._secret("pin-pepper"),
            "THROUGHGATE_STATIC": str(STATIC),
            "THROUGHGATE_NODE_KEYS": str(self.folder / "node-keys"),
            "THROUGHGATE_NODE_PASSPHRASE_FILE": str(self.folder / "node-passphrase"),
            **self.more,
        }

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """Run a management command to its end and return what it printed. Raises CommandFailed."""
        return self.python(*_MANAGE[1:], *arguments, stdin=stdin)

    def python(self, *arguments: str, stdin: str | None = None) -> str:
        """Run Python in this instance's environment and return what it printed. Raises CommandFailed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            words = " ".join(arguments)
            raise CommandFailed(f"{self.node}: `{words}` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def prepare(self) -> None:
        """Migrate the database, make the node's keys, gather the browser assets: each only where it is needed."""
        if self.role == "central":  # the prison's waits for a migrated database meanwhile
            self._migrate()
            self.manage("guard_central")
        else:
            self._gather_assets()
            self._migrate()
        if not Path(self.environment["THROUGHGATE_NODE_KEYS"]).exists():
            self.manage("keys", "make", "--new-passphrase")
        self._gather_assets()

    def _migrate(self) -> None:
        """A new SQLite database is copied from one that was migrated; what is there already is migrated itself."""
        file = self.folder / "db.sqlite3"
        migrate = ["migrate", "--no-input", "--skip-checks", "--verbosity", "0"]
        if self.database or file.exists():
            self.manage(*migrate)
            return

        def make(path: Path) -> None:
            self.manage(*migrate)
            with contextlib.closing(sqlite3.connect(file)) as connection:
                connection.execute("VACUUM INTO ?", [str(path)])
            for suffix in ("", "-wal", "-shm"):
                file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)

        migrated.copy(file, kept_in=STATIC.parent, make=make)

    @cached_property
    def web(self) -> Process:
        """gunicorn, as in production, on this instance's port."""
        command = [sys.executable, "-m", "gunicorn", "deploy.wsgi", "--chdir", str(ROOT)]
        command += ["--config", str(ROOT / "deploy" / "ops" / "gunicorn.conf.py")]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "8"]
        log = self.folder / "web.log"
        return Process(f"{self.node} web", command, self.environment, log, lambda: answers(self.url))

    def background(self, name: str, *arguments: str) -> Process:
        """A management command that runs until it is stopped, e.g. the courier. Not started yet."""
        return Process(f"{self.node} {name}", [*_MANAGE, *arguments], self.environment, self.folder / f"{name}.log")

    def _gather_assets(self) -> None:
        folders = [ROOT / "deploy" / "assets" / "dist", ROOT / "deploy" / "requirements.txt"]
        paths = sorted(path for folder in folders for path in [folder, *folder.rglob("*")])
        seen = [(str(path.relative_to(ROOT)), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
        digest = hashlib.sha256(repr(seen).encode()).hexdigest()
        STATIC.parent.mkdir(exist_ok=True)
        with (STATIC.parent / "static.lock").open("a+") as stamp:
            fcntl.flock(stamp, fcntl.LOCK_EX)
            stamp.seek(0)
            if stamp.read() == digest and STATIC.is_dir():
                return
            self.manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
            stamp.truncate(0)
            stamp.write(digest)

    def _secret(self, name: str) -> str:
        """Random, made once for each folder: there is no demo secret that could be left in production."""
        file = self.folder / name
        with contextlib.suppress(FileExistsError):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(48))
        return file.read_text()


@dataclass
class Processes:
    """Every process and instance of one run, so that all of them end with it, the last started first."""

    instances: list[Instance] = field(default_factory=list)
    others: list[Process] = field(default_factory=list)

    def add(self, instance: Instance) -> Instance:
        self.instances.append(instance)
        return instance

    def start(self, process: Process) -> Process:
        self.others.append(process)
        process.start()
        return process

    @property
    def all(self) -> list[Process]:
        return [instance.web for instance in self.instances] + self.others

    def stop(self) -> None:
        for process in reversed(self.all):
            process.stop()


@contextlib.contextmanager
def running() -> Iterator[Processes]:
    """Yield the processes of one run; stop them however the block is left. SIGTERM leaves it like Ctrl-C."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    processes = Processes()
    try:
        yield processes
    finally:
        processes.stop()
        signal.signal(signal.SIGTERM, before)


def answers(url: str) -> bool:
    """Whether the instance at this address says that it is ready."""
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


_MANAGE = [sys.executable, str(ROOT / "manage.py")]
