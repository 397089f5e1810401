from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_cell'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agency',
            name='kind',
            field=models.CharField(choices=[('PROBATION', 'Probation'), ('HOUSING', 'Housing'), ('HEALTH', 'Health'), ('DRUGS_AND_ALCOHOL', 'Drug and alcohol service'), ('JOBCENTRE', 'Jobcentre'), ('EMPLOYER', 'Employer'), ('EDUCATION', 'College or training'), ('CHARITY', 'Charity'), ('LEGAL', 'Lawyer, court, ombudsman or inspector')], max_length=20),
        ),
    ]
