from django.db import migrations, models

from jiangong.foundation.keeping import keep, let_go


class Migration(migrations.Migration):

    dependencies = [
        ('results', '0001_initial'),
    ]

    operations = [
        let_go("results_standingrow"),
        migrations.AddField(
            model_name='standingrow',
            name='division',
            field=models.CharField(blank=True, default='', help_text='within which its place was counted, as the core says it', max_length=200),
        ),
        keep("results_standingrow"),
    ]
