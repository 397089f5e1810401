"""The courier: carries this node's journal to central and brings central's back, by line or on a stick."""

import signal
import threading
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.acts import later
from accounts.acts.sign_in import forget_old_sessions
from accounts.keys import NodeKeysLocked
from accounts.management import OwnCommand
from accounts.paper import NoPango
from education.acts.awarding import award_completed
from education.acts.clearing import clear_packages, forget_launches
from education.acts.deciding import end_of_leavers
from education.acts.issuer_keys import award_again
from education.acts.reviewing import follow_roll
from incell.acts.escalating import escalate_late
from incell.acts.unsent import clear_sent
from incell.acts.uploading import clear_uploads
from passport.acts.appointments import follow_appointments
from passport.acts.blobs import carry_blobs, collect_blobs
from passport.acts.erasing import erase_again
from passport.acts.export_file import pages_of
from passport.acts.exporting import collect, put_on_paper
from passport.acts.following import follow_moves
from passport.acts.handover import follow_release_dates
from passport.acts.insight import follow_insight
from passport.acts.issuers import announce_issuers
from passport.acts.letters import carry_letters
from passport.acts.links import forget_links
from passport.acts.readiness import follow_readiness
from passport.acts.received_letters import forget_letters
from passport.acts.relaying import relay_transfers
from passport.acts.skills import follow_added, follow_awards
from passport.acts.taking_in import scan_waiting
from passport.journal import NodeHasNoName
from passport.management import restore, stick
from passport.sync.courier import Courier, Round
from passport.sync.kinds import CENTRAL
from passport.sync.pace import Ceiling, NotHours, read_hours
from passport.sync.standing import Standing, bulk_from, standings
from passport.sync.transport import RESTORE_PATH, NotALine, over_http

log = structlog.get_logger("throughgate.sync")
PAUSE = 5  # seconds between rounds that found nothing to do


