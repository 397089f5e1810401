"""Quizzes with sentences wait for a tutor, and what the tutor gave."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0008_feedback'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.JSONField()),
                ('at', models.DateTimeField()),
                ('before', models.JSONField(default=dict)),
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='judgement', to='education.quizattempt')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterField(
            model_name='quizattempt',
            name='state',
            field=models.CharField(choices=[('OPEN', 'Open'), ('TO_MARK', 'To Mark'), ('HANDED_IN', 'Handed In')], default='OPEN', max_length=9),
        ),
        migrations.AddIndex(
            model_name='quizattempt',
            index=models.Index(condition=models.Q(('state', 'TO_MARK')), fields=['handed_in_at'], name='attempts_to_mark'),
        ),
    ]
