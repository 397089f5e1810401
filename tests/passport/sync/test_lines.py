"""What people see of the line: at a terminal and on the page."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from passport import journal
from passport.models import JournalEntry, JournalTip, Lane, Peer
from passport.sync.standing import standings
from passport.sync.transport import NotALine, Unreachable, over_http
from tests.two_nodes import CENTRAL, NOW, PRISON


def test_a_line_that_was_never_used(line):
    (standing,) = standings([CENTRAL], at=NOW)
    assert (standing.waiting, standing.words, standing.works) == (0, "No contact yet", False)


def test_what_waits_and_since_when(line, django_assert_num_queries):
    agency, key = line.agency()
    line.write()
    line.courier().round()
    line.later(hours=2)
    line.write("HEALTH")
    line.later(hours=1)
    line.hand_over(agency, key, "HEALTH")
    with django_assert_num_queries(3):
        (standing,) = standings([CENTRAL], at=line.now)
    assert (standing.waiting, standing.waiting_urgent) == (3, 2)
    assert (line.now - standing.oldest_unsent_at).total_seconds() == 3600
    assert standing.words == "Nothing heard for more than an hour"
    line.courier().round()
    (standing,) = standings([CENTRAL], at=line.now)
    assert (standing.waiting, standing.oldest_unsent_at, standing.words) == (0, None, "Working")


def test_what_an_update_would_bring_is_counted_on_both_sides(line):
    with transaction.atomic():
        journal.append(destination=CENTRAL, lane=Lane.BULK, kind="next_year", body={}, at=NOW)
    line.courier().round()
    with line.at_central():
        assert standings(at=NOW)[0].kept == 1
    Peer.objects.update(kinds=["section"])
    assert "handover" in standings(at=NOW)[0].unread


def test_the_page_says_it_in_words(line, client, cast, sign_in):
    sign_in(client, cast.administrator)
    line.write()
    page = client.get("/staff/line/").content.decode()
    assert "No contact yet" in page
    assert "4 messages" in page
    line.down = True
    line.courier().round()
    assert "No line to the other side" in client.get("/staff/line/").content.decode()
    for lane, words in (("MDI urgent", "Central refused message 7"), ("CENTRAL urgent", "Message 7 from central was")):
        Peer.objects.update(fault="refused", fault_on=lane, fault_seq=7)
        assert words in client.get("/staff/line/").content.decode()
    JournalTip.objects.update(forked_at=NOW)
    assert "Two different histories" in client.get("/staff/line/").content.decode()
    Peer.objects.update(fault="restored", fault_on="", stick_read_at=NOW)
    page = client.get("/staff/line/").content.decode()
    assert "This prison came back from an old backup" in page
    assert "Two different histories" not in page
    assert "Last stick from central" in page


def test_the_page_says_when_records_go(line, client, cast, sign_in, settings):
    now = timezone.localtime()
    first, last = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (2, 3))
    settings.BULK_HOURS = f"{first}-{last}"
    line.write()
    sign_in(client, cast.administrator)
    page = client.get("/staff/line/").content.decode()
    assert "Records and documents" in page
    assert "Urgent messages go at once" in page
    settings.BULK_HOURS = ""
    assert "Records and documents" not in client.get("/staff/line/").content.decode()


def test_centrals_page_lists_prisons_with_those_in_trouble_first(line, client, cast, sign_in, settings):
    settings.ROOT_URLCONF = "deploy.urls.central"
    settings.NODE_NAME = CENTRAL
    sign_in(client, cast.administrator)
    Peer.objects.create(node="LEI", last_contact_at=NOW, fault="refused", fault_seq=12)
    Peer.objects.create(node=PRISON, last_contact_at=NOW)
    page = client.get("/central/lines/").content.decode()
    assert page.index("LEI") < page.index(PRISON)
    assert "message 12" in page
    settings.NODE_NAME = PRISON


def test_the_command_without_a_line_runs_the_tasks_and_ends(line, settings):
    settings.CENTRAL_URL = ""
    call_command("sync")
    assert not Peer.objects.exists()


def test_the_command_says_what_is_wrong_and_ends_with_a_fault(line, settings):
    settings.CENTRAL_URL = "http://127.0.0.1:9"
    out = StringIO()
    line.write()
    with pytest.raises(CommandError, match="No line to the other side"):
        call_command("sync", stdout=out)
    assert "waiting 4" in out.getvalue()
    assert JournalEntry.objects.count() == 4


def test_the_demo_alone_speaks_plain_http(line, settings):
    settings.CENTRAL_URL, settings.DEMO = "http://central.example", False
    with pytest.raises(CommandError, match="needs https"):
        call_command("sync")


@pytest.mark.parametrize("address", ["", "central", "ftp://central", "https://", "https://central/elsewhere"])
def test_an_address_that_is_none(address):
    with pytest.raises(NotALine):
        over_http(address)


def test_nobody_there():
    with pytest.raises(Unreachable):
        over_http("http://127.0.0.1:9", plain=True)(b"anything")
