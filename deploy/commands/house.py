"""The rules of the house that no linter knows. Each returns its faults as lines; none means that it is kept."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

TOP = {"manage.py", "pyproject.toml", "README.md", "LICENSE"}
TOP |= {"passport", "incell", "education", "accounts", "templates", "tests", "deploy"}
APPS = ("accounts", "incell", "education", "passport")
LOCKS = ("requirements", "requirements-test", "requirements-node")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
LIBRARIES = "deploy/decisions/0002-libraries.md"
# Written in parts, so that this file does not find itself.
TRACES = re.compile(
    "|".join(
        [
            r"/" + r"root/",
            r"/" + r"home/[a-z]",
            r"/" + r"work/",
            r"/" + r"Users/",
            r"pypi\." + r"org",
            r"files\." + r"pythonhosted",
            r"registry\." + r"npmjs",
            r"registry\." + r"yarnpkg",
            r"deb\." + r"debian\.org",
        ]
    )
)
BINARY = {".png", ".jpg", ".ico", ".gz", ".zip", ".woff2", ".mo"}


def strangers_at_the_top(paths: Iterable[str]) -> list[str]:
    """The top level holds exactly what the map of the house says, and dot files."""
    there = {path.split("/")[0] for path in paths}
    strangers = sorted(name for name in there - TOP if not name.startswith("."))
    return [f"{name} does not belong at the top level" for name in strangers] + [
        f"{name} is missing at the top level" for name in sorted(TOP - there)
    ]


def traces_of_a_machine(root: Path, paths: Iterable[str]) -> list[str]:
    """Lines of tracked text files that name somebody's folder or a package registry."""
    faults = []
    for path in paths:
        file = root / path
        if file.suffix in BINARY or not file.is_file():
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            if trace := TRACES.search(line):
                faults.append(f"{path}:{number} names {trace[0]}")
    return faults


def migrations_that_fork(root: Path) -> list[str]:
    """Migration numbers of an app run 0001, 0002, … without a gap or a double."""
    faults = []
    for app in APPS:
        names = sorted(path.stem for path in (root / app / "migrations").glob("[0-9]*.py"))
        for position, name in enumerate(names, 1):
            if not name.startswith(f"{position:04d}_"):
                faults.append(f"{app}/migrations/{name}.py should be number {position:04d}")
    return faults


def settings_without_words(root: Path) -> list[str]:
    """Every name that settings read from the environment stands in deploy/OPERATING.md, and the other way round."""
    read = {name for path in (root / "deploy" / "settings").glob("*.py") for name in names_read(path.read_text())}
    text = (root / "deploy" / "OPERATING.md").read_text()
    told = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", text, re.MULTILINE))
    return [f"{name} is read but not in deploy/OPERATING.md" for name in sorted(read - told)] + [
        f"{name} stands in deploy/OPERATING.md but nothing reads it" for name in sorted(told - read)
    ]


def names_read(source: str) -> set[str]:
    """The first arguments of every `env(…)` and `env.kind(…)` call."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if isinstance(called, ast.Name) and called.id == "env":
            names.add(str(node.args[0].value))
    return names


def locks_that_are_stale(root: Path) -> list[str]:
    """Each package that is asked for is locked, at a version that was asked for; the two Python locks agree."""
    from packaging.requirements import Requirement

    faults, pins = [], {}
    for name in LOCKS:
        lock = (root / "deploy" / f"{name}.txt").read_text()
        pins[name] = {found[1]: found[2] for found in PIN.finditer(lock)}
        for line in (root / "deploy" / f"{name}.in").read_text().splitlines():
            words = line.split("#")[0].strip()
            if not words or words.startswith("-"):
                continue
            asked = Requirement(words)
            locked = pins[name].get(re.sub(r"[-_.]+", "-", asked.name).lower())
            if locked is None:
                faults.append(f"{name}.txt does not lock {asked.name}")
            elif locked not in asked.specifier:
                faults.append(f"{name}.txt locks {asked.name} {locked}, asked for is {asked.specifier}")
        if lock.count("--hash=sha256:") < len(pins[name]):
            faults.append(f"{name}.txt has packages without a hash")
    for package, version in pins["requirements"].items():
        if (other := pins["requirements-test"].get(package)) != version:
            faults.append(f"requirements-test.txt locks {package} {other}, requirements.txt {version}")
    return faults


def libraries_without_reason(root: Path) -> list[str]:
    """Each dependency that is asked for has its line in decisions/0002-libraries.md, and each line its dependency."""
    told = set(re.findall(r"^\| ([a-z@][\w./-]*) \|", (root / LIBRARIES).read_text(), re.MULTILINE)) - {"package"}
    asked = {name for lock in LOCKS for name in _asked_for(root / "deploy" / f"{lock}.in")}
    package = json.loads((root / "deploy" / "assets" / "package.json").read_text())
    asked |= {*package["dependencies"], *package.get("devDependencies", {})}
    return [f"{name} has no line in {LIBRARIES}" for name in sorted(asked - told)] + [
        f"{name} has a line in {LIBRARIES} but nothing asks for it" for name in sorted(told - asked)
    ]


def _asked_for(file: Path) -> Iterator[str]:
    for line in file.read_text().splitlines():
        if name := re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line):
            yield re.sub(r"[-_.]+", "-", name[0]).lower()


def files_below(root: Path) -> list[str]:
    """Every file that a repository would track, for a copy that has none."""
    hidden = {".venv", ".cache", ".demo", "node_modules", "dist", "__pycache__"}
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return sorted(str(path) for path in paths if not hidden & set(path.parts))
