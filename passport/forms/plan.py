"""What both sides write into a plan: the person in plain words, staff in the service's. The same acts take both."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from passport.models import Pathway, PlanStanding
from passport.plan import GoalState, GoalWords, StepState, StepWords, Who

LONGEST = 200  # characters of a goal or a step
LONGEST_WORDS = 1000  # of what the person says of the plan
FARTHEST = timedelta(days=3653)
Words = str | Promise
OWN_WHO: dict[str, Words] = {
    Who.PERSON: _("Me"),
    Who.PRISON: _("Someone who works here"),
    Who.PROBATION: _("My probation worker"),
    Who.OTHER: _("Someone else"),
}
OWN_STATES: dict[str, tuple[str, Words]] = {
    StepState.NOT_STARTED: ("none", _("Not begun yet")),
    StepState.IN_PROGRESS: ("doing", _("Begun")),
    StepState.COMPLETED: ("done", _("Done")),
    StepState.CANNOT_BE_DONE_YET: ("wait", _("It has to wait")),
    StepState.NO_LONGER_NEEDED: ("none", _("Not needed now")),
}
OWN_GOALS: dict[str, tuple[str, Words]] = {
    GoalState.ACTIVE: ("doing", _("For now")),
    GoalState.FUTURE: ("none", _("For later")),
    GoalState.ACHIEVED: ("done", _("You did it")),
    GoalState.REMOVED: ("none", _("Off the plan")),
}
WHO: dict[str, Words] = {
    Who.PERSON: _("The person"),
    Who.PRISON: _("The prison"),
    Who.PROBATION: _("Probation"),
    Who.OTHER: _("Somebody else"),
}
STATES: dict[str, tuple[str, Words]] = {
    StepState.NOT_STARTED: ("none", _("Not started")),
    StepState.IN_PROGRESS: ("doing", _("In progress")),
    StepState.COMPLETED: ("done", _("Completed")),
    StepState.CANNOT_BE_DONE_YET: ("wait", _("Cannot be done yet")),
    StepState.NO_LONGER_NEEDED: ("none", _("No longer needed")),
}
GOALS: dict[str, tuple[str, Words]] = {
    GoalState.ACTIVE: ("doing", _("Active")),
    GoalState.FUTURE: ("wait", _("Future")),
    GoalState.ACHIEVED: ("done", _("Achieved")),
    GoalState.REMOVED: ("none", _("Removed")),
}
WHEN: dict[str, tuple[Words, int]] = {  # days from today
    "month": (_("In a month"), 30),
    "quarter": (_("In three months"), 91),
    "half": (_("In half a year"), 182),
    "year": (_("In a year"), 365),
}
OWN_TOO_LONG = _("You wrote too much. Use %(limit_value)d letters or less.")
TOO_LONG = _("Use %(limit_value)d letters or fewer. You have %(show_value)d")


def plan_words() -> list[tuple[str, Words]]:
    """Every code of a plan in words, for a page whose script shows one."""
    stated = [(code, words) for codes in (STATES, GOALS) for code, (_mark, words) in codes.items()]
    return [*stated, *WHO.items(), *PlanStanding.Agreement.choices]


def _line(label: Any, needed: Any, too_long: Any, most: int = LONGEST, **more: Any) -> forms.CharField:
    errors = {"required": needed, "max_length": too_long}
    return forms.CharField(label=label, max_length=most, error_messages=errors, **more)


def _choose(label: Any, choices: Any, needed: Any, **more: Any) -> forms.ChoiceField:
    errors = {"required": needed, "invalid_choice": needed}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **more)


class OwnGoalForm(forms.Form):
    """A goal in the person's own words. `keep` leaves the day that stands; "none" takes it off.

    leaves_on  the release date, which "leave" stands for; a choice where it is known and to come.
    """

    title = _line(_("What do you want to do?"), _("Write what you want to do"), OWN_TOO_LONG)
    when = _choose(_("When do you want to do it by?"), [], _("Choose a time"))

    def __init__(
        self, data: Any = None, *, words: GoalWords | None = None, leaves_on: date | None = None, **more: Any
    ) -> None:
        self.leaves_on = leaves_on if leaves_on and leaves_on >= localdate() else None
        kept = words.target_on if words else ""
        standing = "keep" if kept else "none" if words else ""  # a goal that is changed has an answer already
        super().__init__(data, initial={"title": words.title if words else "", "when": standing}, **more)
        self.before = words or GoalWords("")
        choices = [(code, said) for code, (said, _days) in WHEN.items()]
        keep = [("keep", _("Leave the day as it is"))] if kept else []
        leave = [("leave", _("Before I leave"))] if self.leaves_on else []
        last = ("none", _("I do not know yet"))
        self.fields["when"].choices = [*keep, *leave, *choices, last]  # type: ignore[attr-defined]

    def words(self, today: date) -> GoalWords:
        """What is said, once the form is valid. The pathway stays as staff set it."""
        when = self.cleaned_data["when"]
        if when in WHEN:
            target = (today + timedelta(days=WHEN[when][1])).isoformat()
        elif when == "leave" and self.leaves_on:
            target = self.leaves_on.isoformat()
        else:
            target = self.before.target_on if when == "keep" else ""
        return GoalWords(self.cleaned_data["title"], self.before.pathway, target)


class GoalForm(forms.Form):
    """A goal as staff write it."""

    title = _line(
        _("Goal"), _("Write what the goal is"), TOO_LONG, help_text=_("In the person’s own words, if you can")
    )
    pathway = forms.ChoiceField(
        label=_("Pathway"),
        required=False,
        choices=[("", "–"), *Pathway.choices],
        error_messages={"invalid_choice": _("Choose a pathway from the list")},
    )
    target_on = day_field(_("By which day?"), required=False)

    def __init__(self, data: Any = None, *, words: GoalWords | None = None, **more: Any) -> None:
        given = {"title": words.title, "pathway": words.pathway, "target_on": words.target_on} if words else None
        super().__init__(data, initial=given, **more)
        self.before = words or GoalWords("")

    def clean_target_on(self) -> date | None:
        on: date | None = self.cleaned_data["target_on"]
        if on and abs(on - localdate()) > FARTHEST:
            raise forms.ValidationError(_("Enter a day within ten years"))
        return on

    def words(self, today: date) -> GoalWords:
        """What is said, once the form is valid."""
        said = self.cleaned_data
        return GoalWords(said["title"], said["pathway"], said["target_on"].isoformat() if said["target_on"] else "")


class _StepForm(forms.Form):
    """One step. `words` are those that stand."""

    def __init__(self, data: Any = None, *, words: StepWords | None = None, **more: Any) -> None:
        super().__init__(data, initial={"text": words.text, "who": words.who} if words else None, **more)

    def step(self) -> StepWords:
        return StepWords(self.cleaned_data["text"], self.cleaned_data["who"])


class OwnStepForm(_StepForm):
    text = _line(_("What will be done?"), _("Write what will be done"), OWN_TOO_LONG)
    who = _choose(_("Who will do it?"), list(OWN_WHO.items()), _("Choose who will do it"))


class StepForm(_StepForm):
    text = _line(_("Step"), _("Write what the step is"), TOO_LONG)
    who = _choose(_("Who does it?"), list(WHO.items()), _("Choose who does it"))


class AgreeForm(forms.Form):
    """The person's yes or no to the plan, and why."""

    agree = forms.ChoiceField(
        choices=[("yes", _("Yes, this is my plan")), ("no", _("No, I want it to change"))],
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )
    words = forms.CharField(
        label=_("Do you want to say more?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": LONGEST_WORDS}),
        error_messages={"max_length": OWN_TOO_LONG},
        help_text=_("You do not have to. Staff can read it."),
    )


class NoAnswerForm(forms.Form):
    """Why the person could not answer."""

    words = _line(
        _("Why could the person not answer?"), _("Write why the person could not answer"), TOO_LONG, LONGEST_WORDS
    )
