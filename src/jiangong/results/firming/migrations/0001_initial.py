
import django.db.models.deletion
from django.db import migrations, models

from jiangong.foundation.keeping import keep


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('competitions', '0002_tracks_and_issuers'),
        ('foundation', '0001_initial'),
        ('results', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('audit_number', models.PositiveBigIntegerField()),
                ('audit_hash', models.CharField(max_length=64)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.storedfile')),
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notice_page', to='results.publication')),
            ],
            options={
                'ordering': ['publication'],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('appeal', '申诉处理中'), ('replay', '晋级有变，等待处理')], max_length=8)),
                ('reference', models.CharField(help_text='what it stands for, as the audit trail names it', max_length=120)),
                ('sentence', models.CharField(max_length=300)),
                ('placed_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lifted_by', models.CharField(blank=True, default='', max_length=200)),
                ('lifted_why', models.CharField(blank=True, default='', max_length=500)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='competitions.event')),
            ],
            options={
                'ordering': ['placed_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['appeal', 'replay'])), name='hold_kind_known'), models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('event', 'reference'), name='hold_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('unit', '本单位'), ('county', '县（市、区）'), ('city', '市州'), ('province', '省')], max_length=8)),
                ('place', models.CharField(max_length=200)),
                ('hung_by', models.CharField(help_text='the body that hung it', max_length=200)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('recorder_name', models.CharField(max_length=80)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.storedfile')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='results.publication')),
            ],
            options={
                'ordering': ['publication', 'at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['unit', 'county', 'city', 'province'])), name='posting_level_known'), models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='posting_has_a_place')],
            },
        ),
        migrations.CreateModel(
            name='PublicationRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signatures', models.PositiveSmallIntegerField(default=2, help_text='how many people check a result')),
                ('is_publisher_excluded', models.BooleanField(default=True, help_text='whether the publisher is none of them')),
                ('notice_days', models.PositiveSmallIntegerField(default=5, help_text='working days of the public notice')),
                ('levels', models.JSONField(blank=True, default=list, help_text='where the notice must hang besides this site')),
                ('after_loss', models.CharField(choices=[('keep', '保留晋级，另补应晋级的人'), ('lose', '失去晋级，由应晋级的人替上'), ('replay', '上一级赛项重赛，重赛前谁的晋级都不取消')], default='lose', max_length=6)),
                ('competition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication_rule', to='competitions.competition')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('signatures__gte', 1), ('signatures__lte', 3)), name='rule_one_to_three_sign'), models.CheckConstraint(condition=models.Q(('notice_days__gte', 1)), name='rule_notice_has_a_day'), models.CheckConstraint(condition=models.Q(('after_loss__in', ['keep', 'lose', 'replay'])), name='rule_after_loss_known')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('provisional', '暂定'), ('checked', '已复核'), ('public_notice', '公示中'), ('in_effect', '已生效')], max_length=14)),
                ('by', models.CharField(max_length=200)),
                ('signer_name', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('note', models.TextField(blank=True, default='')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='results.publication')),
            ],
            options={
                'ordering': ['publication', 'at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('publication', 'state', 'by'), name='signature_once_a_person')],
            },
        ),
        keep("firming_signature", "firming_posting", "firming_noticepage"),
    ]
