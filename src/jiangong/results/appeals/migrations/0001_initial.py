
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jiangong.foundation.keeping import keep


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('competitions', '0002_tracks_and_issuers'),
        ('foundation', '0001_initial'),
        ('organizations', '0004_sign_ins'),
        ('results', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('conduct', '赛场执裁和组织'), ('result', '成绩和名次'), ('notice', '公示异议')], max_length=8)),
                ('receipt', models.CharField(max_length=9, unique=True)),
                ('lodged_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(help_text='the end of the window as it stood when it was lodged')),
                ('lodger', models.CharField(choices=[('entry', '参赛人'), ('unit', '单位'), ('person', '实名个人')], max_length=6)),
                ('name', models.CharField(max_length=80)),
                ('contact', models.CharField(blank=True, default='', max_length=100)),
                ('about', models.CharField(blank=True, default='', help_text='whose result, as the appellant names it', max_length=200)),
                ('text', models.TextField()),
                ('wanted', models.CharField(blank=True, default='', max_length=500)),
                ('state', models.CharField(choices=[('open', '处理中'), ('upheld', '成立'), ('rejected', '不成立'), ('withdrawn', '已撤回'), ('merged', '已合并')], default='open', max_length=9)),
                ('due_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, default='', max_length=200)),
                ('decider_name', models.CharField(blank=True, default='', max_length=80)),
                ('decision', models.TextField(blank=True, default='')),
                ('changes_result', models.BooleanField(default=False, help_text='whether upholding it asks for an amendment')),
                ('amendment', models.PositiveIntegerField(blank=True, help_text='number of the amendment that carried it out', null=True)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='competitions.entry')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='competitions.event')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='appeals.appeal')),
                ('publication', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='results.publication')),
            ],
            options={
                'ordering': ['-lodged_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AppealFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_stamped', models.BooleanField(default=False, help_text="the scan with the unit's stamp")),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='appeals.appeal')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.storedfile')),
            ],
            options={
                'ordering': ['appeal', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AppealRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('conduct', '赛场执裁和组织'), ('result', '成绩和名次'), ('notice', '公示异议')], max_length=8)),
                ('is_taken', models.BooleanField(default=True)),
                ('start', models.CharField(choices=[('event_ends', '比赛结束'), ('published', '成绩发布'), ('notice', '公示期间')], max_length=12)),
                ('amount', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(choices=[('minutes', '分钟'), ('hours', '小时'), ('working_days', '工作日')], max_length=12)),
                ('answer_amount', models.PositiveSmallIntegerField()),
                ('answer_unit', models.CharField(choices=[('minutes', '分钟'), ('hours', '小时'), ('working_days', '工作日')], max_length=12)),
                ('takes_entries', models.BooleanField(default=True)),
                ('takes_units', models.BooleanField(default=True)),
                ('takes_anyone', models.BooleanField(default=False, help_text='whether anybody may, by real name')),
                ('panel_size', models.PositiveSmallIntegerField(default=3)),
                ('competition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeal_rules', to='competitions.competition')),
            ],
            options={
                'ordering': ['competition', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AppealStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('lodged', '已收到'), ('panel', '已确定听证人员'), ('recused', '一名听证人员回避'), ('merged', '与另一件合并办理'), ('withdrawn', '已撤回'), ('decided', '已作出决定'), ('amended', '成绩已更正并重新发布')], max_length=9)),
                ('detail', models.CharField(blank=True, default='', max_length=600)),
                ('by', models.CharField(max_length=200)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='appeals.appeal')),
            ],
            options={
                'ordering': ['appeal', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PanelMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_head', models.BooleanField(default=False)),
                ('named_at', models.DateTimeField()),
                ('recused_at', models.DateTimeField(blank=True, null=True)),
                ('recused_why', models.CharField(blank=True, default='', max_length=300)),
                ('opinion', models.CharField(blank=True, choices=[('uphold', '成立'), ('reject', '不成立')], default='', max_length=6)),
                ('grounds', models.TextField(blank=True, default='')),
                ('opined_at', models.DateTimeField(blank=True, null=True)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel', to='appeals.appeal')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['appeal', '-is_head', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(fields=['state', 'due_at'], name='appeal_due'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['conduct', 'result', 'notice'])), name='appeal_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'upheld', 'rejected', 'withdrawn', 'merged'])), name='appeal_state_known'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='appeal_says_something'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('lodger', 'entry')), models.Q(('body__isnull', False), ('lodger', 'unit')), ('lodger', 'person'), _connector='OR'), name='appeal_lodger_is_named'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='appeal_ended_when'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='appeal_merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='appealrule',
            constraint=models.UniqueConstraint(fields=('competition', 'kind'), name='appeal_rule_once_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='appealrule',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 1), ('answer_amount__gte', 1)), name='appeal_terms_have_length'),
        ),
        migrations.AddConstraint(
            model_name='appealrule',
            constraint=models.CheckConstraint(condition=models.Q(('panel_size__gte', 1), ('panel_size__lte', 9)), name='appeal_panel_one_to_nine'),
        ),
        migrations.AddConstraint(
            model_name='appealrule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['conduct', 'result', 'notice'])), name='appeal_rule_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='appealstep',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['lodged', 'panel', 'recused', 'merged', 'withdrawn', 'decided', 'amended'])), name='appeal_step_known'),
        ),
        migrations.AddConstraint(
            model_name='panelmember',
            constraint=models.UniqueConstraint(fields=('appeal', 'user'), name='panel_member_once'),
        ),
        migrations.AddConstraint(
            model_name='panelmember',
            constraint=models.UniqueConstraint(condition=models.Q(('is_head', True), ('recused_at__isnull', True)), fields=('appeal',), name='panel_one_head'),
        ),
        keep("appeals_appealfile", "appeals_appealstep"),
    ]
