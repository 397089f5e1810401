"""Papers as tutors write them: YAML or JSON, or a question at a time on a form."""

from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from education.acts.writing import LARGEST
from education.forms.courses import choice, number, text
from education.marking import Fault, Paper

# As education.marking.faults has them; a test keeps the two the same.
REASONS = {
    "shape": gettext_noop("this is not a list of questions with names and values"),
    "empty": gettext_noop("there is no question"),
    "many": gettext_noop("there are more than {most} questions"),
    "unknown": gettext_noop("“{name}” is nothing that this kind of question has"),
    "missing": gettext_noop("“{name}” is missing"),
    "kind": gettext_noop("the kind must be single, multiple, numeric, text, ordering, matching or written"),
    "id": gettext_noop("the id must be 1 to 40 small letters, digits and hyphens"),
    "twice": gettext_noop("the id is used twice"),
    "text": gettext_noop("“{name}” must be words, up to {most} letters"),
    "marks": gettext_noop("the marks must be a whole number from 1 to {most}"),
    "list": gettext_noop("“{name}” must be a list of {least} to {most}"),
    "same": gettext_noop("two options say the same"),
    "right": gettext_noop("the right answer must be one of the options"),
    "number": gettext_noop("“{name}” must be a number, like 0.5 or 1/2"),
    "yes_no": gettext_noop("“{name}” must be true or false"),
    "close": gettext_noop("“close” must be a whole number from 0 to 3"),
    "unit": gettext_noop("a unit is needed, but none is named in “units”"),
    "choose": gettext_noop("“choose” must be at least 1, and no more than the pool has"),
}
KINDS = [
    ("single", gettext_lazy("One is right")),
    ("multiple", gettext_lazy("Several are right")),
    ("numeric", gettext_lazy("A number")),
    ("text", gettext_lazy("A word or a few words")),
    ("ordering", gettext_lazy("Put in order")),
    ("matching", gettext_lazy("Find the pairs")),
    ("written", gettext_lazy("Some sentences, marked by a tutor")),
]


def in_words(fault: Fault) -> str:
    """A fault in the language of the page."""
    said = _(REASONS[fault.code]).format(name=fault.name, least=fault.least, most=fault.most)
    return f"{fault.question}: {said}" if fault.question else said


def as_yaml(paper: Any) -> str:
    return yaml.safe_dump(paper, allow_unicode=True, sort_keys=False, width=100) if paper else ""


