from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("passport", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="shipment",
            name="passport_sh_destina_955bf6_idx",
        ),
        migrations.AddField(
            model_name="journalentry",
            name="kept",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="names",
            field=models.CharField(blank=True, max_length=43),
        ),
        migrations.AddField(
            model_name="peer",
            name="counter",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="peer",
            name="fault_seq",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="peer",
            name="kinds",
            field=models.JSONField(default=list),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["names"], name="journal_names"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(condition=models.Q(("kept", True)), fields=["origin"], name="journal_kept"),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage", "DONE"), _negated=True),
                fields=("destination", "lane"),
                name="one_on_its_way",
            ),
        ),
    ]
