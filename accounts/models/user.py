"""One user model for three audiences, and the roles that people hold."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from .places import Agency, Prison


class Audience(models.TextChoices):
    PRISONER = "PRISONER", _("Person in prison")
    STAFF = "STAFF", _("Staff")
    AGENCY = "AGENCY", _("Agency")


class Display(models.TextChoices):
    """Ways to make a page easier to read. Each value is a class of the page, after "tg-"; EASY chooses other words."""

    LARGE = "large", _("Big words")
    CONTRAST = "contrast", _("Bright words on black")
    SPACED = "spaced", _("More space between words")
    EASY = "easy", _("Short and easy words")


class Role(models.TextChoices):
    """What somebody does. `accounts.access` says which verbs each role gives."""

    WING_OFFICER = "WING_OFFICER", _("Wing officer")
    KEY_WORKER = "KEY_WORKER", _("Key worker")
    TUTOR = "TUTOR", _("Tutor")
    CIAG_WORKER = "CIAG_WORKER", _("CIAG worker")
    CONTACTS_CLERK = "CONTACTS_CLERK", _("Contacts clerk")
    PUBLIC_PROTECTION = "PUBLIC_PROTECTION", _("Public protection")
    SAFER_CUSTODY = "SAFER_CUSTODY", _("Safer custody")
    RESETTLEMENT_PRACTITIONER = "RESETTLEMENT_PRACTITIONER", _("Resettlement practitioner")
    HEAD_OF_REDUCING_REOFFENDING = "HEAD_OF_REDUCING_REOFFENDING", _("Head of reducing reoffending")
    PRISON_ADMINISTRATOR = "PRISON_ADMINISTRATOR", _("Prison administrator")
    BUSINESS_HUB_CLERK = "BUSINESS_HUB_CLERK", _("Business hub clerk")
    HEALTHCARE_WORKER = "HEALTHCARE_WORKER", _("Healthcare worker")
    LIBRARIAN = "LIBRARIAN", _("Librarian")
    AGENCY_WORKER = "AGENCY_WORKER", _("Agency worker")
    AGENCY_LEAD = "AGENCY_LEAD", _("Agency team lead")
    CENTRAL_ADMINISTRATOR = "CENTRAL_ADMINISTRATOR", _("Central administrator")
    DIRECTORY_OFFICER = "DIRECTORY_OFFICER", _("Directory officer")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, secret: str | None = None, **fields: Any) -> "User":
        """Make a user whose password or PIN is `secret` (None: cannot sign in yet). Queries: 1."""
        user = self.model(username=self.normalize(username), **fields)
        if secret is None:
            user.set_unusable_password()
        else:
            user.set_password(secret)
        user.save(using=self._db)
        return user

    @staticmethod
    def normalize(username: str) -> str:
        return username.strip().lower() if "@" in username else username.strip().upper()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=self.normalize(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: a prisoner by prison number and PIN, everybody else by e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=120)
    audience = models.CharField(max_length=8, choices=Audience)
    prison = models.ForeignKey(Prison, null=True, blank=True, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT)
    language = models.CharField(max_length=5, blank=True)  # "" until chosen
    display = models.JSONField(default=list, blank=True)  # how the person likes to read: values of Display
    must_change_secret = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    date_joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "audience"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's own admin site is not mounted; nobody is staff in its sense."""
        return False


class RoleHeld(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles_held")
    role = models.CharField(max_length=30, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once")]

    def __str__(self) -> str:
        return self.get_role_display()
