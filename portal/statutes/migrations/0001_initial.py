import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("values", "0002_extensions")]

    operations = [
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='规则编号')),
                ('title_zh', models.CharField(max_length=120, verbose_name='规则')),
                ('value', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='数值')),
                ('unit', models.CharField(choices=[('workday', '个工作日'), ('day', '日'), ('month', '个月'), ('year', '年'), ('minute', '分钟'), ('month_day', '（月日）'), ('yuan', '元'), ('percent', '%'), ('point', '分'), ('count', '个'), ('condition', '（条件）')], max_length=12, verbose_name='单位')),
                ('min_or_max', models.CharField(choices=[('max', '最多'), ('min', '至少'), ('exact', '等于')], max_length=5, verbose_name='界限')),
                ('inclusive', models.BooleanField(default=True, verbose_name='含本数')),
                ('cites', models.CharField(max_length=200, verbose_name='依据')),
                ('jurisdiction', models.CharField(choices=[('default', '系统预设（非法定）'), ('national', '国家'), ('jiangxi', '江西省'), ('city', '本市')], max_length=10, verbose_name='制定层级')),
                ('applies_to', models.CharField(blank=True, max_length=60, verbose_name='适用对象')),
                ('effective_from', models.DateField(verbose_name='施行日')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='失效日（当日起不再适用）')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('published', '已公布')], default='published', max_length=10, verbose_name='状态')),
                ('source_mark', models.CharField(choices=[('V', '已核对原文'), ('S', '转引，未见原文'), ('K', '未核对'), ('D', '系统预设，非法定')], max_length=1, verbose_name='来源核对')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('created_by', models.CharField(max_length=120, verbose_name='拟定人')),
                ('approved_by', models.CharField(blank=True, max_length=120, verbose_name='批准人')),
            ],
            options={
                'verbose_name': '规则版本',
                'ordering': ['code', 'jurisdiction', 'effective_from'],
                'indexes': [models.Index(fields=['code', 'effective_from'], name='rule_version_lookup')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('code', 'jurisdiction', 'effective_from'), name='rule_version_once_a_day'), models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_to__gt', models.F('effective_from')), _connector='OR'), name='rule_version_dates_in_order'), models.CheckConstraint(condition=models.Q(('unit__in', ['workday', 'day', 'month', 'year', 'minute', 'month_day', 'yuan', 'percent', 'point', 'count', 'condition'])), name='rule_version_unit_known'), models.CheckConstraint(condition=models.Q(('jurisdiction__in', ['default', 'national', 'jiangxi', 'city'])), name='rule_version_jurisdiction_known'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status', 'published')), expressions=[('code', '='), ('jurisdiction', '='), (models.Func('effective_from', 'effective_to', django.contrib.postgres.fields.ranges.RangeBoundary(), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='rule_version_never_overlaps')],
            },
        ),
        migrations.CreateModel(
            name='WorkCalendar',
            fields=[
                ('date', models.DateField(primary_key=True, serialize=False, verbose_name='日期')),
                ('kind', models.CharField(choices=[('holiday', '放假'), ('makeup_workday', '调休上班')], max_length=14, verbose_name='类别')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='节日')),
                ('cites', models.CharField(blank=True, max_length=120, verbose_name='依据')),
            ],
            options={
                'verbose_name': '工作日历',
                'ordering': ['date'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['holiday', 'makeup_workday'])), name='work_calendar_kind_known')],
            },
        ),
    ]
