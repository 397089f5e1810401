import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def own_lines(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each agreement that is there is the first version of its own line."""
    apps.get_model("passport", "Agreement").objects.update(line=models.F("id"))


class Migration(migrations.Migration):
    dependencies = [("passport", "0021_licence")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="asks_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="line",
            field=models.UUIDField(db_index=True, default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="agreement",
            name="onward",
            field=models.CharField(
                choices=[
                    ("NO", "They must not pass it on"),
                    ("ASK", "They may pass it on only when the prison has agreed"),
                    ("SAME_PURPOSE", "They may pass it on to those who work with the person for the same purpose"),
                ],
                default="NO",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="passport.agreement",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("replaces",), name="renewed_once"
            ),
        ),
        migrations.RunPython(own_lines, migrations.RunPython.noop),
    ]
