"""The cell's side of the passport: what a person sees of it, says in it and decides about it."""

from .display import display
from .help import help_page
from .home import home
from .own import own, private
from .readers import readers
from .sharing import say, sharing
from .words import words, words_check, words_write

__all__ = [
    "display",
    "help_page",
    "home",
    "own",
    "private",
    "readers",
    "say",
    "sharing",
    "words",
    "words_check",
    "words_write",
]
