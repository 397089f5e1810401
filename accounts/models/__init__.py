from .alerts import Alert
from .cases import Capacity, Case, CaseTurn, most_of
from .cohorts import Cohort, cohorts_of, wing_of
from .joined import joined_anew
from .keys import AgencyKey, AgencyKeyBackup, ArchiveKey, NodeKey
from .ledger import AuditEntry, AuditTip, Counter, Receipt, TaskRow
from .limited import Limited, LimitedElsewhere, LimitedReader
from .lockout import Lockout
from .people import ApartElsewhere, Merge, NonAssociation, Prisoner
from .permissions import PrisonerGroupObjectPermission, PrisonerUserObjectPermission
from .places import Agency, Prison, PrisonOnly, Terminal
from .user import Audience, Display, Role, RoleHeld, User, UserManager

__all__ = [
    "Agency",
    "AgencyKey",
    "AgencyKeyBackup",
    "Alert",
    "ApartElsewhere",
    "ArchiveKey",
    "Audience",
    "AuditEntry",
    "AuditTip",
    "Capacity",
    "Case",
    "CaseTurn",
    "Cohort",
    "Counter",
    "Display",
    "Limited",
    "LimitedElsewhere",
    "LimitedReader",
    "Lockout",
    "Merge",
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
    "UserManager",
    "cohorts_of",
    "joined_anew",
    "most_of",
    "wing_of",
]
