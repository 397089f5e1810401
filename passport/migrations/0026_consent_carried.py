from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("passport", "0025_links_of_who_moved")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="carried",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
