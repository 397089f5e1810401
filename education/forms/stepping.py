"""A step in a lesson as its page sends it."""

import math

from django import forms

from education.acts.progress import LONGEST, Step
from education.models import Progress


class StepForm(forms.Form):
    key = forms.RegexField(r"^[A-Za-z0-9_-]{8,64}\Z")
    seconds = forms.IntegerField(required=False, min_value=0, max_value=LONGEST)
    fraction = forms.FloatField(required=False, min_value=0, max_value=1)
    read = forms.BooleanField(required=False)

    def clean_fraction(self) -> float:
        fraction = self.cleaned_data["fraction"] or 0.0
        if math.isnan(fraction):
            raise forms.ValidationError("nan")
        return float(fraction)

    def step(self) -> Step:
        """What a valid form says."""
        said = self.cleaned_data
        state = Progress.State.COMPLETED if said["read"] else Progress.State.IN_PROGRESS
        return Step(state, fraction=said["fraction"], seconds=said["seconds"] or 0)
