"""Make a checkout ready to run, with nothing but Python 3.11 to 3.13 and a shell: the four commands call this first.

Standard library only: it runs before anything is installed. Each step carries a stamp and does nothing when
the stamp still fits, so a second run costs some file hashes (under 0.2 s). Runs at the same time wait for
each other at a lock file. A fault is printed with its mend and ends the command with status 2.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
ASSETS = ROOT / "deploy" / "assets"
LOCALE = ROOT / "deploy" / "locale"
LOCKS = {name: ROOT / "deploy" / f"{name}.txt" for name in ("requirements", "requirements-test", "requirements-node")}
PYTHONS = ("python3.13", "python3.12", "python3.11", "python3")


class CannotBeMadeReady(Exception):
    """A step failed; the message says what and how to mend it."""


def hand_to(module: str, *, tests: bool = False, assets: bool = True) -> None:
    """Make the checkout ready, then become `python -m module` in its virtual environment. Never returns.

    tests    also the test lock (browser driver, linters), a superset of the other.
    assets   also the browser assets.
    """
    try:
        make_ready(tests=tests, assets=assets)
    except CannotBeMadeReady as fault:
        print(f"\n{fault}", file=sys.stderr)
        sys.exit(2)
    python = str(VENV / "bin" / "python")
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    programs = os.pathsep.join(filter(None, [str(VENV / "bin"), os.environ.get("PATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path, "PATH": programs}
    os.execve(python, [python, "-P", "-m", module, *sys.argv[1:]], environment)


def make_ready(*, tests: bool = False, assets: bool = True) -> None:
    """Bring packages, message catalogues and browser assets up to date. Raises CannotBeMadeReady."""
    with _held(CACHE / "ready.lock"):
        _virtual_environment()
        with _held(VENV / "throughgate" / "ready.lock"):
            _packages(tests=tests)
            _catalogues()
            if assets:
                _assets()


def _virtual_environment() -> None:
    if (VENV / "bin" / "python").exists() and (VENV / "pyvenv.cfg").exists():
        return
    python = _python()
    with _step("making the virtual environment .venv"):
        made = subprocess.run([python, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        version = subprocess.run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], **_QUIET).stdout
        raise CannotBeMadeReady(
            f"{python} could not make a virtual environment:\n{made.stdout}{made.stderr}"
            f"Mend: install its venv module, on Debian: apt-get install python{version.strip() or '3'}-venv"
        )


def _python() -> str:
    for name in (sys.executable, *PYTHONS):
        found = shutil.which(name)
        test = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
        if found and subprocess.run([found, "-c", test], **_QUIET).returncode == 0:
            return found
    raise CannotBeMadeReady(
        "No Python 3.11, 3.12 or 3.13 was found.\nMend: install one, on Debian 12: apt-get install python3 python3-venv"
    )


def _packages(*, tests: bool) -> None:
    names = ["requirements-test"] if tests else ["requirements"]
    # The test lock holds all of the other, so either stamp will do for a run without tests.
    if any(_stamped(name, _hash([LOCKS[name]])) for name in {*names, "requirements-test"}):
        return
    for name in names:
        with _step(f"installing {LOCKS[name].relative_to(ROOT)}"):
            _install(name)


def _install(name: str) -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(
        [*pip, "--no-deps", "--require-hashes", "-r", str(LOCKS[name])],
        mend="look whether the package registry answers (`.venv/bin/python -m pip config list` shows which), "
        "then run the command again; it goes on where it stopped",
    )
    _stamp(name, _hash([LOCKS[name]]))


def _catalogues() -> None:
    sources = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    if all(_newer(source.with_suffix(".mo"), source) for source in sources):
        return
    with _step("compiling the message catalogues"):
        _run(
            [str(VENV / "bin" / "python"), str(ROOT / "deploy" / "catalogue.py"), "compile"],
            mend="correct the catalogue that is named above",
        )


def _assets() -> None:
    (ASSETS / "dist").mkdir(parents=True, exist_ok=True)
    if not (ASSETS / "package-lock.json").exists():
        return
    lock = _hash([ASSETS / "package.json", ASSETS / "package-lock.json"])
    sources = _hash(path for path in _files(ASSETS) if not {"node_modules", "dist"} & set(path.parts))
    stamp = CACHE / "assets"
    if any((ASSETS / "dist").iterdir()) and stamp.exists() and stamp.read_text() == sources:
        return
    npm = _npm()
    environment = {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    installed = ASSETS / "node_modules" / ".throughgate"
    if not (installed.exists() and installed.read_text() == lock):
        with _step("installing the browser packages"):
            _run(
                [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                mend="look whether the npm registry answers (`npm ping`), then run the command again",
                cwd=ASSETS,
                env=environment,
            )
            installed.write_text(lock)
    with _step("building the browser assets"):
        _run([*npm, "run", "--silent", "build"], mend="correct deploy/assets", cwd=ASSETS, env=environment)
    stamp.write_text(sources)


def _npm() -> list[str]:
    """The machine's npm when its node is 20 or newer, else the one that the node lock brings into .venv (206 MB)."""
    own = VENV / "bin" / "npm"
    if not own.exists():
        npm, node = shutil.which("npm"), shutil.which("node")
        test = "process.exit(+process.versions.node.split('.')[0] >= 20 ? 0 : 1)"
        if npm and node and subprocess.run([node, "-e", test], **_QUIET).returncode == 0:
            return [npm]
        with _step("installing npm (deploy/requirements-node.txt), the machine has none"):
            _install("requirements-node")
    return [str(own)]


def _run(command: list[str], *, mend: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-30:])
        raise CannotBeMadeReady(f"`{' '.join(command)}` ended with {done.returncode}:\n{tail}\nMend: {mend}.")


_QUIET: dict = {"capture_output": True, "text": True}


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the lock file; wait for whoever has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("waiting for another run that is making this checkout ready …\n")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    _say(f"{what} … ")
    begun = time.monotonic()
    yield
    _say(f"{time.monotonic() - begun:.0f} s\n")


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)


def _files(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - {"node_modules", "dist"})
        yield from (Path(top) / name for name in sorted(names))


def _hash(paths: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256(sys.version[:4].encode())
    for path in paths:
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamped(name: str, value: str) -> bool:
    stamp = VENV / "throughgate" / name
    return stamp.exists() and stamp.read_text() == value


def _stamp(name: str, value: str) -> None:
    (VENV / "throughgate" / name).write_text(value)


def _newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime
