"""What is written at the prison stands at central, once, whatever happens on the way."""

from passport.models import JournalTip, Peer, Shipment
from passport.sync import stages
from tests.two_nodes import CENTRAL, PRISON, journal_of, stored


def test_what_was_written_arrives_as_it_is(line):
    line.passport()
    line.write("MY_WORDS")
    line.write("HEALTH_RESTRICTED")
    done = line.courier().round()
    assert (done.sent, done.fault) == (5, "")
    here, chain = stored(), journal_of(PRISON, CENTRAL)
    assert len(here["versions"]) == 3
    with line.at_central():
        assert stored() == here
        assert journal_of(PRISON, CENTRAL) == chain
    assert {row.stage for row in Shipment.objects.all()} == {stages.DONE}
    assert all(tip.seq == tip.acknowledged_seq for tip in JournalTip.objects.all())


def test_the_line_down_then_up(line):
    line.write()
    line.down = True
    assert line.courier().round().fault == "unreachable"
    peer = Peer.objects.get()
    assert peer.failures == 1
    assert peer.next_try_at > line.now
    line.down = False
    assert line.courier().round().skipped == "wait"
    line.later(minutes=1)
    assert line.courier().round().sent == 4
    assert Peer.objects.get().failures == 0
