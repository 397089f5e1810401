"""The cell's side of the passport: what a person sees of it, says in it and decides about it."""

from .applications import applications
from .appointments import appointments
from .display import display
from .documents import document, documents
from .help import help_page
from .home import home
from .licence import licence
from .link import link
from .looking import looking
from .meeting import meeting
from .needs import need, needs
from .own import own, private
from .plan import plan, plan_agree, plan_before, plan_goal, plan_new
from .readers import readers
from .ready import ready
from .sharing import say, sharing
from .words import words, words_check, words_write

__all__ = [
    "applications",
    "appointments",
    "display",
    "document",
    "documents",
    "help_page",
    "home",
    "licence",
    "link",
    "looking",
    "meeting",
    "need",
    "needs",
    "own",
    "plan",
    "plan_agree",
    "plan_before",
    "plan_goal",
    "plan_new",
    "private",
    "readers",
    "ready",
    "say",
    "sharing",
    "words",
    "words_check",
    "words_write",
]
