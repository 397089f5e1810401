"""Figures, bars and what `./deploy/bench` prints of them."""

import contextlib
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Prisoner
from deploy import benches
from deploy.benches import Figure
from deploy.benches.crowd import entering, knocking, people, visiting
from deploy.benches.pages import MOST_QUERIES, NO_BAR, OTHERS
from deploy.commands import bench
from incell.models import Request, RequestEvent


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Figure("sealed", 60, "/s", floor=100, bar=0.6), True),
        (Figure("sealed", 59, "/s", floor=100, bar=0.6), False),
        (Figure("page", 59_000, "B", bar=60_000, most=True), True),
        (Figure("page", 61_000, "B", bar=60_000, most=True), False),
        (Figure("told", 1, "s"), True),
    ],
)
def test_a_bar(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds


@pytest.mark.parametrize(("value", "status"), [(60.0, 0), (59.0, 1)])
def test_the_command_ends_with_1_when_a_bar_is_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, value: float, status: int
) -> None:
    from deploy.benches import seal

    monkeypatch.setattr(seal, "measure", lambda: [Figure("sealed", value, "/s", floor=100.0, bar=0.6)])
    assert bench.main(["seal", "--json"]) == status
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"bench", "machine", "figures"}
    assert set(told["figures"][0]) == {"what", "value", "unit", "floor", "ratio", "bar", "holds"}
    assert bench.main(["seal"]) == status
    assert ("MISSED" in capsys.readouterr().out) is bool(status)


def test_an_unknown_bench_is_refused_with_those_that_exist(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit):
        bench.main(["nothing"])
    assert "seal" in capsys.readouterr().err


def test_works_take_turns() -> None:
    counted = [0, 0]

    def work(which: int) -> None:
        counted[which] += 1

    first, second = benches.per_second(lambda: work(0), lambda: work(1), seconds=0.01)
    assert min(counted) > 0
    assert min(first, second) > 0


@pytest.fixture
def crowd(db: None, settings: Any) -> Callable[[int, int], None]:
    """Grow the crowd to so many people and requests, behind the bench's own doors."""
    settings.ROOT_URLCONF = "deploy.benches.crowd.doors"
    return lambda prisoners, requests: people.grow(prisoners=prisoners, requests=requests, at=timezone.now())


def test_pages_ask_as_much_of_the_database_at_any_size(crowd: Callable[[int, int], None]) -> None:
    crowd(4, 12)
    small = visiting.costs(entering.people(range(2, 4)), entering.officers())
    crowd(12, 240)
    large = visiting.costs(entering.people(range(10, 12)), entering.officers())
    assert {name: cost.queries for name, cost in small.items()} == {name: cost.queries for name, cost in large.items()}
    assert small["home"].queries > small["empty view"].queries
    assert small["bare insert"].queries == small["empty view"].queries + 1
    assert {"course", "progress", "class"} <= small.keys()
    dear = {name: cost.queries for name, cost in large.items() if cost.queries > MOST_QUERIES.get(name, OTHERS)}
    assert not dear.keys() - NO_BAR, dear


def test_the_crowd_grows_and_keeps_what_was_there(crowd: Callable[[int, int], None]) -> None:
    crowd(2, 6)
    before = set(Request.objects.values_list("pk", "sent_at"))
    crowd(3, 30)
    after = set(Request.objects.values_list("pk", "sent_at"))
    assert (len(before), len(after)) == (6, 30)
    assert before < after
    assert {person.requests.count() for person in Prisoner.objects.all()} == {10}
    assert RequestEvent.objects.count() >= 30


def test_a_read_of_every_request_is_seen(crowd: Callable[[int, int], None]) -> None:
    crowd(2, 6)
    assert visiting.reads_all("SELECT * FROM incell_request WHERE words LIKE '%you%'")
    assert not visiting.reads_all("SELECT * FROM accounts_prisoner")


def test_the_bare_views_are_on_no_instance() -> None:
    for urls in ("deploy.urls.prison", "deploy.urls.central"):
        for name in ("bench_empty", "bench_insert"):
            with pytest.raises(NoReverseMatch):
                reverse(name, urlconf=urls)


def test_knocking_counts_answers_and_faults(answering: Callable[[bytes], int]) -> None:
    port = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    ways = {
        "well": knocking.Way([knocking.get("/", {})]),
        "ill": knocking.Way([b"GET / HTTP/1.1\r\n\r\n"], b"HTTP/1.1 3"),
    }
    with contextlib.closing(knocking.Knocker(port, 3)) as knocker:
        found = knocker.drive(ways, seconds=0.02, parts=1)
    assert found["well"].answers >= 3
    assert found["well"].rate > 0
    assert not found["well"].faults
    assert found["ill"].answers == 0
    assert set(found["ill"].faults) == {"HTTP/1.1 200 OK"}


def test_what_goes_once_goes_on_where_another_knocker_ended(answering: Callable[[bytes], int]) -> None:
    port = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    ways = {"kept": knocking.Way([knocking.get(f"/{n}", {}) for n in range(3)], once=True)}
    assert knocking.Way.heard(ways["kept"].told()) == ways["kept"]
    turns: dict[str, Iterator[bytes]] = {}
    for _ in range(2):
        with contextlib.closing(knocking.Knocker(port, 1, turns)) as knocker:
            assert knocker.drive(ways, seconds=0, parts=1)["kept"].answers == 1
    with contextlib.closing(knocking.Knocker(port, 2, turns)) as knocker, pytest.raises(knocking.NothingLeft):
        knocker.drive(ways, seconds=0, parts=1)


def test_knocking_goes_on_where_the_server_hangs_up_between_two_requests(answering: Callable[..., int]) -> None:
    port = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 2)
    with contextlib.closing(knocking.Knocker(port, 1)) as knocker:
        found = knocker.drive({"home": knocking.Way([knocking.get("/", {})])}, seconds=0.02, parts=1)
    assert found["home"].answers >= 3
    assert not found["home"].faults


@pytest.fixture
def answering() -> Iterator[Callable[..., int]]:
    """A server that answers every request the same, and hangs up after so many on one connection; its port."""
    with contextlib.ExitStack() as stack:

        def start(answer: bytes, most: int = 10**6) -> int:
            class Same(socketserver.StreamRequestHandler):
                def handle(self) -> None:
                    for _ in range(most):
                        while (line := self.rfile.readline()) not in (b"\r\n", b""):
                            pass
                        if not line:
                            return
                        self.wfile.write(answer)

            server = stack.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Same))
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            stack.callback(server.shutdown)
            return server.server_address[1]

        yield start
