from .keys import AgencyKey, AgencyKeyBackup, ArchiveKey, NodeKey
from .ledger import AuditEntry, AuditTip, Counter, Receipt, TaskRow
from .people import NonAssociation, Prisoner
from .permissions import PrisonerGroupObjectPermission, PrisonerUserObjectPermission
from .places import Agency, Prison, PrisonOnly, Terminal
from .user import Audience, Role, RoleHeld, User

__all__ = [
    "Agency",
    "AgencyKey",
    "AgencyKeyBackup",
    "ArchiveKey",
    "Audience",
    "AuditEntry",
    "AuditTip",
    "Counter",
    "NodeKey",
    "NonAssociation",
    "Prison",
    "PrisonOnly",
    "Prisoner",
    "PrisonerGroupObjectPermission",
    "PrisonerUserObjectPermission",
    "Receipt",
    "Role",
    "RoleHeld",
    "TaskRow",
    "Terminal",
    "User",
]
