"""The chained audit: whatever is done to its lines is found, and writers at the same time keep it whole."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import audit
from accounts.models import AuditEntry, AuditTip
from tests.cast import NOW

ONCE = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def write(count: int, shard: int | None = 0) -> None:
    with transaction.atomic():
        for n in range(count):
            audit.write(by="node:MDI", verb=f"act{n}", what="x.Y", whom=f"{n}", at=NOW, why="w", shard=shard)


def holds() -> bool:
    return not list(audit.verify())


def test_a_line_belongs_inside_its_acts_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="inside its act's"):
        audit.write(by="node:MDI", verb="v", what="w", whom="x", at=NOW)


@pytest.mark.django_db
class TestChains:
    def test_what_was_written_holds(self) -> None:
        assert holds()
        write(30, shard=None)
        assert holds()
        assert AuditEntry.objects.count() == 30

    def test_its_digest_is_of_what_it_says_whatever_the_letters(self, django_assert_num_queries: object) -> None:
        write(1, shard=3)  # the tips of the day
        with transaction.atomic(), django_assert_num_queries(1):
            line = audit.write(by="node:MDI", verb="v", what="w", whom='"\\%s {} é', why="ŵ\n\u2028%", at=NOW, shard=3)
        kept = AuditEntry.objects.get(day_on=NOW.date(), shard=3, seq=line.seq)
        assert (kept.why, kept.seq, kept.digest) == (line.why, 2, audit.digest(kept))
        assert kept.prev == AuditEntry.objects.get(seq=1).digest
        assert holds()

    @ONCE
    @given(
        place=st.integers(1, 7),
        field=st.sampled_from(["who", "verb", "what", "whom", "why", "at", "prev", "digest", "seq", "shard"]),
    )
    def test_a_changed_line_is_found(self, place: int, field: str) -> None:
        with transaction.atomic():
            AuditEntry.objects.all().delete()
            AuditTip.objects.all().delete()
            write(7)
            changed = {"at": NOW + timedelta(microseconds=1), "seq": 99, "shard": 5}.get(field, "changed")
            AuditEntry.objects.filter(seq=place).update(**{field: changed})
            assert not holds()

    @ONCE
    @given(cut=st.sets(st.integers(1, 7), min_size=1))
    def test_lines_taken_out_or_cut_off_are_found(self, cut: set[int]) -> None:
        with transaction.atomic():
            AuditEntry.objects.all().delete()
            AuditTip.objects.all().delete()
            write(7)
            AuditEntry.objects.filter(seq__in=cut).delete()
            assert [fault.seq for fault in audit.verify()] == [min(cut)]

    @ONCE
    @given(after=st.integers(0, 7))
    def test_a_line_put_in_is_found(self, after: int) -> None:
        with transaction.atomic():
            AuditEntry.objects.all().delete()
            AuditTip.objects.all().delete()
            write(7)
            lines = list(AuditEntry.objects.order_by("seq"))
            for line in reversed(lines[after:]):  # make room, as a forger would
                AuditEntry.objects.filter(pk=line.pk).update(seq=line.seq + 1)
            forged = AuditEntry(
                day_on=NOW.date(), shard=0, seq=after + 1, at=NOW, who="me", verb="v", what="w", whom="x",
                prev=lines[after - 1].digest if after else audit.root(NOW.date(), 0),
            )  # fmt: skip
            forged.digest = audit.digest(forged)
            forged.save()
            assert not holds()

    def test_two_lines_changed_places_are_found(self) -> None:
        write(4)
        one, two = AuditEntry.objects.get(seq=2), AuditEntry.objects.get(seq=3)
        AuditEntry.objects.filter(pk=one.pk).update(seq=99)
        AuditEntry.objects.filter(pk=two.pk).update(seq=2)
        AuditEntry.objects.filter(pk=one.pk).update(seq=3)
        assert not holds()

    def test_a_tip_taken_away_is_found(self) -> None:
        write(3)
        AuditTip.objects.all().delete()
        assert [fault.fault for fault in audit.verify()] == ["lines without a tip"]

    def test_the_command_says_where_and_ends_with_1(self) -> None:
        write(3)
        out, err = StringIO(), StringIO()
        call_command("audit", "verify", stdout=out)
        assert out.getvalue() == "The audit holds: 3 lines in 1 chains\n"
        AuditEntry.objects.filter(seq=2).update(verb="other")
        with pytest.raises(CommandError, match="does not hold in 1 of 1 chains"):
            call_command("audit", "verify", stdout=out, stderr=err)
        assert err.getvalue() == "2027-03-01 shard 0 line 2: line changed\n"
        call_command("audit", "verify", since=NOW.date() + timedelta(days=1), stdout=out)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_keep_the_chains_whole() -> None:
    ready, faults = threading.Barrier(6), []

    def work(shard: int | None) -> None:
        try:
            ready.wait()
            for _ in range(8):
                write(2, shard=shard)
        except BaseException as fault:  # a thread's fault must reach the test
            faults.append(fault)
            raise
        finally:
            connection.close()

    writers = [threading.Thread(target=work, args=(shard,)) for shard in (0, 0, 0, 1, None, None)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not faults
    assert AuditEntry.objects.count() == 6 * 8 * 2
    assert holds()
