"""`./deploy/demo`: a prison, central and the courier with a demo cohort, as real servers on this machine."""

import argparse
import importlib
import select
import shutil
import sys
import time
from pathlib import Path

from deploy.demonstration import estate
from deploy.demonstration.processes import ROOT, CommandFailed, DidNotBecomeReady, Processes, is_free, running
from deploy.demonstration.who import seconds_left, who_can_sign_in


def main(arguments: list[str]) -> int:
    """Return 0, or 1 when something did not start or did not go as the journey says."""
    asked = parser().parse_args(arguments)
    inputs = {"roll": asked.roll, "questions": asked.questions}
    try:
        if asked.journey:  # it and the pictures drive a browser, which the demo itself does not need
            return int(importlib.import_module("deploy.demonstration.travel").travel(**inputs))
        if asked.screenshots:
            return int(importlib.import_module("deploy.demonstration.screenshots").take(asked.screenshots, **inputs))
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
            mend = f"Mend: stop what listens there, or choose another with {flag}."
            print(f"Port {port} is taken.\n{mend}", file=sys.stderr)
            return 1
    if asked.fresh and asked.folder.exists():
        forget(asked.folder)
    with running() as processes:
        built = estate.build(
            processes,
            asked.folder,
            say=say,
            prison_port=asked.prison_port,
            central_port=asked.central_port,
            roll=asked.roll,
            questions=asked.questions,
        )
        for instance in (built.central, built.prison):
            say(f"starting {instance.node} at {instance.url}")
            instance.web.start()
        say("starting the courier")
        processes.start(built.courier)
        print(f"\nLogs: {', '.join(str(process.log) for process in processes.all)}")
        return watch(processes, built)


def watch(processes: Processes, built: estate.Estate) -> int:
    """Show the codes again whenever somebody presses Enter."""
    ask = sys.stdin is not None and sys.stdin.isatty()
    show(built, ask=ask)
    while not (ended := [process for process in processes.all if not process.runs]):
        if not ask:
            time.sleep(0.5)
        elif select.select([sys.stdin], [], [], 0.5)[0]:
            ask = bool(sys.stdin.readline())
            if ask:
                show(built, ask=ask)
    for process in ended:
        print(f"{process.name} ended with {process.status}:\n{process.tail()}", file=sys.stderr)
    return 1


def show(built: estate.Estate, *, ask: bool) -> None:
    print(who_can_sign_in(built))
    how = ": press Enter for new ones" if ask else ""
    print(f"\nThe codes change in {seconds_left()} s{how}. Ctrl-C stops everything.")
    sys.stdout.flush()


def forget(folder: Path) -> None:
    """Remove what a demo made. Refuses a folder that no demo made."""
    if not (folder / "offline").is_dir():
        raise CommandFailed(f"{folder} was not made by a demo, so it is not removed.")
    shutil.rmtree(folder)


def say(words: str) -> None:
    print(f"{words} …", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
