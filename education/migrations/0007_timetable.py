"""When courses meet and who was there; what somebody who studies has not seen yet."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_prisoner_gender'),
        ('education', '0006_cleared_packages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='enrolment',
            name='news_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('series', models.UUIDField(editable=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('room', models.CharField(max_length=80)),
                ('was_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=0)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='education.course')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.prison')),
                ('tutor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'indexes': [
                    models.Index(fields=['course', 'starts_at'], name='sessions_of_a_course'),
                    models.Index(fields=['prison', 'starts_at'], name='sessions_of_a_prison'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('course', 'starts_at'), name='one_session_at_a_time'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='sessions_end_later'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('ATTENDED', 'There'), ('LATE', 'There, late'), ('HEALTHCARE', 'Health care'), ('UNWELL', 'Not well'), ('LEGAL', 'Court or legal visit'), ('VISIT', 'Visit'), ('OTHER_ACTIVITY', 'Another activity'), ('REGIME', 'Not unlocked or not brought'), ('REFUSED', 'Refused'), ('NO_REASON', 'No reason known')], max_length=14)),
                ('is_current', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='education.enrolment')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register', to='education.session')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [
                    models.Index(fields=['enrolment', 'session'], name='attendance_of_a_learner'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('session', 'enrolment'), name='one_attendance_that_counts'),
                ],
            },
        ),
    ]
