"""Made-up people in bulk and what they have asked for: the same every time, grown from a small size to a large one.

Nobody is real: names are drawn from two short lists, numbers are counted.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from accounts.models import Audience, Prison, Prisoner, Role, RoleHeld, Terminal, User
from incell.acts.kinds import kind_of, load_kinds
from incell.catalogue import Kind, Way, check_all
from incell.models import DECISIONS, Notice, Request, RequestEvent, RequestKind, State, TimetableEntry
from incell.questions import RADIO
from passport.models import Passport

from . import studying
from .rows import BATCH, CODE, id_of, save

FIRST = ("Marlon", "Tariq", "Dewi", "Łukasz", "Joseph", "Samuel", "Owain", "Andre", "Kofi", "Liam", "Rhys", "Mehmet")
LAST = ("Ashdown", "Pritchard", "O’Dowd", "Farooq", "Wiśniewski", "Bailey", "Mensah", "Hughes", "Doyle", "Yilmaz")
OFFICERS = ("ann@prison.example", "bob@prison.example")
ROLES = (  # queue, search, late requests, class
    *(Role.CONTACTS_CLERK, Role.HEALTHCARE_WORKER),
    *(Role.HEAD_OF_REDUCING_REOFFENDING, Role.TUTOR),
)
THINGS = ("kettle", "radio", "glasses", "trainers", "letter", "pillow", "tablet", "razor", "photo", "towel")
RARE = "504"  # a word of one in a thousand requests
WORDS = "Please can you look at this for me. I have waited some time and I would like to know."
NO_LIMIT = 99
TOLD = 10  # of a person's newest requests have their whole history; older ones have its first line
AHEAD = 5  # entries of one timetable
OPEN_OF_EACH = (State.NEW, State.IN_PROGRESS)  # a person's two newest; everything before is answered
ENDINGS = (State.APPROVED, State.APPROVED, State.DECLINED, State.WITHDRAWN, State.REJECTED)


def grow(*, prisoners: int, requests: int, at: datetime) -> None:
    """Bring the estate up to this many people and requests; what is there stays.

    requests   a multiple of prisoners: everybody has as many.
    at         now: who is there keeps the moments of an earlier call.
    Queries    about one for 2,000 rows. Runs for about half a minute for 200,000 requests.
    """
    with transaction.atomic():
        Prison.objects.get_or_create(code=CODE, defaults={"name": "Moorland (HMP & YOI)"})
        load_kinds(by="node:bench", at=at)
        officer = _officers()[0]
        were = Prisoner.objects.count()
        _people(were, prisoners, at)
        people = list(Prisoner.objects.order_by("number"))
        studying.study(list(enumerate(people))[were:], officer, at)
        _notices(officer, at)
        had = dict(Request.objects.values_list("prisoner").annotate(n=models.Count("pk")).order_by())
        _requests(people, had, requests // prisoners, officer, at)
    with connection.cursor() as cursor:
        # As autovacuum does after a day; plans of an estate that nobody counted say little.
        whole = (
            connection.vendor == "postgresql" and not connection.in_atomic_block
        )  # a test's transaction has no vacuum
        cursor.execute("VACUUM ANALYZE" if whole else "ANALYZE")


def sent_kind() -> tuple[RequestKind, dict[str, str]]:
    """The kind that the bench sends, and answers to it: plain, and with the loosest limits. Queries: 1."""
    found = []
    for row in RequestKind.objects.current():
        kind = kind_of(row)
        answers = _answers(kind)
        if kind.way is Way.PLAIN and not check_all(kind, answers).errors:
            found.append(((kind.week or NO_LIMIT, kind.open or NO_LIMIT, kind.code), row, answers))
    _, row, answers = max(found, key=lambda each: each[0])
    return row, answers


def number(n: int) -> str:
    """The prison number of the n-th person."""
    return f"A{n % 10_000:04}{chr(65 + n // 10_000)}C"


def token(n: int) -> str:
    """What the terminal of the n-th person holds in its cookie."""
    return hashlib.sha256(f"terminal {n}".encode()).hexdigest()


def terminal_id(n: int) -> UUID:
    return id_of("terminal", n)


def _officers() -> list[User]:
    made = {"name": "Ann Example", "audience": Audience.STAFF, "prison_id": CODE, "must_change_secret": False}
    officers = []
    for username in OFFICERS:
        officer, new = User.objects.get_or_create(username=username, defaults={**made, "password": make_password(None)})
        if new:
            RoleHeld.objects.bulk_create(RoleHeld(user=officer, role=role) for role in ROLES)
        officers.append(officer)
    return officers


def _people(have: int, want: int, at: datetime) -> None:
    users, people, terminals, passports = [], [], [], []
    timetable: list[TimetableEntry] = []
    secret = make_password(None)  # nobody signs in with a PIN here
    for n in range(have, want):
        first, last = FIRST[n % len(FIRST)], LAST[n // len(FIRST) % len(LAST)]
        cell = f"{n % 6 + 1}-{n // 6 % 3 + 1}-{n // 18 % 120:03}"
        user = _user(n, f"{first} {last}", secret)
        person = Prisoner(
            id=id_of("person", n),
            prison_id=CODE,
            number=number(n),
            first_name=first,
            last_name=last,
            date_of_birth=(at - timedelta(days=7_000 + n % 9_000)).date(),
            cell=cell,
            status="ACTIVE IN",
            legal_status="SENTENCED",
            release_on=(at + timedelta(days=10 + n % 400)).date(),
            release_kind=Prisoner.ReleaseKind.CONDITIONAL,
            received_on=(at - timedelta(days=700)).date(),
            user=user,
        )
        hashed = hashlib.sha256(token(n).encode()).hexdigest()
        terminals.append(
            Terminal(id=terminal_id(n), prison_id=CODE, kind="CELL", location=cell, token_hash=hashed, enrolled_at=at)
        )
        users.append(user)
        people.append(person)
        passports.append(Passport(id=id_of("passport", n), prisoner=person, opened_at=at))
        timetable += _timetable(person, n, at)
    for rows in (users, people, terminals, passports, timetable):
        save(rows)


def _user(n: int, name: str, secret: str) -> User:
    return User(
        id=id_of("user", n),
        username=number(n),
        name=name,
        audience=Audience.PRISONER,
        prison_id=CODE,
        language="cy" if n % 10 == 9 else "en",
        must_change_secret=False,
        password=secret,
    )


def _timetable(person: Prisoner, n: int, at: datetime) -> Iterator[TimetableEntry]:
    for day in range(AHEAD):
        yield TimetableEntry(
            id=id_of("entry", n, day),
            prisoner=person,
            source=TimetableEntry.Source.PRISON,
            key=str(day),
            title="Bricklaying",
            place="Workshop 2",
            starts_at=at + timedelta(days=day, hours=1),
            ends_at=at + timedelta(days=day, hours=3),
            loaded_at=at,
        )


def _notices(officer: User, at: datetime) -> None:
    if Notice.objects.exists():
        return
    save(
        [
            Notice(
                prison_id=CODE,
                title=f"Kit change {n}",
                body="Your wing changes kit on Friday.",
                wing=str(n % 7 or ""),
                from_at=at - timedelta(days=n),
                until_at=at + timedelta(days=30 if n < 14 else -1),
                made_by=officer,
                made_at=at,
            )
            for n in range(28)
        ]
    )


def _requests(people: list[Prisoner], had: dict[UUID, int], each: int, officer: User, at: datetime) -> None:
    sends, _ = sent_kind()
    rows = {row.code: (row, kind_of(row)) for row in RequestKind.objects.current()}
    open_codes = [code for code in rows if code != sends.code] or list(rows)
    requests: list[Request] = []
    events: list[RequestEvent] = []
    for n, person in enumerate(people):
        for back in range(had.get(person.pk, 0), each):
            codes = open_codes if back < len(OPEN_OF_EACH) else list(rows)
            row, kind = rows[codes[(n + back) % len(codes)]]
            request = _request(person, n, back, row, kind, officer, at)
            requests.append(request)
            events += _events(request, officer)[: 2 if back < TOLD else 1]
        if len(requests) >= BATCH:
            save(requests)
            save(events)
            requests, events = [], []
    save(requests)
    save(events)


def _request(person: Prisoner, n: int, back: int, row: RequestKind, kind: Kind, officer: User, at: datetime) -> Request:
    """The person's request number `back`, counted from the newest."""
    sent_at = at - timedelta(days=2 + 6 * back, minutes=n)
    is_open = back < len(OPEN_OF_EACH)
    state = OPEN_OF_EACH[back] if is_open else ENDINGS[(n + back) % len(ENDINGS)]
    decided = {} if is_open else {"decided_at": sent_at + timedelta(days=1), "revision": 1}
    if state in DECISIONS:
        decided |= {"decided_by": officer, "reply": "We have looked at this for you."}
    return Request(
        id=id_of("request", n, back),
        prison_id=CODE,
        prisoner=person,
        kind=row,
        code=row.code,
        state=state,
        team=kind.team,
        answers=_answers(kind),
        words=f"Tell us more: {WORDS} It is about my {THINGS[(n + back) % len(THINGS)]}, number {n * 7 % 997}.",
        sent_at=sent_at,
        written_at=sent_at,
        due_on=(sent_at + timedelta(days=kind.days)).date(),
        assigned_to=officer if state == State.IN_PROGRESS else None,
        seen_at=None if is_open or back % 9 == 0 else sent_at + timedelta(days=2),
        **decided,
    )


def _events(request: Request, officer: User) -> list[RequestEvent]:
    shared = RequestEvent.Audience.STAFF_AND_PRISONER
    told = {"request": request, "audience": shared}
    sent = RequestEvent(
        **told, at=request.sent_at, by_id=request.prisoner.user_id, verb=RequestEvent.Verb.SENT, to_team=request.team
    )
    if request.state not in DECISIONS:
        return [sent]
    verb, words = RequestEvent.Verb(request.state), request.reply
    return [
        sent,
        RequestEvent(
            **told, at=request.decided_at or request.sent_at, by=officer, verb=verb, words=words, from_team=request.team
        ),
    ]


def _answers(kind: Kind) -> dict[str, str]:
    """The first option of each choice, and the same words everywhere else."""
    return {
        asked.id: asked.options[0].id if asked.kind == RADIO else WORDS
        for page in kind.asked.pages
        for asked in page.questions
    }
