import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('incell', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Peer',
            fields=[
                ('node', models.CharField(max_length=7, primary_key=True, serialize=False)),
                ('last_tried_at', models.DateTimeField(blank=True, null=True)),
                ('last_contact_at', models.DateTimeField(blank=True, null=True)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('fault', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rec', models.UUIDField(db_index=True)),
                ('prison', models.CharField(max_length=7)),
                ('release_on', models.DateField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('token', models.TextField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='accounts.agency')),
            ],
            options={
                'ordering': ['release_on', 'made_at'],
                'indexes': [models.Index(fields=['agency', 'opens_on', 'closes_on'], name='passport_ha_agency__abbe16_idx')],
                'constraints': [models.UniqueConstraint(fields=('rec', 'agency'), name='handed_over_once')],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('origin', models.CharField(max_length=7)),
                ('destination', models.CharField(max_length=7)),
                ('lane', models.CharField(choices=[('urgent', 'Urgent'), ('bulk', 'Bulk')], max_length=6)),
                ('seq', models.PositiveBigIntegerField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('body', models.TextField()),
                ('prev', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['seq'],
                'constraints': [models.UniqueConstraint(fields=('origin', 'destination', 'lane', 'seq'), name='journal_seq_once')],
            },
        ),
        migrations.CreateModel(
            name='JournalTip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=7)),
                ('destination', models.CharField(max_length=7)),
                ('lane', models.CharField(choices=[('urgent', 'Urgent'), ('bulk', 'Bulk')], max_length=6)),
                ('seq', models.PositiveBigIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('acknowledged_seq', models.PositiveBigIntegerField(default=0)),
                ('forked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('origin', 'destination', 'lane'), name='tip_once')],
            },
        ),
        migrations.CreateModel(
            name='Passport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('prisoner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='passport', to='accounts.prisoner')),
            ],
            options={
                'ordering': ['opened_at'],
            },
        ),
        migrations.CreateModel(
            name='SectionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rec', models.UUIDField()),
                ('sec', models.CharField(max_length=60)),
                ('ver', models.PositiveIntegerField()),
                ('iss', models.CharField(max_length=7)),
                ('core', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=43)),
                ('prev', models.CharField(blank=True, max_length=43)),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['digest'], name='passport_se_digest_6b89c2_idx')],
                'constraints': [models.UniqueConstraint(fields=('rec', 'sec', 'ver'), name='section_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('destination', models.CharField(max_length=7)),
                ('lane', models.CharField(choices=[('urgent', 'Urgent'), ('bulk', 'Bulk')], max_length=6)),
                ('first_seq', models.PositiveBigIntegerField()),
                ('last_seq', models.PositiveBigIntegerField()),
                ('stage', models.CharField(max_length=12)),
                ('made_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['destination', 'stage'], name='passport_sh_destina_955bf6_idx')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=240)),
                ('basis', models.CharField(choices=[('STATUTORY', 'Statutory duty'), ('CONSENT', 'Consent')], max_length=9)),
                ('sections', models.JSONField(default=list)),
                ('days_before', models.PositiveSmallIntegerField()),
                ('days_after', models.PositiveSmallIntegerField()),
                ('expires_on', models.DateField()),
                ('proposed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='accounts.agency')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['agency__name', '-proposed_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='approved_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('OPENED', 'Opened'), ('ANSWERED', 'Answered')], max_length=8)),
                ('worker', models.UUIDField()),
                ('sealed', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='passport.handover')),
            ],
            options={
                'ordering': ['at'],
                'indexes': [models.Index(fields=['handover', 'at'], name='passport_an_handove_0f7d10_idx')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=60)),
                ('given', models.BooleanField()),
                ('said_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('passport', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='passport.passport')),
            ],
            options={
                'ordering': ['-said_at', '-id'],
                'indexes': [models.Index(fields=['passport', 'agency', 'section', 'said_at'], name='passport_co_passpor_20c35f_idx')],
            },
        ),
        migrations.CreateModel(
            name='PathwayState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pathway', models.CharField(choices=[('ACCOMMODATION', 'Accommodation'), ('ATTITUDES_THINKING_AND_BEHAVIOUR', 'Attitudes, thinking and behaviour'), ('CHILDREN_FAMILIES_AND_COMMUNITY', 'Children, families and community'), ('DRUGS_AND_ALCOHOL', 'Drugs and alcohol'), ('EDUCATION_SKILLS_AND_WORK', 'Education, skills and work'), ('FINANCE_AND_ID', 'Finance and ID'), ('HEALTH', 'Health')], max_length=40)),
                ('status', models.CharField(choices=[('NOT_STARTED', 'Not started'), ('SUPPORT_REQUIRED', 'Support required'), ('IN_PROGRESS', 'In progress'), ('SUPPORT_NOT_REQUIRED', 'Support not required'), ('SUPPORT_DECLINED', 'Support declined'), ('DONE', 'Done')], default='NOT_STARTED', max_length=24)),
                ('updated_at', models.DateTimeField()),
                ('passport', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pathways', to='passport.passport')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('passport', 'pathway'), name='pathway_once')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('passport', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referrals', to='passport.passport')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('passport', 'agency'), name='referred_once')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('BCST2', 'Immediate needs report'), ('RESETTLEMENT_PLAN', 'Pre-release report')], max_length=20)),
                ('started_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('passport', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='passport.passport')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('submitted_at__isnull', True)), fields=('passport', 'kind'), name='one_open_report_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='SignedHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('token', models.TextField()),
                ('signed_at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heads', to='passport.sectionversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'revision'), name='head_once')],
            },
        ),
        migrations.CreateModel(
            name='Wrap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('kid', models.CharField(max_length=43)),
                ('entry', models.TextField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='passport.sectionversion')),
            ],
            options={
                'ordering': ['place'],
                'indexes': [models.Index(fields=['kid'], name='passport_wr_kid_29ecf4_idx')],
                'constraints': [models.UniqueConstraint(fields=('version', 'kid'), name='reader_once')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgement', to='passport.answer')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='passport.handover')),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='ReportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pathway', models.CharField(choices=[('ACCOMMODATION', 'Accommodation'), ('ATTITUDES_THINKING_AND_BEHAVIOUR', 'Attitudes, thinking and behaviour'), ('CHILDREN_FAMILIES_AND_COMMUNITY', 'Children, families and community'), ('DRUGS_AND_ALCOHOL', 'Drugs and alcohol'), ('EDUCATION_SKILLS_AND_WORK', 'Education, skills and work'), ('FINANCE_AND_ID', 'Finance and ID'), ('HEALTH', 'Health')], max_length=40)),
                ('status', models.CharField(choices=[('NOT_STARTED', 'Not started'), ('IN_PROGRESS', 'In progress'), ('COMPLETE', 'Complete'), ('SUBMITTED', 'Submitted')], default='NOT_STARTED', max_length=12)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incell.questionset')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='passport.report')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('report', 'pathway'), name='report_part_once')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=120)),
                ('sec', models.CharField(max_length=60)),
                ('sealed', models.TextField()),
                ('saved_at', models.DateTimeField()),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='passport.reportpart')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('part', 'page', 'sec'), name='draft_once')],
            },
        ),
    ]
