"""`./deploy/test [--embedded | --services] [pytest arguments]`.

--embedded    SQLite and no broker, the default; tests marked `services` are left out.
--services    PostgreSQL and Redis, the default with CI=true; every test.

Two workers unless one is asked for with -n 0, a single test is named, or a debugger is wanted. The first to be done
takes tests of the other.
"""

import contextlib
import os
import subprocess
import sys

from deploy import engines
from deploy.demonstration.processes import ROOT

CI = os.environ.get("CI", "").lower() in {"true", "1"}


def main(arguments: list[str]) -> int:
    """Return pytest's status, or 2 when something that the run needs is missing."""
    if {"-h", "--help"} & set(arguments):
        print(__doc__)
        return 0
    services = ("--services" in arguments or CI) and "--embedded" not in arguments
    arguments = [word for word in arguments if word not in {"--services", "--embedded"}]
    if CI and engines.browser() is None:
        print(engines.BROWSER_MISSING, file=sys.stderr)
        return 2
    try:
        with contextlib.ExitStack() as running:
            urls = running.enter_context(engines.postgresql_and_redis()) if services else {}
            return _pytest([*_workers(arguments), *arguments], urls)
    except (engines.MissingProgram, engines.EngineDidNotStart) as fault:
        print(fault, file=sys.stderr)
        return 2


def _pytest(arguments: list[str], urls: dict[str, str]) -> int:
    # A setting of the caller's own must not reach the tests, least of all the address of a database.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHGATE_")}
    kept |= {name: value for name, value in os.environ.items() if name == "THROUGHGATE_CHROMIUM"}
    # Without bytecode every worker and every process of a test would compile the tests and the house anew.
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"):
        kept.pop(name, None)
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**kept, **urls}, check=False).returncode


def _workers(arguments: list[str]) -> list[str]:
    alone = any(word.startswith(("-n", "--pdb", "--trace", "--co")) or "::" in word for word in arguments)
    return [] if alone else ["-n", "2", "--dist", "worksteal"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
