"""The question engine: forms as data. Pure: no Django, no database, no clock.

question_set = parse(path.read_bytes(), name=path.name)     Broken names every fault
page = question_set.page(next_page(question_set, page_id, answers))
checked = check(page, from_form(page, dict(request.POST.lists())))
for page, rows in summary(translated(question_set, "cy"), answers): …
sections(question_set, answers)      {"HEALTH": {…}, "HEALTH_RESTRICTED": {…}}
"""

from .checking import LONG_TEXT_MAX, MESSAGES, Checked, Message, check, unfinished
from .faults import Broken, Fault
from .flow import NoSuchPage, next_page, path
from .form import from_form
from .library import built_in, load
from .overlay import translated
from .reading import parse
from .restricted import AnswersOfAnotherSet, section, sections
from .shapes import (
    ADDRESS,
    ADDRESS_PARTS,
    BCST2,
    CHECK_ANSWERS,
    CHECKBOX,
    LONG_TEXT,
    PATHWAYS,
    RADIO,
    RESETTLEMENT_PLAN,
    SHORT_TEXT,
    STATUS_QUESTION,
    Option,
    Page,
    Question,
    QuestionSet,
    Text,
    free_text_key,
)
from .telling import Row, in_words, kept, summary, tags

__all__ = [
    "ADDRESS",
    "ADDRESS_PARTS",
    "BCST2",
    "CHECKBOX",
    "CHECK_ANSWERS",
    "LONG_TEXT",
    "LONG_TEXT_MAX",
    "MESSAGES",
    "PATHWAYS",
    "RADIO",
    "RESETTLEMENT_PLAN",
    "SHORT_TEXT",
    "STATUS_QUESTION",
    "AnswersOfAnotherSet",
    "Broken",
    "Checked",
    "Fault",
    "Message",
    "NoSuchPage",
    "Option",
    "Page",
    "Question",
    "QuestionSet",
    "Row",
    "Text",
    "built_in",
    "check",
    "free_text_key",
    "from_form",
    "in_words",
    "kept",
    "load",
    "next_page",
    "parse",
    "path",
    "section",
    "sections",
    "summary",
    "tags",
    "translated",
    "unfinished",
]
