"""Forms of limited access: why, and who is named."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Limited, User


class NameReaders(forms.Form):
    """`staff`: who may be named."""

    named = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose from the staff of this prison")}
    )

    def __init__(self, *args: Any, staff: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["named"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(user.pk), user.name) for user in staff]

    def chosen(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["named"]]


class AskToLimit(NameReaders):
    reason = forms.ChoiceField(
        choices=Limited.Reason.choices,
        error_messages={"required": _("Select why access is limited"), "invalid_choice": _("Select why")},
    )


class NameReader(forms.Form):
    """One of the staff who are not named yet."""

    reader = forms.UUIDField(error_messages={"required": _("Choose who"), "invalid": _("Choose who")})
