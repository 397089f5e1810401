"""A narrow line: so much of it and no more, records and documents in their hours, what is urgent at any time."""

from datetime import UTC, datetime, time
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from threading import Thread

import pytest

from passport.models import JournalEntry, Shipment
from passport.sync import framing
from passport.sync.pace import PIECE, SMALLEST_SEGMENT, Ceiling, Hours, NotHours, read_hours
from passport.sync.standing import bulk_from, standings
from passport.sync.transport import MEDIA_TYPE, over_http
from tests.two_nodes import CENTRAL, PRISON

NIGHT = Hours(time(20), time(6))


def at(hour: int, minute: int = 0, *, day: int = 1, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "held"), [(19, 59, False), (20, 0, True), (0, 0, True), (5, 59, True), (6, 0, False)]
)
def test_hours_go_over_midnight(hour, minute, held):
    assert NIGHT.hold(at(hour, minute)) is held


@pytest.mark.parametrize(("hour", "held"), [(8, False), (9, True), (16, True), (17, False)])
def test_hours_of_a_day(hour, held):
    assert Hours(time(9), time(17)).hold(at(hour)) is held


def test_when_they_open_next():
    assert NIGHT.open_at(at(21)) == at(21)
    assert NIGHT.open_at(at(12)) == at(20)
    assert Hours(time(9), time(17)).open_at(at(18)) == at(9, day=2)
    assert Hours(time(9), time(17)).open_at(at(7)) == at(9)


def test_hours_are_those_on_the_wall():
    assert NIGHT.hold(at(19, 30, month=7))  # half past eight in a summer's evening
    assert NIGHT.open_at(at(12, month=7)) == at(19, month=7)


def test_hours_are_read():
    assert read_hours("20:00-06:00") == NIGHT
    assert read_hours("") is None


@pytest.mark.parametrize(
    "text", ["20-6", "20:00", "24:00-06:00", "20:00-06:60", "06:00-06:00", " 20:00-06:00", "२0:00-06:00"]
)
def test_what_are_no_hours(text):
    with pytest.raises(NotHours):
        read_hours(text)


def test_a_ceiling_holds_over_every_second():
    moments, clock = [], [100.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    ceiling = Ceiling(128_000, now=lambda: clock[0], sleep=sleep)  # 16,000 bytes a second
    message = bytes(range(256)) * 1000
    pieces = []
    for piece in ceiling.pieces(message):
        pieces.append(piece)
        moments.append((clock[0], len(piece)))
    assert b"".join(pieces) == message
    for (before, size), (after, _) in pairwise(moments):
        assert after - before == pytest.approx(size / 16_000)
    began = clock[0]
    ceiling.took(PIECE)  # what comes in waits for what went out
    assert clock[0] - began == pytest.approx(len(pieces[-1]) / 16_000)


def test_without_a_ceiling_a_message_goes_at_once():
    assert list(Ceiling(0).pieces(b"x" * 3 * PIECE)) == [b"x" * 3 * PIECE]
    assert list(Ceiling(0).pieces(b"")) == []
    assert Ceiling(0).segment_bytes is None


def test_a_narrow_line_has_small_segments():
    assert Ceiling(256_000).segment_bytes == 960_000
    assert Ceiling(1000).segment_bytes == SMALLEST_SEGMENT
    assert Ceiling(2_000_000).segment_bytes is None


def test_what_comes_over_http_is_held_to_it_too():
    """A real socket: 48 KiB there and back at 512 kbit/s take a second and a half, less the first piece each way."""
    reply = b"r" * 3 * PIECE

    class Central(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", MEDIA_TYPE)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    got: list[bytes] = []
    slept: list[float] = []
    server = HTTPServer(("127.0.0.1", 0), Central)
    thread = Thread(target=server.handle_request)
    thread.start()
    try:
        ceiling = Ceiling(512_000, now=lambda: 5.0, sleep=slept.append)
        message = b"m" * 3 * PIECE
        assert over_http(f"http://127.0.0.1:{server.server_port}", plain=True, ceiling=ceiling)(message) == reply
    finally:
        thread.join(10)
        server.server_close()
    assert got == [message]
    assert len(slept) == 5
    assert sum(slept) > 1


def test_bulk_waits_for_its_hours_and_urgent_does_not(line, settings):
    settings.BULK_HOURS = "20:00-06:00"
    agency, key = line.agency()
    line.write()
    courier = line.courier()
    courier.hours = NIGHT
    assert courier.round().sent == 0
    (standing,) = standings([CENTRAL], at=line.now)
    waits = standing.waiting
    assert waits == 4
    assert bulk_from(standing, at=line.now) == line.now.replace(hour=20, minute=0)
    line.hand_over(agency, key, "MY_WORDS")  # the entry of its head and its own, with the envelope
    courier.round()
    (standing,) = standings([CENTRAL], at=line.now)
    assert (standing.waiting_urgent, standing.waiting) == (0, waits)
    with line.at_central():
        assert {row.lane for row in JournalEntry.objects.filter(origin=PRISON)} == {"urgent"}
    line.later(hours=11)
    assert courier.round().sent == waits
    (standing,) = standings([CENTRAL], at=line.now)
    assert (standing.waiting, bulk_from(standing, at=line.now)) == (0, None)


def test_a_ceiling_cuts_bulk_smaller(line):
    for _ in range(12):
        line.write(words="x" * 9000)
    courier = line.courier()
    courier.most = SMALLEST_SEGMENT
    done = courier.round()
    assert done.fault == ""
    assert done.exchanges > 2
    assert framing.SEGMENT_BYTES > 12 * 9000 * 2
    assert Shipment.objects.get(lane="bulk").first_seq > 1
