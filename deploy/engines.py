"""PostgreSQL and Redis from Debian's programs, started on free ports in a temporary folder and gone afterwards."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from deploy.process import free_port, tied_to_parent

INITDB = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
LIMIT = 30  # seconds for an engine to answer


class MissingProgram(Exception):
    """A system program is not installed; the message names the line that installs it."""


class EngineDidNotStart(Exception):
    """An engine was started and never answered; the message holds the end of its log."""


@contextlib.contextmanager
def postgresql_and_redis() -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL and REDIS_URL: those of the environment where set, else of engines started here."""
    with contextlib.ExitStack() as running:
        urls = {}
        if not (url := os.environ.get("DATABASE_URL", "")):
            url = running.enter_context(postgresql())
        urls["DATABASE_URL"] = url
        if not (url := os.environ.get("REDIS_URL", "")):
            url = running.enter_context(redis())
        urls["REDIS_URL"] = url
        yield urls


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of a new, empty server that forgets everything: it is not told to flush to disk."""
    programs = _postgresql_programs()
    account = _account_for_postgresql()
    with _folder(account) as folder:
        password, port, data = secrets.token_hex(16), free_port(), folder / "data"
        (folder / "password").write_text(password)
        _run_as(
            account,
            [programs / "initdb", "-D", data, "-U", "throughgate", f"--pwfile={folder / 'password'}", *INITDB],
            folder,
        )
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        server = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in options.items())]
        ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-d", "postgres"]
        with _running("PostgreSQL", server, folder, ready, account=account):
            yield f"postgres://throughgate:{password}@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Yield the address of a new Redis that keeps nothing on disk."""
    program, client = _program("redis-server", "redis-server"), _program("redis-cli", "redis-tools")
    with _folder(None) as folder:
        password, port = secrets.token_hex(16), free_port()
        (folder / "redis.conf").write_text(
            f'port {port}\nbind 127.0.0.1\nrequirepass {password}\nsave ""\nappendonly no\ndir {folder}\n'
        )
        ping = [client, "-p", str(port), "--no-auth-warning", "-a", password, "-e", "ping"]
        with _running("Redis", [program, folder / "redis.conf"], folder, ping):
            yield f"redis://:{password}@127.0.0.1:{port}/0"


@contextlib.contextmanager
def _running(
    name: str, command: list, folder: Path, ready: list, *, account: pwd.struct_passwd | None = None
) -> Iterator[None]:
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            preexec_fn=tied_to_parent,
            **_as(account),
        )
    try:
        deadline = time.monotonic() + LIMIT
        while subprocess.run([str(part) for part in ready], capture_output=True, check=False).returncode:
            if server.poll() is not None or time.monotonic() > deadline:
                raise EngineDidNotStart(f"{name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's word for: do not wait for clients
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def _folder(account: pwd.struct_passwd | None) -> Iterator[Path]:
    # Another account must be able to reach it, so not in a TMPDIR below somebody's home.
    with tempfile.TemporaryDirectory(prefix="throughgate-", dir="/tmp" if account else None) as name:
        if account:
            os.chown(name, account.pw_uid, account.pw_gid)
        yield Path(name)


def _account_for_postgresql() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: its own account does it then. None: run as who we are."""
    if os.geteuid():
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise MissingProgram(
            "There is no account `postgres`.\nMend: apt-get install postgresql, or run as another user"
        ) from None


def _as(account: pwd.struct_passwd | None) -> dict:
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _run_as(account: pwd.struct_passwd | None, command: list, folder: Path) -> None:
    if account:
        for path in folder.iterdir():
            os.chown(path, account.pw_uid, account.pw_gid)
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, **_as(account))
    if done.returncode:
        raise EngineDidNotStart(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _postgresql_programs() -> Path:
    """The folder of initdb: Debian keeps it off the PATH, one folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    return _program("initdb", "postgresql").resolve().parent


def _program(name: str, package: str) -> Path:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        raise MissingProgram(f"`{name}` is not installed.\nMend, on Debian: apt-get install {package}")
    return Path(found)


def browser() -> Path | None:
    """The Chromium that browser tests and journeys drive, or None. THROUGHGATE_CHROMIUM names another."""
    names = (os.environ.get("THROUGHGATE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((Path(found) for name in names if name and (found := shutil.which(name))), None)


def code_reader() -> Path | None:
    """The zbarimg that tests read printed codes with, or None."""
    found = shutil.which("zbarimg")
    return Path(found) if found else None


def paper_reader() -> bool:
    """Whether poppler's programs are here, with which tests read PDFs."""
    return all(shutil.which(name) for name in ("pdftotext", "pdftoppm"))


PAPER_READER_MISSING = "pdftotext and pdftoppm are not installed.\nMend, on Debian: apt-get install poppler-utils"
CODE_READER_MISSING = "zbarimg is not installed.\nMend, on Debian: apt-get install zbar-tools"
BROWSER_MISSING = "Chromium is not installed.\nMend, on Debian: apt-get install chromium"


@contextlib.contextmanager
def new_database(server: str) -> Iterator[str]:
    """Make a database with a name of its own on this server, yield its address, and drop it afterwards."""
    name = f"throughgate_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
