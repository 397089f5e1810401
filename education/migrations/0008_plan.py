"""Learning plans, their reviews, what helps somebody learn; a trigger refuses to change history and assessments."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REFUSAL = "what happened to a plan, and an assessment, is never changed"
KEPT = {"plan_history_stays": "education_planevent", "assessments_stay": "education_assessment"}


def keep(apps: Any, editor: Any) -> None:
    for name, table in KEPT.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
            continue
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def let_go(apps: Any, editor: Any) -> None:
    for name, table in KEPT.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
            continue
        editor.execute(f"DROP TRIGGER {name} ON {table}")
        editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_prisoner_gender'),
        ('education', '0007_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LearningPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField()),
                ('counted_from', models.DateField()),
                ('rule', models.CharField(blank=True, max_length=20)),
                ('release_on', models.DateField(blank=True, null=True)),
                ('legal_status', models.CharField(blank=True, max_length=30)),
                ('received_on', models.DateField(blank=True, null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.prison')),
                ('prisoner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='learning_plan', to='accounts.prisoner')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('target_on', models.DateField()),
                ('state', models.CharField(choices=[('ACTIVE', 'Active'), ('COMPLETED', 'Completed'), ('ARCHIVED', 'Archived')], default='ACTIVE', max_length=9)),
                ('archived_why', models.CharField(blank=True, choices=[('PRISONER_NO_LONGER_WANTS_TO_WORK_TOWARDS_GOAL', 'The person no longer wants this goal'), ('PRISONER_NO_LONGER_WANTS_TO_WORK_WITH_CIAG', 'The person no longer wants to work with the careers adviser'), ('SUITABLE_ACTIVITIES_NOT_AVAILABLE_IN_THIS_PRISON', 'There is nothing suitable at this prison'), ('OTHER', 'Another reason')], max_length=50)),
                ('is_own', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='education.learningplan')),
            ],
            options={
                'ordering': ['target_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('what', models.CharField(choices=[('GOAL_ADDED', 'Goal added'), ('GOAL_CHANGED', 'Goal changed'), ('GOAL_COMPLETED', 'Goal completed'), ('GOAL_ARCHIVED', 'Goal archived'), ('GOAL_REOPENED', 'Goal active again'), ('STEP_TICKED', 'Step ticked'), ('STEP_UNTICKED', 'Tick taken back'), ('IN_THE_WAY', 'What got in the way'), ('WINDOW_MOVED', 'Days of the review moved'), ('EXEMPTED', 'Review exempted'), ('EXEMPTION_ENDED', 'Exemption ended'), ('REVIEWED', 'Review held')], max_length=15)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('before', models.JSONField(default=dict)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='education.goal')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='education.learningplan')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=20)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('state', models.CharField(choices=[('DUE', 'To be held'), ('EXEMPT', 'Exempt'), ('HELD', 'Held'), ('DROPPED', 'Not needed any more')], default='DUE', max_length=7)),
                ('made_at', models.DateTimeField()),
                ('exempt_why', models.CharField(blank=True, choices=[('PRISONER_DRUG_OR_ALCOHOL_DEPENDENCY', 'In treatment for drugs or alcohol'), ('PRISONER_OTHER_HEALTH_ISSUES', 'Another health reason'), ('PRISONER_FAILED_TO_ENGAGE', 'The person did not take part'), ('PRISONER_ESCAPED_OR_ABSCONDED', 'Escaped or absconded'), ('PRISONER_SAFETY_ISSUES', 'The person’s safety'), ('PRISON_REGIME_CIRCUMSTANCES', 'The prison’s regime'), ('PRISON_STAFF_REDEPLOYMENT', 'Staff were sent elsewhere'), ('PRISON_OPERATION_OR_SECURITY_ISSUE', 'An operation or a security matter'), ('SECURITY_ISSUE_RISK_TO_STAFF', 'A risk to staff'), ('SYSTEM_TECHNICAL_ISSUE', 'A technical fault')], max_length=40)),
                ('exempt_at', models.DateTimeField(blank=True, null=True)),
                ('held_on', models.DateField(blank=True, null=True)),
                ('said', models.CharField(blank=True, max_length=2000)),
                ('changed', models.CharField(blank=True, max_length=2000)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='education.learningplan')),
            ],
            options={
                'ordering': ['until_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('NOT_STARTED', 'Not started'), ('ACTIVE', 'Active'), ('COMPLETE', 'Complete')], default='NOT_STARTED', max_length=11)),
                ('position', models.PositiveSmallIntegerField()),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='education.goal')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AdditionalNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(choices=[('READING', 'Reading and writing'), ('NUMBERS', 'Numbers'), ('ATTENTION', 'Keeping attention'), ('MEMORY', 'Remembering'), ('SPEECH', 'Speaking and understanding'), ('HEARING', 'Hearing'), ('SIGHT', 'Sight'), ('ANXIETY', 'Worry and being with others'), ('OTHER', 'Something else')], max_length=9)),
                ('strategies', models.CharField(max_length=500)),
                ('source', models.CharField(choices=[('PERSON', 'Told by the person'), ('STAFF', 'Found by staff')], max_length=6)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prisoner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.prisoner')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['prisoner', 'ended_at'], name='needs_of_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('ENGLISH', 'English'), ('MATHS', 'Maths'), ('DIGITAL', 'Digital skills')], max_length=7)),
                ('level', models.CharField(choices=[('ENTRY_1', 'Entry level 1'), ('ENTRY_2', 'Entry level 2'), ('ENTRY_3', 'Entry level 3'), ('LEVEL_1', 'Level 1'), ('LEVEL_2', 'Level 2'), ('LEVEL_3', 'Level 3'), ('LEVEL_4', 'Level 4'), ('LEVEL_5', 'Level 5'), ('LEVEL_6', 'Level 6'), ('LEVEL_7', 'Level 7'), ('LEVEL_8', 'Level 8')], max_length=8)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prisoner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.prisoner')),
            ],
            options={
                'ordering': ['-on', '-at', '-pk'],
                'indexes': [models.Index(fields=['prisoner', '-on'], name='assessments_of_a_person')],
            },
        ),
        migrations.AddIndex(
            model_name='goal',
            index=models.Index(fields=['plan', 'state'], name='goals_of_a_plan'),
        ),
        migrations.AddIndex(
            model_name='planevent',
            index=models.Index(fields=['plan', '-at'], name='what_happened_to_a_plan'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['state', 'until_on'], name='reviews_by_last_day'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['DUE', 'EXEMPT'])), fields=('plan',), name='one_open_review_a_plan'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('from_on__lte', models.F('until_on'))), name='review_days_in_order'),
        ),
        migrations.RunPython(keep, let_go),
    ]
