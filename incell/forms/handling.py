"""What staff fill in about requests: the queue's filters, and what they do with one or with many."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from incell.acts.deciding import LONGEST
from incell.acts.ways import is_vetted
from incell.models import Rejection, Request, State, Team

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
STATES: list[tuple[str, Words]] = [
    ("", gettext_lazy("Open")),
    *State.choices,
    ("all", gettext_lazy("Open and closed")),
]
DUE: list[tuple[str, Words]] = [
    ("", gettext_lazy("Any day")),
    ("late", gettext_lazy("Late")),
    ("today", gettext_lazy("Today")),
    ("3", gettext_lazy("The next 3 days")),
]
SORTS = {"due": ("due_on",), "sent": ("sent_at",), "name": ("prisoner__last_name", "prisoner__first_name")}
WING_PATTERN = r"^[A-Za-z0-9]{0,8}\Z"


class QueueFilters(forms.Form):
    """Every field optional; what can't be understood counts as not said. Nothing in it is a person's name."""

    team = forms.ChoiceField(required=False, choices=Team.choices)
    state = forms.ChoiceField(required=False, choices=STATES)
    kind = forms.RegexField(r"^[A-Z_]{0,40}\Z", required=False)
    due = forms.ChoiceField(required=False, choices=DUE)
    to = forms.RegexField(r"^(me|nobody|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?\Z", required=False)
    wing = forms.RegexField(WING_PATTERN, required=False)
    sort = forms.ChoiceField(required=False, choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")])

    def said(self) -> dict[str, str]:
        self.is_valid()
        return dict.fromkeys(self.fields, "") | self.cleaned_data

    @staticmethod
    def query(said: dict[str, str], **other: str) -> str:
        """The address's part after "?", what is not said left out."""
        return urlencode({name: value for name, value in (said | other).items() if value})


def due_words(due_on: date, today: date) -> str:
    """When an answer is due, as people say it: "2 days late", "today", "in 3 days"."""
    days = (due_on - today).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def _words(label: Words, *, needed: Words = "", rows: int = 4, hint: Words = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=LONGEST,
        error_messages={"required": needed, "max_length": gettext_lazy("Use 1,000 characters or fewer")},
        widget=forms.Textarea(attrs={"rows": rows, "data-maxlength": LONGEST}),
    )


class Assign(forms.Form):
    """`people`: those who sit in the team, each with how many requests they `has`."""

    to = forms.ChoiceField(
        label=gettext_lazy("Who deals with it"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose somebody who sits in this team")},
    )

    def __init__(self, *args: Any, people: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Nobody yet")), *((pk, with_load(person)) for pk, person in self.people.items())]

    def chosen(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


def with_load(person: User) -> str:
    """A colleague and how much they have: "Anita Desai (4 open)"."""
    has = getattr(person, "has", 0)
    open_words = ngettext("%(n)s open", "%(n)s open", has) % {"n": has}
    return f"{person.name} ({open_words})"


class Forward(forms.Form):
    """`team`: the one that has it, which is no choice."""

    to = forms.ChoiceField(
        label=gettext_lazy("Which team"),
        error_messages={
            "required": gettext_lazy("Choose a team"),
            "invalid_choice": gettext_lazy("Choose one of these teams"),
        },
    )
    comment = _words(
        gettext_lazy("Comment for that team"),
        needed=gettext_lazy("Enter a comment: what should that team do?"),
        hint=gettext_lazy("The person in the cell does not see it."),
        rows=3,
    )

    def __init__(self, *args: Any, team: str, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a team")), *((code, name) for code, name in Team.choices if code != team)]


class Say(forms.Form):
    words = _words(gettext_lazy("Message"), needed=gettext_lazy("Enter a message"), rows=3)
    shared = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[
            ("staff", gettext_lazy("Staff only")),
            ("both", gettext_lazy("Staff and the person in the cell")),
        ],
        initial="staff",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Select who reads it")},
    )


class Decide(forms.Form):
    """One answer to one request or to many. `request`: what it can't be answered with is no choice."""

    state = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Select your answer"),
            "invalid_choice": gettext_lazy("This request can't be answered like that"),
        },
    )
    rejection = forms.ChoiceField(
        label=gettext_lazy("Why you reject it"),
        help_text=gettext_lazy("Only if you reject it."),
        required=False,
        choices=[("", "–"), *Rejection.choices],
    )
    reply = _words(
        gettext_lazy("Words for the person"),
        hint=gettext_lazy("Short, plain sentences. They read this in the cell. Needed if you decline."),
    )
    staff_reason = _words(
        gettext_lazy("Reason for staff only"), hint=gettext_lazy("The person in the cell never sees it."), rows=2
    )

    def __init__(self, *args: Any, request: Request | None = None, many: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = answers_to(request, many)
        if State.DECLINED.value not in dict(answers_to(request, many)):
            self.fields["reply"].help_text = gettext_lazy("Short, plain sentences. They read this in the cell.")
        if State.REJECTED not in dict(field.choices):
            del self.fields["rejection"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        state = said.get("state")
        if state == State.DECLINED and not said.get("reply") and "reply" not in self.errors:
            self.add_error("reply", ValidationError(_("Enter words for the person: why do you decline?")))
        if state == State.REJECTED and not said.get("rejection"):
            self.add_error("rejection", ValidationError(_("Choose why you reject it")))
        if state != State.REJECTED:
            said["rejection"] = ""
        return said


def answers_to(request: Request | None, many: bool = False) -> list[tuple[str, str]]:
    """How a request may be answered: vetting approves a contact, and a privileged message is dealt with unread."""
    if request is not None and request.is_privileged:
        return [(State.APPROVED.value, _("Dealt with, unread"))]
    every = [
        (State.APPROVED.value, _("Approve: yes")),
        (State.DECLINED.value, _("Decline: no")),
        (State.REJECTED.value, _("Reject: not decided")),
    ]
    if request is not None and is_vetted(request):
        return every[1:]
    return every[:2] if many else every


class Outcome(forms.Form):
    """How a flag was closed."""

    outcome = _words(gettext_lazy("What was done"), needed=gettext_lazy("Enter what was done"), rows=3)


class OnPaper(forms.Form):
    """Whose paper it is and what it asks. `people`: those whom the reader may know of; `kinds`: (code, name)."""

    number = forms.CharField(
        label=gettext_lazy("Prison number"),
        help_text=gettext_lazy("Like A1234BC"),
        max_length=12,
        error_messages={"required": gettext_lazy("Enter a prison number, like A1234BC")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-10"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What the paper asks for"),
        error_messages={
            "required": gettext_lazy("Choose what the paper asks for"),
            "invalid_choice": gettext_lazy("Choose what the paper asks for"),
        },
    )

    def __init__(self, *args: Any, people: Any, kinds: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = people
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *kinds]

    def clean_number(self) -> Any:
        number = "".join(self.cleaned_data["number"].split()).upper()
        found = self.people.filter(number=number).first()
        if found is None:
            raise ValidationError(_("Nobody here has this prison number"))
        return found


LONGEST_AGO = timedelta(days=366)


def date_on_paper(said: Any, today: date) -> tuple[date | None, str]:
    """The date out of three boxes, or the words that say what is wrong with it."""
    parts = [str(said.get(f"written-{part}", "")).strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None, _("Enter the date on the paper")
    try:
        written = date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        return None, _("The date on the paper must be a real date, like 27 3 2027")
    if written > today:
        return None, _("The date on the paper must be today or in the past")
    if written < today - LONGEST_AGO:
        return None, _("The date on the paper must be in the last year")
    return written, ""
