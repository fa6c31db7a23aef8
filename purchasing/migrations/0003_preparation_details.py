from django.db import migrations, models

import portal.values.money


class Migration(migrations.Migration):

    dependencies = [
        ('purchasing', '0002_ledger_and_recommendations'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='reviewopinion',
            options={'ordering': ['at', 'pk']},
        ),
        migrations.AlterModelOptions(
            name='surveyrecord',
            options={'ordering': ['asked_on', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='reviewopinion',
            name='review_opinion_once',
        ),
        migrations.AddField(
            model_name='procurement',
            name='intention_waiver',
            field=models.CharField(blank=True, max_length=300, verbose_name='不公开采购意向的理由'),
        ),
        migrations.AddField(
            model_name='requirement',
            name='is_complex',
            field=models.BooleanField(default=False, verbose_name='技术复杂、专业性较强'),
        ),
        migrations.AddField(
            model_name='requirement',
            name='review_round',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='审查轮次'),
        ),
        migrations.AddField(
            model_name='reviewopinion',
            name='review_round',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='审查轮次'),
        ),
        migrations.AddField(
            model_name='tenderdocument',
            name='ceiling',
            field=portal.values.money.MoneyField(decimal_places=2, max_digits=18, null=True, verbose_name='最高限价（元）'),
        ),
        migrations.AddField(
            model_name='tenderdocument',
            name='confirmations',
            field=models.JSONField(default=dict, verbose_name='合规自查'),
        ),
        migrations.AddField(
            model_name='tenderdocument',
            name='explanation',
            field=models.CharField(blank=True, max_length=500, verbose_name='自查说明'),
        ),
        migrations.AddField(
            model_name='tenderdocument',
            name='return_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='退回修改理由'),
        ),
        migrations.AddField(
            model_name='clarification',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='reviewopinion',
            constraint=models.UniqueConstraint(fields=('requirement', 'review_round', 'section'), name='review_opinion_once'),
        ),
    ]
