"""What can be done, and whose role opens it. What is not in the table is refused."""

from enum import StrEnum

from accounts.models import Audience, Role


class Verb(StrEnum):
    """What can be done. One word a door; the table below says whose role opens it."""

    SEE_ROLL = "see_roll"
    WRITE_REPORT = "write_report"
    WRITE_PLAN = "write_plan"
    READ_PASSPORT = "read_passport"
    TAKE_CASE = "take_case"
    SEE_CASELOADS = "see_caseloads"
    ALLOCATE_CASES = "allocate_cases"
    WRITE_CASE_NOTE = "write_case_note"
    LIMIT_ACCESS = "limit_access"
    READ_RESTRICTED = "read_restricted"
    PROPOSE_AGREEMENT = "propose_agreement"
    APPROVE_AGREEMENT = "approve_agreement"
    HAND_OVER = "hand_over"
    KEEP_DOCUMENTS = "keep_documents"
    KEEP_RECORDS = "keep_records"
    MANAGE_TERMINALS = "manage_terminals"
    MANAGE_STAFF = "manage_staff"
    RESET_PIN = "reset_pin"
    KEEP_APART = "keep_apart"
    SEE_SYNC = "see_sync"
    MOVE_PEOPLE = "move_people"
    RELEASE_AT_COURT = "release_at_court"
    JOIN_NUMBERS = "join_numbers"
    HANDLE_REQUESTS = "handle_requests"
    OVERSEE_REQUESTS = "oversee_requests"
    VET_CONTACTS = "vet_contacts"
    APPROVE_PROTECTED_CONTACTS = "approve_protected_contacts"
    RESTRICT_CONTACTS = "restrict_contacts"
    GIVE_OUT_LIST = "give_out_list"
    ANSWER_FLAGS = "answer_flags"
    POST_NOTICES = "post_notices"
    IMPORT_TIMETABLE = "import_timetable"
    MANAGE_COURSES = "manage_courses"
    REVIEW_COURSES = "review_courses"
    TEACH = "teach"
    PLAN_LEARNING = "plan_learning"
    IMPORT_LEARNING = "import_learning"
    GIVE_AWARDS = "give_awards"
    WITHDRAW_AWARDS = "withdraw_awards"
    MODERATE_GROUPS = "moderate_groups"
    LEARN = "learn"
    STUDY = "study"
    OWN_PASSPORT = "own_passport"
    ASK = "ask"
    OPEN_HANDOVER = "open_handover"
    OPEN_LETTER = "open_letter"
    MAKE_AGENCY_KEY = "make_agency_key"
    MANAGE_AGENCIES = "manage_agencies"
    PUBLISH_DIRECTORY = "publish_directory"


