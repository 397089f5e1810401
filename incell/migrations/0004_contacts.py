import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_cell'),
        ('accounts', '__first__'),
        ('incell', '0003_history_stays'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=12)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='incell.contact')),
                ('prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.prison')),
            ],
            options={
                'indexes': [models.Index(fields=['prison', 'key'], name='incell_cont_prison__8bd4e6_idx')],
                'constraints': [models.UniqueConstraint(fields=('contact', 'key'), name='a_key_once_a_contact')],
            },
        ),
        migrations.CreateModel(
            name='ListKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('scope', models.CharField(choices=[('PHONE', 'Phones: numbers that may be called'), ('VISITS', 'Visits: people who may come')], max_length=6)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('minute_at', models.DateTimeField(blank=True, null=True)),
                ('calls', models.PositiveIntegerField(default=0)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.prison')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved', models.JSONField()),
                ('at', models.DateTimeField()),
                ('split_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='incell.contact')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incell.contact')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.AddField(
            model_name='tie',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='vetting',
            name='proposal',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(fields=['changed_at', 'id'], name='incell_tie_changed_8ecd52_idx'),
        ),
    ]
