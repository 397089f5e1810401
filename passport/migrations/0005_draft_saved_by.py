import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("passport", "0004_stuck_lane"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Nothing has been released before this: a draft without its writer can be nobody's
        migrations.RunSQL("DELETE FROM passport_draft", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="draft",
            name="saved_by",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draft",
            name="revision",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
    ]
