"""`./deploy/bench NAME [--json]`: run one bench and print its figures. Ends 1 when a bar is missed.

A bench is a module of deploy/benches with `def measure() -> list[Figure]`; its docstring says what it measures. One
with `def add_arguments(parser)` has options of its own and gets them all: `def measure(asked)`. A package there is
what benches share.
"""

import argparse
import importlib
import json
import pkgutil
import sys

from deploy import benches


def main(arguments: list[str]) -> int:
    names = sorted(module.name for module in pkgutil.iter_modules(benches.__path__) if not module.ispkg)
    parser = argparse.ArgumentParser(prog="./deploy/bench", description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=names, help="what to measure")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    name = arguments[0] if arguments[:1] and arguments[0] in names else ""
    bench = importlib.import_module(f"deploy.benches.{name}") if name else None
    add_arguments = getattr(bench, "add_arguments", None)
    if add_arguments is not None:
        add_arguments(parser)
    asked = parser.parse_args(arguments)
    bench = bench or importlib.import_module(f"deploy.benches.{asked.name}")
    figures = bench.measure(asked) if add_arguments is not None else bench.measure()
    if asked.json:
        print(json.dumps(benches.as_object(asked.name, figures)))
    else:
        print(benches.as_table(asked.name, figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
