"""A migrated SQLite database, made once for each state of the migrations, then copied: migrating takes ten seconds."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a migrated database hangs on: tables, permissions, Django's own migrations and those of the libraries.
MADE_OF = ("*/migrations/*.py", "*/models/*.py", "deploy/settings/*.py", "deploy/requirements.txt")


def copy(to: Path, *, kept_in: Path, make: Callable[[Path], None]) -> None:
    """Put a migrated database at `to`. `make` writes one to the path that it is given, where none is kept yet.

    kept_in  a folder; one database lies there, and those of earlier states are removed. Two at once: one waits.
    """
    kept_in.mkdir(parents=True, exist_ok=True)
    kept = kept_in / f"migrated-{digest()}.sqlite3"
    with (kept_in / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            half = kept.with_suffix(".half")
            half.unlink(missing_ok=True)
            make(half)
            for earlier in kept_in.glob("migrated-*.sqlite3"):
                earlier.unlink()
            half.replace(kept)
        half = to.with_name(f"{to.name}.half")
        shutil.copyfile(kept, half)
        half.replace(to)


def digest() -> str:
    """Names one state of everything that a migrated database is made of."""
    found = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:20]
