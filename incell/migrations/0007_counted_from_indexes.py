"""How many open requests a colleague has, and how many answers somebody has not seen, are counted from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incell", "0006_said_and_late")]
    operations = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["assigned_to", "state"], name="request_who_has_how_many"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["prisoner", "state"], condition=models.Q(seen_at__isnull=True), name="request_not_seen"
            ),
        ),
    ]