def from_yaml(said: str) -> Any:
    """The value of YAML or JSON. Raises ValidationError that names the line."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(said, Loader=yaml.SafeLoader)):
            raise forms.ValidationError(_("Write each question out: “&” and “*” of YAML are not read"))
        return yaml.safe_load(said)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise forms.ValidationError(_("This is not YAML from line %(n)d on") % {"n": line}) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise forms.ValidationError(_("This is not YAML or JSON that can be read")) from None


class QuizForm(forms.Form):
    """The whole quiz. A file takes the place of what stands in the box."""

    pass_mark = number(_("Pass mark, in percent"), 100)
    attempts = number(_("Tries"), 50, help_text=gettext_lazy("Empty or 0: as many as they like"))
    paper = text(gettext_lazy("Questions, as YAML"), LARGEST, rows=16, required=False, attrs={"spellcheck": "false"})
    file = forms.FileField(label=gettext_lazy("Or a file with the questions, YAML or JSON"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file = said.get("file")
        if file is not None:
            if file.size > LARGEST:
                self.add_error("file", _("The file is too large. It may have %(n)d letters") % {"n": LARGEST})
                return said
            try:
                said["paper"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not text in UTF-8. Save it again as UTF-8"))
                return said
        if not (said.get("paper") or "").strip():
            self.add_error("paper", _("Write the questions, or choose a file"))
            return said
        try:
            said["read"] = from_yaml(said["paper"])
        except forms.ValidationError as fault:
            self.add_error("file" if file is not None else "paper", fault)
        return said


class QuestionForm(forms.Form):
    """One question, without YAML. What stands in `lines` is read by its kind."""

    kind = choice(
        gettext_lazy("Kind of question"), [("", gettext_lazy("Choose")), *KINDS], gettext_lazy("Choose a kind")
    )
    ask = text(gettext_lazy("Question"), 1000, rows=3, error_messages={"required": gettext_lazy("Enter the question")})
    ask_cy = text(gettext_lazy("Question in Welsh"), 1000, rows=3, required=False, attrs={"lang": "cy"})
    lines = text(
        gettext_lazy("Answers, a line each"),
        4000,
        rows=5,
        help_text=gettext_lazy(
            "Put * before each right one. For a number or words: the right ones only. "
            "In order: from first to last. Pairs: kilogram = 1,000 grams. For sentences: what earns marks"
        ),
        error_messages={"required": gettext_lazy("Enter the answers")},
    )
    tolerance = text(gettext_lazy("A number may be off by"), 20, required=False)
    units = text(gettext_lazy("Units that are right, with commas"), 200, required=False)
    marks = number(gettext_lazy("Marks"), 20, least=1)
    right_words = text(gettext_lazy("Words after a right answer"), 1000, required=False)
    wrong_words = text(gettext_lazy("Words after another answer"), 1000, required=False)

    @classmethod
    def of(cls, question: dict[str, Any]) -> "QuestionForm":
        """The form filled with a question of a paper."""
        names = ("kind", "ask", "ask_cy", "marks", "right_words", "wrong_words")
        said = {name: question.get(name, "") for name in names}
        units = ", ".join(map(str, question.get("units", [])))
        more = {"lines": "\n".join(_as_lines(question)), "tolerance": question.get("tolerance") or "", "units": units}
        return cls(initial=said | more)

    def question(self, taken: set[str], before: dict[str, Any] | None = None) -> dict[str, Any]:
        """The question as data, with an id that is not taken; or that of `before`, with what no form shows of it."""
        said = self.cleaned_data
        own_id = before["id"] if before else next(f"q{n}" for n in range(1, len(taken) + 2) if f"q{n}" not in taken)
        made = {"id": own_id, "kind": said["kind"], "ask": said["ask"], "marks": said["marks"] or 1}
        made |= {name: said[name] for name in ("ask_cy", "right_words", "wrong_words") if said[name]}
        lines = [line.strip() for line in said["lines"].splitlines() if line.strip()]
        made |= _by_kind(said, lines)
        return made | _kept(made, before) if before and before["kind"] == made["kind"] else made


def _by_kind(said: dict[str, Any], lines: list[str]) -> dict[str, Any]:
    kind = said["kind"]
    if kind == "numeric":
        units = [unit.strip() for unit in said["units"].split(",") if unit.strip()]
        return {
            "right": lines[0].lstrip("* "),
            "tolerance": said["tolerance"] or 0,
            **({"units": units} if units else {}),
        }
    if kind == "text":
        return {"accepted": [line.lstrip("* ") for line in lines], "close": 1}
    if kind == "written":
        return {"guide": "\n".join(lines)}
    if kind == "matching":
        pairs = [line.partition("=") for line in lines]
        return {
            "pairs": [{"id": f"p{n}", "text": a.strip(), "match": b.strip()} for n, (a, _eq, b) in enumerate(pairs, 1)]
        }
    options = [{"id": f"o{n}", "text": line.lstrip("* ")} for n, line in enumerate(lines, 1)]
    if kind == "ordering":
        return {"options": options}
    right = [option["id"] for option, line in zip(options, lines, strict=True) if line.startswith("*")]
    if kind == "single":
        return {"options": options, "right": right[0] if len(right) == 1 else ""}
    return {"options": options, "right": right}


def _as_lines(question: dict[str, Any]) -> list[str]:
    """What `_by_kind` reads, of a question that is there."""
    kind, right = question["kind"], question.get("right", [])
    if kind == "numeric":
        return [str(right)]
    if kind == "text":
        return [str(one) for one in question["accepted"]]
    if kind == "written":
        return str(question.get("guide", "")).splitlines()
    if kind == "matching":
        return [f"{one['text']} = {one['match']}" for one in question["pairs"]]
    marked = [right] if isinstance(right, str) else right
    return [f"{'* ' if one['id'] in marked else ''}{one['text']}" for one in question["options"]]


UNSHOWN = ("close", "case", "accents", "unit_needed", "right_words_cy", "wrong_words_cy")
BESIDE = {"unit_needed": "units", "right_words_cy": "right_words", "wrong_words_cy": "wrong_words"}


def _kept(made: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What a question of this kind had that the form does not show: Welsh of its options, how close a word may be."""
    kept = {name: before[name] for name in UNSHOWN if name in before and BESIDE.get(name, "kind") in made}
    for name in ("options", "pairs"):
        welsh = {str(one["text"]): _welsh_of(one) for one in before.get(name, [])}
        if name in made:
            kept[name] = [one | welsh.get(one["text"], {}) for one in made[name]]
    return kept


def _welsh_of(item: dict[str, Any]) -> dict[str, Any]:
    return {name: words for name, words in item.items() if name.endswith("_cy")}


def on_the_form(fault: Fault, kind: str) -> str:
    """A fault of the question that a form tells of, in the form's own words."""
    if kind == "single" and fault.code == "right":
        return _("Put * before the one right answer, and before no other")
    if kind == "multiple" and (fault.code == "right" or fault.name == "right"):
        return _("Put * before each right answer")
    if kind == "matching" and fault.name in ("pairs", "match", "text"):
        return _("Write each pair on a line of its own, like: kilogram = 1,000 grams. Write two at least")
    if kind == "numeric" and fault.name == "right":
        return _("Enter the right number alone, like 0.5 or 1/2. Its unit goes into the box for units")
    if fault.name == "options":
        return _("Write %(least)d to %(most)d answers, each on a line of its own") % vars(fault)
    return in_words(fault)


def ids_of(paper: Paper | None) -> set[str]:
    return {question.id for question in paper.every()} if paper else set()
