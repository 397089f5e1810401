"""Approving a contact, as the first and as the second of two people."""

from accounts.models import User
from incell.acts import vetting
from incell.acts.contacts import Given
from incell.models import Contact, Request
from tests.cast import NOW
from tests.contacts import MUM


def approve(request: Request, by: User, given: Given = MUM, contact: Contact | None = None, **more) -> Request:
    said = {"reply": "You can call your mum now.", "staff_reason": "Seen her letter.", "at": NOW, **more}
    return vetting.approve(request=request, contact=contact, given=given, by=by, **said)


def second(request: Request, by: User, **more) -> Request:
    said = {"reply": "You can call her now.", "staff_reason": "Checked.", "at": NOW, **more}
    return vetting.approve_second(request=request, by=by, **said)
