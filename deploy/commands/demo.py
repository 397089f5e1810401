"""`./deploy/demo`: a prison, central and the courier with a demo cohort, as real servers on this machine."""

import argparse
import importlib
import shutil
import sys
import time
from pathlib import Path

from deploy.demonstration.processes import (
    ROOT,
    CommandFailed,
    DidNotBecomeReady,
    Instance,
    Processes,
    is_free,
    running,
)


def main(arguments: list[str]) -> int:
    """Return 0, or 1 when something did not start or did not go as the journey says."""
    asked = parser().parse_args(arguments)
    inputs = {"roll": asked.roll, "questions": asked.questions}
    try:
        if asked.journey:
            return importlib.import_module("deploy.demonstration.journey").travel(**inputs)
        if asked.screenshots:
            return importlib.import_module("deploy.demonstration.screenshots").take(asked.screenshots, **inputs)
        return serve(asked)
    except (CommandFailed, DidNotBecomeReady) as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="./deploy/demo", description=__doc__)
    instead = words.add_mutually_exclusive_group()
    instead.add_argument("--journey", action="store_true", help="run the whole way of a passport once, print each step")
    instead.add_argument("--screenshots", type=Path, metavar="DIR", help="take pictures of every page into this folder")
    words.add_argument("--roll", type=existing, metavar="FILE", help="an HMPPS Prisoner Search response to import")
    words.add_argument("--questions", type=existing, metavar="DIR", help="a folder of question sets to load")
    words.add_argument("--folder", type=Path, default=ROOT / ".demo", help="where the demo keeps its data")
    words.add_argument("--fresh", action="store_true", help="forget what earlier demos left in that folder")
    words.add_argument("--prison-port", type=int, default=8000)
    words.add_argument("--central-port", type=int, default=9000)
    return words


def existing(path: str) -> Path:
    if not Path(path).exists():
        raise argparse.ArgumentTypeError(f"{path} does not exist")
    return Path(path).resolve()


def serve(asked: argparse.Namespace) -> int:
    """Run until Ctrl-C, or until a process ends by itself."""
    for port, flag in ((asked.prison_port, "--prison-port"), (asked.central_port, "--central-port")):
        if not is_free(port):
            print(
                f"Port {port} is taken. Mend: stop what listens there, or choose another with {flag}.", file=sys.stderr
            )
            return 1
    if asked.fresh:
        shutil.rmtree(asked.folder, ignore_errors=True)
    with running() as processes:
        central = processes.add(Instance("central", asked.folder / "central", node="CENTRAL", port=asked.central_port))
        prison = processes.add(Instance("prison", asked.folder / "prison", node="MDI", port=asked.prison_port))
        prison.more["THROUGHGATE_CENTRAL_URL"] = central.url
        for instance in (central, prison):
            print(f"Preparing {instance.node} …", flush=True)
            instance.prepare()
        for instance in (central, prison):
            instance.web.start()
            print(f"{instance.node:8}{instance.url}   log: {instance.web.log}", flush=True)
        return watch(processes)


def watch(processes: Processes) -> int:
    print("\nCtrl-C stops everything.", flush=True)
    while not (ended := [process for process in processes.all if not process.runs]):
        time.sleep(0.5)
    for process in ended:
        print(f"{process.name} ended with {process.status}:\n{process.tail()}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
