import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_cell'),
        ('incell', '0004_contacts'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnsentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=64)),
                ('sealed', models.TextField()),
                ('typed_at', models.DateTimeField()),
                ('prisoner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unsent_requests', to='accounts.prisoner')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('prisoner', 'code'), name='one_unsent_request_a_kind')],
            },
        ),
    ]
