"""The people, staff and agencies of the demo: invented, with release dates counted from today.

The roll has the shape of an HMPPS Prisoner Search response, so that the demo goes the way a real roll goes.
"""

from datetime import date, timedelta
from typing import Any

PRISON = {"prisonId": "MDI", "prisonName": "Moorland (HMP & YOI)", "active": True}

# first name, last name, born, cell, days until release (None: no date yet), which date it is
PEOPLE = [
    ("Marlon", "Ashdown", "1990-04-17", "1-1-004", 21, "conditionalReleaseDate"),
    ("Terrence", "Okafor", "1984-11-02", "1-1-004", 75, "conditionalReleaseDate"),
    ("Gethin", "Pryce-Morgan", "1999-07-29", "1-2-017", 3, "homeDetentionCurfewActualDate"),
    ("Samir", "Halabi", "1978-01-11", "2-1-002", 140, "automaticReleaseDate"),
    ("Lewis", "O'Dowd", "2003-09-05", "2-1-009", 9, "confirmedReleaseDate"),
    ("Declan", "McGarrigle", "1969-12-24", "2-3-030", 400, "conditionalReleaseDate"),
    ("Jerome", "Baptiste", "1995-03-08", "2-3-030", 56, "postRecallReleaseDate"),
    ("Aleksander", "Wiśniewski", "1987-06-15", "3-1-011", None, ""),
    ("Craig", "Thistlewood", "1958-02-01", "3-2-025", 980, "actualParoleDate"),
    ("Ruben", "Castellanos", "2001-10-19", "RECP", 33, "conditionalReleaseDate"),
]

STAFF = [
    ("resettlement@mdi.example", "Priya Nair", ["RESETTLEMENT_PRACTITIONER"]),
    ("head@mdi.example", "Joan Whitfield", ["HEAD_OF_REDUCING_REOFFENDING"]),
    ("admin@mdi.example", "Owen Tudor", ["PRISON_ADMINISTRATOR"]),
    ("wing@mdi.example", "Karen Boyle", ["WING_OFFICER"]),
    ("protection@mdi.example", "Simon Achebe", ["PUBLIC_PROTECTION"]),
    ("contacts@mdi.example", "Ffion Pritchard", ["CONTACTS_CLERK"]),
    ("safer@mdi.example", "Gareth Bello", ["SAFER_CUSTODY"]),
    ("hub@mdi.example", "Anita Desai", ["BUSINESS_HUB_CLERK"]),
    ("health@mdi.example", "Sean Gallagher", ["HEALTHCARE_WORKER"]),
    ("library@mdi.example", "Moira Stone", ["LIBRARIAN"]),
    ("tutor@mdi.example", "Rhian Foster", ["TUTOR"]),
    ("ciag@mdi.example", "Nadia Rahman", ["CIAG_WORKER"]),
]

CENTRAL_STAFF = [
    ("admin@central.example", "Helen Marsh", ["CENTRAL_ADMINISTRATOR"]),
    ("directory@central.example", "Tomasz Zielinski", ["DIRECTORY_OFFICER"]),
]

AGENCIES = [
    ("Sheffield Probation", "PROBATION", "worker@probation.example", "Ruth Ellison"),
    ("Northgate Housing", "HOUSING", "worker@housing.example", "Dev Sharma"),
    ("Harrow and Wren Solicitors", "LEGAL", "worker@law.example", "Wren Ridley"),
]
LEGAL = next(row for row in AGENCIES if row[1] == "LEGAL")


def roll(today: date) -> dict[str, Any]:
    """The cohort as a Prisoner Search response, with release dates counted from `today`."""
    return {"content": [_person(number, row, today) for number, row in enumerate(PEOPLE)], "totalElements": len(PEOPLE)}


# days from today, start, end, title, place, with
WEEK = [
    (0, "18:00", "18:45", "Association", "Wing", ""),
    (1, "09:00", "11:30", "Bricklaying", "Workshop 3", "Mr Lowe"),
    (2, "14:00", "15:00", "Library", "Education block", ""),
    (4, "10:30", "10:50", "Dentist", "Healthcare", "Dr Shah"),
]
NOTICE: dict[str, Any] = {
    "title": "Library open on Friday",
    "body": "The library is open on Friday from 2pm. Bring your card.",
    "title_cy": "Llyfrgell ar agor ddydd Gwener",
    "body_cy": "Mae’r llyfrgell ar agor ddydd Gwener o 2pm. Dewch â’ch cerdyn.",
}


def timetable(today: date) -> str:
    """The cohort's next days, and probation on the day after release, as a CSV for import_timetable."""
    rows = ["number,start,end,title,place,with"]
    for number, person in enumerate(PEOPLE):
        who, leaves_in = _person(number, person, today)["prisonerNumber"], person[4]
        week = WEEK + ([(leaves_in + 1, "10:00", "10:30", "Probation", "12 West Street", "")] if leaves_in else [])
        rows += [
            f"{who},{today + timedelta(days=day)} {start},{end},{title},{place},{staff}"
            for day, start, end, title, place, staff in week
        ]
    return "\n".join(rows) + "\n"


def _person(number: int, row: tuple[Any, ...], today: date) -> dict[str, Any]:
    first, last, born, cell, days, kind = row
    person = {
        "prisonerNumber": f"A{1100 + 7 * number}{'BCDEFGHJKL'[number]}Z",
        "bookingId": str(1_200_000 + number),
        "firstName": first.upper(),
        "lastName": last.upper(),
        "dateOfBirth": born,
        "gender": "Male",
        "status": "ACTIVE IN",
        "inOutStatus": "IN",
        "prisonId": PRISON["prisonId"],
        "prisonName": PRISON["prisonName"],
        "cellLocation": cell,
        "aliases": [],
        "alerts": [],
        "legalStatus": "RECALL" if kind == "postRecallReleaseDate" else "SENTENCED",
        "recall": kind == "postRecallReleaseDate",
        "receptionDate": (today - timedelta(days=300)).isoformat(),
    }
    if days is not None:
        person[kind] = (today + timedelta(days=days)).isoformat()
    return person
