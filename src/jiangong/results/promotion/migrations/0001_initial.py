
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
            name='PromotionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(help_text='code of the stage of the lower event whose places decide', max_length=80)),
                ('number', models.PositiveSmallIntegerField(help_text='of the upper event, from 1; it begins the entry numbers')),
                ('quota', models.PositiveSmallIntegerField(blank=True, help_text='none: as many as the rulebook sends on', null=True)),
                ('most_of_unit', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('reserves', models.PositiveSmallIntegerField(default=2)),
                ('ties', models.CharField(choices=[('all', '并列的都晋级'), ('none', '并列的都不晋级，名额空着')], default='none', max_length=4)),
                ('ripe_at', models.CharField(choices=[('provisional', '暂定'), ('checked', '已复核'), ('public_notice', '公示中'), ('in_effect', '已生效')], default='in_effect', help_text='how firm the lower result must be', max_length=14)),
                ('confirm_hours', models.PositiveSmallIntegerField(blank=True, help_text='none: no confirmation is asked for', null=True)),
                ('set_by', models.CharField(max_length=200)),
                ('set_at', models.DateTimeField()),
                ('filled_from', models.ForeignKey(blank=True, help_text='the publication from which the seats stand', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='results.publication')),
                ('lower', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='competitions.event')),
                ('upper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fed_by', to='competitions.event')),
            ],
            options={
                'ordering': ['upper', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(help_text='the order of the lower standings')),
                ('place', models.PositiveIntegerField()),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('unit', models.CharField(blank=True, default='', max_length=200)),
                ('state', models.CharField(choices=[('reserve', '递补'), ('called', '待确认'), ('confirmed', '已晋级'), ('declined', '放弃'), ('lapsed', '逾期未确认'), ('lost', '失去晋级')], max_length=10)),
                ('why', models.CharField(max_length=300)),
                ('upper_number', models.CharField(blank=True, default='', help_text='kept, so that it can come back', max_length=100)),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='competitions.entry')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='promotion.promotionlink')),
                ('upper_entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='came_by', to='competitions.entry')),
            ],
            options={
                'ordering': ['link', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SeatMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(blank=True, default='', max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=500)),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='promotion.seat')),
            ],
            options={
                'ordering': ['seat', 'at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='promotionlink',
            constraint=models.UniqueConstraint(fields=('upper', 'number'), name='promotion_number_once'),
        ),
        migrations.AddConstraint(
            model_name='promotionlink',
            constraint=models.UniqueConstraint(fields=('lower', 'stage', 'upper'), name='promotion_link_once'),
        ),
        migrations.AddConstraint(
            model_name='promotionlink',
            constraint=models.CheckConstraint(condition=models.Q(('lower', models.F('upper')), _negated=True), name='promotion_leads_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='promotionlink',
            constraint=models.CheckConstraint(condition=models.Q(('ties__in', ['all', 'none'])), name='promotion_ties_known'),
        ),
        migrations.AddConstraint(
            model_name='promotionlink',
            constraint=models.CheckConstraint(condition=models.Q(('ripe_at__in', ['provisional', 'checked', 'public_notice', 'in_effect'])), name='promotion_ripe_known'),
        ),
        migrations.AddIndex(
            model_name='seat',
            index=models.Index(fields=['state', 'due_at'], name='seat_due'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('link', 'entry'), name='seat_once_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reserve', 'called', 'confirmed', 'declined', 'lapsed', 'lost'])), name='promoted_seat_state_known'),
        ),
        keep("promotion_seatmove"),
    ]