SEES = {Verb.SEE_ROLL, Verb.LEARN}  # all who work in a prison: they learn there too
READS = {*SEES, Verb.READ_PASSPORT}
NOTES = {*READS, Verb.WRITE_CASE_NOTE}
HANDLES = {*SEES, Verb.HANDLE_REQUESTS}
TEACHES = {Verb.MANAGE_COURSES, Verb.REVIEW_COURSES, Verb.TEACH, Verb.PLAN_LEARNING, Verb.GIVE_AWARDS}
VERBS: dict[str, set[Verb]] = {
    Role.WING_OFFICER: {*HANDLES, Verb.RESET_PIN, Verb.KEEP_APART},
    Role.KEY_WORKER: {*NOTES, *HANDLES},
    Role.TUTOR: {*SEES, *TEACHES, Verb.WITHDRAW_AWARDS, Verb.MODERATE_GROUPS},
    Role.CIAG_WORKER: {*NOTES, Verb.PLAN_LEARNING, Verb.IMPORT_LEARNING},
    Role.CONTACTS_CLERK: {*HANDLES, Verb.VET_CONTACTS},
    Role.PUBLIC_PROTECTION: {
        *NOTES,
        *HANDLES,
        Verb.READ_RESTRICTED,
        Verb.LIMIT_ACCESS,
        Verb.KEEP_APART,
        Verb.VET_CONTACTS,
        Verb.APPROVE_PROTECTED_CONTACTS,
        Verb.RESTRICT_CONTACTS,
        Verb.KEEP_RECORDS,
    },
    Role.SAFER_CUSTODY: {*NOTES, *HANDLES, Verb.READ_RESTRICTED, Verb.KEEP_APART, Verb.ANSWER_FLAGS},
    Role.BUSINESS_HUB_CLERK: {*HANDLES},
    Role.HEALTHCARE_WORKER: {*HANDLES},
    Role.LIBRARIAN: {*HANDLES},
    Role.RESETTLEMENT_PRACTITIONER: {
        *NOTES,
        *HANDLES,
        Verb.WRITE_REPORT,
        Verb.WRITE_PLAN,
        Verb.TAKE_CASE,
        Verb.SEE_CASELOADS,
        Verb.HAND_OVER,
        Verb.MOVE_PEOPLE,
        Verb.RELEASE_AT_COURT,
        Verb.JOIN_NUMBERS,
        Verb.KEEP_DOCUMENTS,
    },
    Role.HEAD_OF_REDUCING_REOFFENDING: {
        *NOTES,
        Verb.RELEASE_AT_COURT,
        Verb.SEE_CASELOADS,
        Verb.ALLOCATE_CASES,
        Verb.LIMIT_ACCESS,
        Verb.APPROVE_AGREEMENT,
        Verb.KEEP_RECORDS,
        Verb.SEE_SYNC,
        Verb.OVERSEE_REQUESTS,
        Verb.POST_NOTICES,
        Verb.REVIEW_COURSES,
        Verb.WITHDRAW_AWARDS,
    },
    Role.PRISON_ADMINISTRATOR: {
        *SEES,
        Verb.IMPORT_LEARNING,
        Verb.MANAGE_TERMINALS,
        Verb.MANAGE_STAFF,
        Verb.LIMIT_ACCESS,
        Verb.RESET_PIN,
        Verb.PROPOSE_AGREEMENT,
        Verb.APPROVE_AGREEMENT,
        Verb.KEEP_RECORDS,
        Verb.SEE_SYNC,
        Verb.MOVE_PEOPLE,
        Verb.JOIN_NUMBERS,
        Verb.POST_NOTICES,
        Verb.IMPORT_TIMETABLE,
        Verb.GIVE_OUT_LIST,
    },
    Role.AGENCY_WORKER: {Verb.OPEN_HANDOVER, Verb.OPEN_LETTER, Verb.MAKE_AGENCY_KEY},
    Role.AGENCY_LEAD: {Verb.OPEN_HANDOVER, Verb.OPEN_LETTER, Verb.MAKE_AGENCY_KEY},
    Role.CENTRAL_ADMINISTRATOR: {Verb.MANAGE_AGENCIES, Verb.SEE_SYNC},
    Role.DIRECTORY_OFFICER: {Verb.PUBLISH_DIRECTORY},
}

OWN = frozenset({Verb.OWN_PASSPORT, Verb.ASK, Verb.STUDY})  # of somebody in prison, about themselves
AGENCY_ROLES = frozenset({Role.AGENCY_WORKER, Role.AGENCY_LEAD})
RISK_ROLES = frozenset(  # who see alerts that bear on release and protection
    {
        Role.PUBLIC_PROTECTION,
        Role.SAFER_CUSTODY,
        Role.RESETTLEMENT_PRACTITIONER,
        Role.HEAD_OF_REDUCING_REOFFENDING,
    }
)
AUDIENCE_OF_ROLE: dict[str, Audience] = {
    role: Audience.AGENCY if role in AGENCY_ROLES else Audience.STAFF for role in VERBS
}
AUDIENCE_OF_VERB: dict[Verb, Audience] = {
    **dict.fromkeys(OWN, Audience.PRISONER),
    **{verb: AUDIENCE_OF_ROLE[role] for role, verbs in VERBS.items() for verb in verbs},
}

TAKES_CASES = frozenset(role for role, verbs in VERBS.items() if Verb.TAKE_CASE in verbs)

# Verbs that also need a permission on the one person: given with the case, taken back with it.
OBJECT_PERMISSION = {
    Verb.WRITE_REPORT: "work_with_prisoner",
    Verb.WRITE_PLAN: "work_with_prisoner",
    Verb.HAND_OVER: "work_with_prisoner",
    Verb.KEEP_DOCUMENTS: "work_with_prisoner",
}


# What is still done for somebody whose record goes on elsewhere: it is read, and what was wrong here is taken back.
FOR_HISTORY = frozenset(
    {
        *(Verb.SEE_ROLL, Verb.READ_PASSPORT, Verb.READ_RESTRICTED, Verb.LEARN, Verb.JOIN_NUMBERS),
        *(Verb.WITHDRAW_AWARDS, Verb.ANSWER_FLAGS, Verb.OVERSEE_REQUESTS),
    }
)
