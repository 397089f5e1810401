from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('passport', '0003_unsaid_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='peer',
            name='fault_on',
            field=models.CharField(blank=True, max_length=14),
        ),
    ]
