"""The Welsh catalogue, without gettext's tools: collect what the product says, compile, and find what is wrong.

    python deploy/catalogue.py update     write every message of the source into the catalogue, keep its Welsh
    python deploy/catalogue.py compile    make the .mo file that Django reads
    python deploy/catalogue.py check      end with 1 when a message has no Welsh, is fuzzy or lost a placeholder

A catalogue that no speaker has read says so in its header (`Last-Translator`), and pages in Welsh say it too.
Another language is another folder beside `cy`.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "deploy" / "locale"
HOUSE = ["accounts", "incell", "education", "passport", "deploy", "templates"]
LEFT_OUT = {"migrations", "node_modules", "dist", "__pycache__", "locale", "assets", "ops"}
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
UNREVIEWED = "not yet read by a speaker"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[a-z](?![a-z])")
HEADER = "# What Throughgate says, in Welsh. Its header says who has read it: until a speaker has, Welsh pages say so."


def collect() -> Catalog:
    """Every message of the source, with the files that say it. Reads the whole house; no database, no settings."""
    found = Catalog(project="Throughgate", version="1")
    for path in _sources():
        place: list[Any] = [(str(path.relative_to(ROOT)), None)]  # without line numbers, which would only churn
        for words, comments, context in _said_in(path):
            found.add(
                words if len(words) > 1 else words[0],
                locations=place,
                auto_comments=comments,
                context=context,
            )
    return found


def _sources() -> Iterator[Path]:
    for part in HOUSE:
        for path in sorted((ROOT / part).rglob("*")):
            inside = path.relative_to(ROOT).parts
            if path.suffix in {".py", ".html", ".txt"} and not LEFT_OUT.intersection(inside):
                yield path


def _said_in(path: Path) -> Iterator[tuple[tuple[str, ...], list[str], str | None]]:
    """Yields the words (two where there is a plural), translators' comments and context. Only .py files are code."""
    text = path.read_text()
    if path.suffix != ".py":
        # What is no message comes back as rows of X, whose indents mean nothing and would stop the tokenizer.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    said: Any = extract_python(BytesIO(text.encode()), KEYWORDS, ["Translators"], {"encoding": "utf-8"})
    for _line, function, words, comments in said:
        spec = KEYWORDS[function]
        given = list(words) if isinstance(words, tuple) else [words]
        context = given.pop(0) if spec and isinstance(spec[0], tuple) else None
        plural = function.lstrip("_").startswith(("n", "np"))
        wanted = tuple(given[: 2 if plural else 1])
        if all(isinstance(word, str) and word for word in wanted):
            yield wanted, comments, context


def update(language: str) -> int:
    """Write the source's messages into a language's catalogue and keep its words. Returns how many are still empty."""
    path = _path(language)
    found = collect()
    if path.exists():
        held = read(language)
    else:
        held = Catalog(locale=language, header_comment=HEADER, last_translator=UNREVIEWED, fuzzy=False)
        held.project, held.version, held.language_team = "Throughgate", "1", language
        held.msgid_bugs_address = "see README"
    held.update(found, no_fuzzy_matching=True)
    held.obsolete.clear()
    # One fixed date: two people who update the catalogue should meet in the messages only.
    held.creation_date = held.revision_date = datetime(2027, 1, 1, tzinfo=UTC)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    write_po(out, held, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    path.write_bytes(out.getvalue())
    return sum(1 for message in held if message.id and not _whole(message))


def read(language: str) -> Catalog:
    """A language's catalogue as it lies on disk."""
    with _path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def compile_all() -> list[str]:
    """Make the .mo file of every language that has a catalogue. Returns the languages."""
    made = []
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        language = path.parts[-3]
        out = BytesIO()
        write_mo(out, read(language))
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != out.getvalue():
            compiled.write_bytes(out.getvalue())
        made.append(language)
    return made


def faults(language: str) -> list[str]:
    """What is wrong with a language's catalogue, a line each. Words to spare are no fault."""
    held, found = read(language), collect()
    wrong = []
    for message in found:
        if not message.id:
            continue
        here = held.get(message.id, context=message.context)
        first = _forms(message.id)[0]
        if here is None:
            wrong.append(f"not in the catalogue: {first!r}")
        elif here.fuzzy:
            wrong.append(f"fuzzy: {first!r}")
        elif not _whole(here):
            wrong.append(f"no words: {first!r}")
        else:
            wrong += [f"{fault}: {first!r}" for fault in _broken(here, held.num_plurals)]
    return wrong


def _broken(message: Message, plurals: int) -> Iterator[str]:
    english = [set(PLACEHOLDER.findall(words)) for words in _forms(message.id)]
    always, ever = set.intersection(*english), set.union(*english)
    forms = _forms(message.string)
    if message.pluralizable and len(forms) != plurals:
        yield f"{len(forms)} plural forms, not {plurals}"
    for words in forms:
        there = set(PLACEHOLDER.findall(words))
        if not always <= there <= ever:
            yield "a placeholder differs"
        if words.strip() != words and _forms(message.id)[0].strip() == _forms(message.id)[0]:
            yield "white space at an end"


def _forms(said: object) -> list[str]:
    return [str(words) for words in said] if isinstance(said, list | tuple) else [str(said)]


def _whole(message: Message) -> bool:
    return bool(message.string) and all(_forms(message.string))


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def main(arguments: list[str]) -> int:
    say = StringIO()
    verb = arguments[0] if arguments else ""
    ends = 0
    if verb == "update":
        say.write(f"cy: {update('cy')} messages have no words yet\n")
    elif verb == "compile":
        say.write(f"compiled: {', '.join(compile_all())}\n")
    elif verb == "check":
        wrong = faults("cy")
        ends = 1 if wrong else 0
        say.writelines(f"{line}\n" for line in wrong or ["cy: complete"])
        if read("cy").last_translator == UNREVIEWED:
            say.write("cy: no speaker has read it yet\n")
    else:
        say.write(__doc__ or "")
        ends = 2
    sys.stdout.write(say.getvalue())
    return ends


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
