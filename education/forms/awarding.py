"""What staff fill in to give an award or to take one back, and what a person chooses for the printed page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from education.models import Rating, Skill, Withdrawal

from .courses import choice, text

READ_BY = _("An employer reads this. Say what was done, not where. No names of other people.")


class JudgementForm(forms.Form):
    name = text(
        _("What is awarded"), 120, help_text=_("For example Wiring a plug"), error_messages={"required": _("Name it")}
    )
    can = text(_("What the person can do"), 300, rows=2, error_messages={"required": _("Say what the person can do")})
    evidence = text(
        _("What you have seen"),
        240,
        rows=3,
        help_text=READ_BY,
        error_messages={"required": _("Say what you have seen")},
    )


class SkillForm(forms.Form):
    skill = choice(_("Skill"), [("", _("Choose")), *Skill.choices], _("Choose a skill"))
    rating = choice(_("How confident"), [("", _("Choose")), *Rating.choices], _("Choose how confident the person is"))
    evidence = text(
        _("What shows it"), 240, rows=3, help_text=READ_BY, error_messages={"required": _("Say what shows it")}
    )


class WithdrawForm(forms.Form):
    reason = choice(
        _("Why should it not stand?"), [("", _("Choose")), *Withdrawal.Reason.choices], _("Choose a reason")
    )
    words = text(_("What the second person should know"), 240, rows=3, required=False)
