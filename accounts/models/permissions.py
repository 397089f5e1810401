"""Who holds a permission on whom: guardian's rows as plain foreign keys, so that the database keeps them true."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from .people import Prisoner


class PrisonerUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Prisoner, on_delete=models.CASCADE)

    prison_only = True


class PrisonerGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Prisoner, on_delete=models.CASCADE)

    prison_only = True
