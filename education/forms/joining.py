"""What somebody in the cell says who asks to join."""

from django import forms
from django.utils.translation import gettext_lazy as _

from education.acts.joining import LONGEST


class Join(forms.Form):
    words = forms.CharField(
        label=_("Why do you want to do this?"),
        help_text=_("You do not have to say."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": LONGEST}),
        error_messages={"max_length": _("You wrote too much. Use %(limit_value)d letters or less.")},
    )
