"""A queue is read in its order from an index, a page of it at a time, and what waits from one that has nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incell", "0008_alter_notice_cohort"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="request",
            name="incell_requ_prison__6f7c26_idx",
        ),
        migrations.RemoveIndex(
            model_name="request",
            name="incell_requ_prison__ca3da5_idx",
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["prison", "team", "state", "due_on", "sent_at", "id"], name="request_queue_of_a_state"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["prison", "team", "due_on", "sent_at", "id"], name="request_queue_by_due"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["prison", "team", "sent_at", "id"], name="request_queue_by_sent"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True)),
                fields=["prison", "team", "due_on", "sent_at", "id", "state"],
                name="request_queue_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True)),
                fields=["prison", "due_on", "team", "state"],
                name="request_waiting_by_due",
            ),
        ),
    ]