class Command(OwnCommand):
    help = "Carry the journal to central and back: one round, or for ever; or on a stick, where there is no line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="go on until it is told to stop (SIGTERM)")
        parser.add_argument("--watch", action="store_true", help="show how the line stands after every round")
        parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between rounds (default %(default)s)")
        parser.add_argument("--export", metavar="DIR", help="write what waits into DIR, a stick, in place of a round")
        parser.add_argument("--import", metavar="DIR", dest="take_in", help="read a stick, then write the answer on it")
        parser.add_argument(
            "--for", metavar="NODE", dest="nodes", action="append", default=[], help="at central: write for this prison"
        )
        parser.add_argument("--most", metavar="MIB", type=int, help="write at most so many MiB")
        parser.add_argument("--restore", action="store_true", help="take this prison's own journal back from central")
        parser.add_argument("--known", metavar="TIP", action="append", default=[], help="a tip from the sheet")
        parser.add_argument("--write-again", action="store_true", help="of two histories: ours behind central's")
        parser.add_argument("--sheet", action="store_true", help="say the tips, to be printed and kept")

        parser.add_argument("--clear", metavar="NODE", help="end the alarm of two histories, once two people know why")

    def handle(self, *args: Any, forever: bool, watch: bool, pause: float, **options: Any) -> None:
        try:
            if options["take_in"] or options["export"]:
                self._stick(**options)
                return
            if options["clear"]:
                restore.clear(options["clear"], say=self.stdout.write)
                return
            if options["sheet"]:
                restore.say_sheet(self.stdout.write)
                return
            courier = self._courier()
            if options["restore"]:
                self._restore(courier, options["known"], options["write_again"])
                return
            if courier is not None and watch:
                courier.progress = self._show
            if not forever:
                self._once(courier, watch)
                return
            stop = threading.Event()
            if courier is not None:
                courier.stop = stop.is_set
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            while not stop.is_set():
                self._round(courier, watch)
                stop.wait(pause)
        except NodeHasNoName as error:
            raise CommandError("Set THROUGHGATE_NODE first.") from error
        except NodeKeysLocked as error:
            raise CommandError(f"The keys stay locked: {error}.") from error

    def _stick(self, *, take_in: str, export: str, nodes: list[str], most: int | None, **options: Any) -> None:
        """A stick that is read is written too: the answer travels back on it."""
        if take_in:
            stick.take_in(take_in, nodes=nodes, most=most, say=self.stdout.write)
        if export:
            stick.export(export, nodes=nodes, most=most, say=self.stdout.write)

    def _restore(self, courier: Courier | None, known: list[str], again: bool) -> None:
        if courier is None:
            raise CommandError("Set THROUGHGATE_CENTRAL_URL first: the journal comes back over the line.")
        door = over_http(settings.CENTRAL_URL, plain=settings.DEMO, path=RESTORE_PATH)
        restore.restore(courier, door, known=known, again=again, say=self.stdout.write)

    def _courier(self) -> Courier | None:
        address = getattr(settings, "CENTRAL_URL", "")
        if not address:
            return None  # central itself answers; a prison may have no line at all
        ceiling = Ceiling(settings.LINE_KBITS * 1000)
        try:
            post = over_http(address, plain=settings.DEMO, ceiling=ceiling)
            hours = read_hours(settings.BULK_HOURS)
        except NotALine as error:
            raise CommandError(f"THROUGHGATE_CENTRAL_URL: {error}.") from error
        except NotHours as error:
            raise CommandError("THROUGHGATE_BULK_HOURS: write two times, as in 20:00-06:00.") from error
        return Courier(CENTRAL, post, timezone.now, hours=hours, most=ceiling.segment_bytes, ahead=True)

    def _once(self, courier: Courier | None, watch: bool) -> None:
        """One round that doesn't wait for the time of the next try. Ends with 1 when the line doesn't work."""
        self._drain()
        if settings.NODE_NAME != CENTRAL:
            self._follow()
        if courier is None:
            return
        done = courier.round(wait=False)
        self._tell(done, watch=True)
        if done.fault:
            raise CommandError(f"{standings([CENTRAL], at=timezone.now())[0].words}.")

    def _round(self, courier: Courier | None, watch: bool) -> None:
        """One round of many: a database that is away for a moment is waited for."""
        try:
            self._drain()
            if settings.NODE_NAME != CENTRAL:
                self._follow()  # also where all goes by stick
            if courier is not None:
                self._tell(courier.round(), watch)
        except OperationalError as error:
            log.warning("sync_waits", fault=type(error).__name__)
            connection.close()

    def _follow(self) -> None:
        """What the days that pass change here: handovers follow release dates, and late requests are marked."""
        people = follow_moves(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if people:
            log.info("people_moved", count=people)
        moved = follow_release_dates(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if moved:
            log.info("handovers_moved", count=moved)
        sent_off = carry_letters(at=timezone.now())
        if sent_off:
            log.info("letters_sent_off", count=sent_off)
        self._follow_documents()
        self._follow_readiness()
        self._follow_insight()
        self._follow_rights()
        self._follow_learning()
        self._follow_packages()
        self._follow_reviews()
        late = escalate_late(at=timezone.now())
        if late:
            log.info("requests_late", count=late)
        clear_sent()
        clear_uploads(at=timezone.now())
        left = end_of_leavers(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if left:
            log.info("enrolments_ended", count=left)

    def _follow_documents(self) -> None:
        """Documents that wait for the scanner are looked at; those that central could not read before go off."""
        scanned = scan_waiting(at=timezone.now())
        if scanned:
            log.info("documents_scanned", count=scanned)
        told = carry_blobs(at=timezone.now())
        if told:
            log.info("blobs_sent_off", count=told)

    def _follow_readiness(self) -> None:
        """Lists of what has to be ready begin with reception and move with the release date."""
        reckoned = follow_readiness(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if reckoned:
            log.info("readiness_reckoned", count=reckoned)
        first = follow_appointments(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if first:
            log.info("appointments_reckoned", count=first)

    def _follow_insight(self) -> None:
        """Prompts to staff: what is known is held against plain rules once a day."""
        raised = follow_insight(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if raised:
            log.info("prompts_raised", count=raised)

    def _follow_rights(self) -> None:
        """What was erased stays erased after a restore; copies that people asked for are collected and laid out."""
        try:
            again = erase_again(at=timezone.now())
        except OSError as fault:  # the line goes on; whoever reads the log mends the file
            log.error("erasures_not_noted", fault=type(fault).__name__)
        else:
            if again:
                log.warning("erased_again", count=again)
        copied = collect(at=timezone.now())
        try:
            copied += put_on_paper(lay_out=pages_of, at=timezone.now())
        except NoPango as fault:
            log.error("copy_not_on_paper", fault=type(fault).__name__)
        if copied:
            log.info("rows_copied", count=copied)

    def _follow_learning(self) -> None:
        """Completed courses become awards, awards become the passport's, and central learns who awards here."""
        if settings.VERIFY_URL:
            given = award_completed(at=timezone.now()) + award_again(at=timezone.now())
            told = announce_issuers(at=timezone.now())
            if given:
                log.info("awards_given", count=given)
            if told:
                log.info("issuers_announced", count=told)
        written = follow_awards(at=timezone.now()) + follow_added(at=timezone.now())
        if written:
            log.info("skills_written", count=written)

    def _follow_packages(self) -> None:
        """Launches long over are forgotten, and the files of packages out of use go."""
        forget_launches(at=timezone.now())
        cleared = clear_packages(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if cleared:
            log.info("packages_cleared", count=cleared)

    def _follow_reviews(self) -> None:
        """Reviews of learning plans follow release dates, sentences and arrivals."""
        moved = follow_roll(by=f"node:{settings.NODE_NAME}", at=timezone.now())
        if moved:
            log.info("reviews_moved", count=moved)

    def _drain(self) -> None:
        """Run tasks that are due, where no broker has workers for them; forget what is over."""
        forget_old_sessions(at=timezone.now())
        forget_letters(at=timezone.now())
        collect_blobs(at=timezone.now())
        forget_links(at=timezone.now())
        if settings.NODE_NAME == CENTRAL:
            relay_transfers(at=timezone.now())
        if not settings.CELERY_BROKER_URL:
            later.drain(at=timezone.now())

    def _tell(self, done: Round, watch: bool) -> None:
        if done.sent or done.received or done.fault:
            log.info("sync_round", sent=done.sent, received=done.received, exchanges=done.exchanges, fault=done.fault)
        if watch:
            self._show(done)

    def _show(self, done: Round) -> None:
        standing = standings([CENTRAL], at=timezone.now())[0]
        self.stdout.write(line_of(done, standing, bulk_from(standing, at=timezone.now())))
        self.stdout.flush()


def line_of(done: Round, standing: Standing, bulk_at: datetime | None = None) -> str:
    """What a person reads at the terminal after a round. bulk_at: when records and documents go off, if they wait."""
    if done.skipped == "turn":
        return "Another courier is at work."
    parts = [f"sent {done.sent}", f"received {done.received}", f"waiting {standing.waiting}"]
    if standing.waiting_urgent:
        parts[-1] += f" ({standing.waiting_urgent} urgent)"
    if bulk_at:
        parts.append(f"records and documents go from {bulk_at:%d %B %H:%M}")
    if standing.oldest_unsent_at:
        parts.append(f"oldest from {standing.oldest_unsent_at:%d %B %Y %H:%M} UTC")
    if standing.last_contact_at:
        parts.append(f"last contact {standing.last_contact_at:%d %B %Y %H:%M:%S} UTC")
    if standing.next_try_at:
        parts.append(f"next try {standing.next_try_at:%H:%M:%S} UTC")
    return f"{standing.words}: {', '.join(parts)}"
