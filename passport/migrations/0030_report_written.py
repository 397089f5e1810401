from django.db import migrations

# The two sections of each pathway, as they were named when these reports were submitted.
PATHWAYS = (
    'ACCOMMODATION', 'ATTITUDES_THINKING_AND_BEHAVIOUR', 'CHILDREN_FAMILIES_AND_COMMUNITY', 'DRUGS_AND_ALCOHOL',
    'EDUCATION_SKILLS_AND_WORK', 'FINANCE_AND_ID', 'HEALTH',
)


def find_versions(apps, schema_editor):
    """A report that was submitted before this was kept: its versions were sealed at the same moment."""
    Report, SectionVersion = apps.get_model('passport', 'Report'), apps.get_model('passport', 'SectionVersion')
    secs = [sec for pathway in PATHWAYS for sec in (pathway, f'{pathway}_RESTRICTED')]
    for report in Report.objects.filter(submitted_at__isnull=False, written={}).iterator():
        rows = SectionVersion.objects.filter(rec=report.passport_id, sec__in=secs, sealed_at=report.submitted_at)
        report.written = dict(rows.order_by('-ver').values_list('sec', 'ver'))  # the first of a section counts
        report.save(update_fields=['written'])


class Migration(migrations.Migration):

    dependencies = [
        ('passport', '0029_report_events'),
    ]

    operations = [
        migrations.RunPython(find_versions, migrations.RunPython.noop),
    ]
