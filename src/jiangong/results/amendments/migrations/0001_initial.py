
import django.db.models.deletion
from django.db import migrations, models

from jiangong.foundation.keeping import keep


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('competitions', '0002_tracks_and_issuers'),
        ('results', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('correction', '更正评分'), ('late_mark', '补录评分'), ('state', '取消资格、缺考或弃权'), ('rules', '改用另一版规则'), ('evidence', '采用新封存的评分'), ('appeal', '申诉成立'), ('reversal', '撤销更正决定')], max_length=10)),
                ('ground', models.CharField(blank=True, default='', help_text='what it answers, such as appeal:K7F3-92QD', max_length=120)),
                ('reason', models.TextField()),
                ('proposal', models.JSONField()),
                ('undo', models.JSONField()),
                ('lines', models.JSONField()),
                ('digest', models.CharField(help_text='SHA-256 of the proposal, its base and the list', max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('signer_name', models.CharField(max_length=80)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='competitions.event')),
                ('publication', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendment', to='results.publication')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='amendments.amendment')),
                ('run_after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='results.run')),
                ('run_before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='results.run')),
            ],
            options={
                'ordering': ['event', '-number'],
                'constraints': [models.UniqueConstraint(fields=('event', 'number'), name='amendment_number_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['correction', 'late_mark', 'state', 'rules', 'evidence', 'appeal', 'reversal'])), name='amendment_kind_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='amendment_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reversal'), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'reversal'), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='amendment_reverses_one')],
            },
        ),
        keep("amendments_amendment"),
    ]
