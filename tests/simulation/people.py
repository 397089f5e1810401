"""What people do at a prison, each by the product's own act. A step draws whom it is about from what is there."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts.access import NotAllowed
from accounts.models import Agency, Audience, Prison, Prisoner, User
from accounts.seal import Unreadable
from incell.acts.limits import OneIsOpen, TooManyThisWeek, TooManyToday
from passport.acts import links, moving
from passport.acts.agreements import refer, say_consent
from passport.acts.beside import amend
from passport.acts.consent import AskedOtherwise, NotAsked, answer_agency
from passport.acts.erasing import erase_person
from passport.acts.grants import NoGrant
from passport.acts.handover import (
    AlreadyHandedOver,
    AlreadyTakenBack,
    NoAgencyKey,
    OutsideWindow,
    TooManyHolders,
    hand_over,
    withdraw_handover,
)
from passport.acts.sections import NoArchiveKey, RecordMoved, open_passport
from passport.acts.words import write_my_words
from passport.models import Arrival, Departure, Handover, Passport, shares_of

from .scene import AGENCIES, NOW
from .world import World

SECTIONS = ("ACCOMMODATION", "HEALTH", "FINANCE_AND_ID", "HEALTH_RESTRICTED", "ACCOMMODATION")
# What an act says when it can't be done now: the world's steps do not look first.
CANNOT = (
    Unreadable,  # dated ahead of a clock that is behind
    NotAllowed,
    RecordMoved,
    NoArchiveKey,
    NoGrant,
    AlreadyHandedOver,
    AlreadyTakenBack,
    NoAgencyKey,
    OutsideWindow,
    TooManyHolders,
    AskedOtherwise,
    NotAsked,
    OneIsOpen,
    TooManyThisWeek,
    TooManyToday,
    links.NotReadable,
    links.CentralIsOlder,
    moving.MovingAlready,
    moving.NothingToTakeBack,
    moving.SamePrison,
    moving.NoKeyOfPrison,
    moving.CentralIsOlder,
)


def some(found: Any, chance: random.Random) -> Any:
    """One of the rows, in the order in which they were made; None where there are none."""
    rows = list(found)
    return chance.choice(rows) if rows else None


def passport_here(chance: random.Random) -> Passport | None:
    rows = Passport.objects.filter(held_by="", prisoner__left_at__isnull=True).select_related("prisoner__prison")
    found: Passport | None = some(rows.order_by("opened_at", "pk"), chance)
    return found


class People:
    """Acts at one prison, inside its turn."""

    def __init__(self, world: World, prison: str, chance: random.Random) -> None:
        self.world, self.prison, self.chance, self.at = world, prison, chance, world.at(prison)

    @property
    def practitioner(self) -> User:
        return self.world.user(f"{self.prison} practitioner")

    def come(self) -> str:
        """Somebody new is on the roll and gets a passport."""
        number = f"A{self.chance.randrange(10000):04}{self.chance.choice('BCDFGH')}{self.chance.choice('KLMNPQ')}"
        if Prisoner.objects.filter(number=number).exists():
            return "nobody comes"
        person = self.on_the_roll(
            number, self.world.word(self.chance).capitalize(), self.world.word(self.chance).capitalize()
        )
        open_passport(prisoner=person, by=f"node:{self.prison}", at=self.at)
        return f"{number} comes"

    def on_the_roll(self, number: str, first: str, last: str) -> Prisoner:
        self.world.model.secret |= {number, first, last}
        with transaction.atomic():
            user = User.objects.create_user(
                number,
                name=f"{first} {last}",
                audience=Audience.PRISONER,
                prison_id=self.prison,
                must_change_secret=False,
            )
            return Prisoner.objects.create(
                user=user,
                prison_id=self.prison,
                number=number,
                first_name=first,
                last_name=last,
                date_of_birth=date(1990, 4, 17),
                cell="2-3-030",
                status="ACTIVE IN",
                legal_status="SENTENCED",
                release_on=NOW.date() + timedelta(days=60),
                release_kind=Prisoner.ReleaseKind.CONDITIONAL,
                received_on=date(2026, 1, 12),
            )

    def write(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        sec, word = self.chance.choice(SECTIONS), self.world.word(self.chance)
        longer = word * self.chance.choice([1, 1, 1, 200])
        amend(
            passport=passport,
            sec=sec,
            change=lambda data: {**data, "rows": [word, longer]},
            by=self.practitioner,
            at=self.at,
        )
        return f"{sec} of {passport.prisoner.number}: {word}"

    def own_words(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        word = self.world.word(self.chance)
        write_my_words(passport=passport, text=word, by=passport.prisoner.user, at=self.at)
        return f"MY_WORDS of {passport.prisoner.number}: {word}"

    def open_to(self) -> str:
        """Refer, perhaps with the person's yes, and hand over."""
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        kind = self.chance.choice(["PROBATION", "HOUSING"])
        agency = Agency.objects.get(pk=self.world.scene.agencies[kind])
        with transaction.atomic():
            refer(passport=passport, agency=agency, by=self.practitioner, at=self.at)
            if kind == "HOUSING":
                asked = AGENCIES[kind][1]
                said = {sec: self.chance.random() < 0.8 for sec in asked}
                owner = passport.prisoner.user
                say_consent(passport=passport, agency=agency, said=said, by=owner, at=self.at)
            hand_over(passport=passport, agency=agency, by=self.practitioner, at=self.at)
        return f"{passport.prisoner.number} is handed over to {kind}"

    def take_back(self) -> str:
        held = Handover.objects.filter(withdrawn_at__isnull=True).order_by("made_at", "pk")
        handover = some(held.select_related("agency"), self.chance)
        if handover is None:
            return "nothing to take back"
        passport = Passport.objects.filter(pk=handover.rec).select_related("prisoner__prison").first()
        if passport is None:
            return "nothing of this prison's to take back"
        withdraw_handover(handover=handover, passport=passport, by=self.practitioner, at=self.at)
        return f"{passport.prisoner.number} is taken back from {handover.agency.kind}"

    def say_no(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        shares = [share for share in shares_of(passport, localdate(self.at)) if share.words]
        if not shares:
            return "nobody is asked"
        share = self.chance.choice(shares)
        said = {sec: self.chance.random() < 0.5 for sec in share.words}
        answer_agency(
            passport=passport,
            agency=share.agency,
            said=said,
            shown=share.shown,
            by=passport.prisoner.user,
            at=self.at,
        )
        return f"{passport.prisoner.number} says {said}"

    def move_release(self) -> str:
        passport = passport_here(self.chance)
        if passport is None or passport.prisoner.number.startswith("~"):  # no roll knows who was erased
            return self.come()
        day = passport.prisoner.release_on + timedelta(days=self.chance.randint(-9, 30))
        Prisoner.objects.filter(pk=passport.prisoner_id).update(release_on=day)
        return f"{passport.prisoner.number} leaves on {day}"

    def erase(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        erase_person(prisoner=passport.prisoner, by="command:erase", at=self.at)
        return f"{passport.prisoner.number} is erased"

    # Comings and goings

    def send(self) -> str:
        others = [name for name in self.world.prisons if name != self.prison]
        passport = passport_here(self.chance)
        if passport is None or not others:
            return self.come()
        to = self.chance.choice(others)
        moving.start_transfer(
            prisoner=passport.prisoner, to=Prison.objects.get(pk=to), by=f"node:{self.prison}", at=self.at
        )
        self.world.model.moved |= {self.prison, to}
        return f"{passport.prisoner.number} goes to {to}"

    def call_back(self) -> str:
        open_ = Departure.objects.filter(transfer__state="ON_THE_WAY").select_related("transfer", "prisoner")
        departure = some(open_.order_by("transfer__came_at", "pk"), self.chance)
        if departure is None:
            return "nobody to call back"
        moving.cancel_transfer(transfer=departure.transfer, by=self.practitioner, at=self.at)
        return f"{departure.prisoner.number} did not go"

    def stand_at_the_gate(self) -> str:
        """Somebody who was announced is on the roll here."""
        waiting = Arrival.objects.filter(accepted_at__isnull=True, unreadable="").select_related("transfer")
        arrival = some(waiting.order_by("transfer__came_at", "pk"), self.chance)
        if arrival is None:
            return "nobody at the gate"
        there = Prisoner.objects.filter(number=arrival.number)
        if there.exists():
            there.update(left_at=None, gone_to="", moved_to="")
        elif arrival.number:
            self.on_the_roll(arrival.number, arrival.first_name, arrival.last_name)
        return f"{arrival.number} is at the gate"


STEPS: dict[str, Callable[[People], str]] = {
    "come": People.come,
    "write": People.write,
    "own_words": People.own_words,
    "open_to": People.open_to,
    "take_back": People.take_back,
    "say_no": People.say_no,
    "move_release": People.move_release,
    "erase": People.erase,
    "send": People.send,
    "call_back": People.call_back,
    "stand_at_the_gate": People.stand_at_the_gate,
}
