import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('purchasing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='budgetline',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='planitem',
            name='recommendation',
            field=models.CharField(choices=[('approve', '同意'), ('reserve', '转入储备'), ('refuse', '不同意')], default='approve', max_length=8, verbose_name='经办建议'),
        ),
        migrations.AddField(
            model_name='planitem',
            name='term_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='服务期超过一年的理由'),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('grant', '下达'), ('hold', '冻结'), ('release', '解冻'), ('commit', '签约占用'), ('uncommit', '撤销占用'), ('pay', '支付'), ('refund', '退回')], max_length=8, verbose_name='类别'),
        ),
    ]
