import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("values", "0002_extensions")]

    operations = [
        migrations.CreateModel(
            name='Catalogue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level_of_issue', models.CharField(choices=[('national', '国家'), ('province', '省'), ('city', '市')], max_length=8, verbose_name='发布层级')),
                ('doc_no', models.CharField(max_length=80, verbose_name='文号')),
                ('version', models.PositiveIntegerField(unique=True, verbose_name='版本')),
                ('effective_from', models.DateField(verbose_name='施行日')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='失效日（当日起不再适用）')),
                ('imported_at', models.DateTimeField(verbose_name='导入时间')),
                ('source_name', models.CharField(max_length=200, verbose_name='来源文件')),
                ('source_sha256', models.CharField(max_length=64, verbose_name='来源文件摘要')),
            ],
            options={
                'verbose_name': '指导性目录',
                'ordering': ['-version'],
                'constraints': [models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_to__gt', models.F('effective_from')), _connector='OR'), name='catalogue_dates_in_order'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('effective_from', 'effective_to', django.contrib.postgres.fields.ranges.RangeBoundary(), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='catalogue_versions_never_overlap')],
            },
        ),
        migrations.CreateModel(
            name='CatalogueItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^[AB]([0-9]{2}([0-9]{2})?)?$')], verbose_name='编码')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '一级目录'), (2, '二级目录'), (3, '三级目录')], verbose_name='级别')),
                ('name_zh', models.CharField(max_length=100, verbose_name='名称')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='英文名称')),
                ('serial', models.CharField(choices=[('national', '国家目录'), ('supplement', '本市补充')], default='national', max_length=10, verbose_name='来源')),
                ('service_standard', models.TextField(blank=True, max_length=4000, verbose_name='服务标准')),
                ('default_targets', models.JSONField(blank=True, default=dict, verbose_name='默认绩效目标')),
                ('effective_from', models.DateField(verbose_name='施行日')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='失效日（当日起不再适用）')),
                ('catalogue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='catalog.catalogue', verbose_name='所属版本')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='catalog.catalogueitem', verbose_name='上级')),
            ],
            options={
                'verbose_name': '目录条目',
                'ordering': ['code', 'effective_from'],
                'indexes': [models.Index(fields=['code', 'effective_from'], name='catalogue_item_lookup')],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[AB]([0-9]{2}([0-9]{2})?)?$')), name='catalogue_item_code_form'), models.CheckConstraint(condition=models.Q(models.Q(('level', 1), ('parent__isnull', True)), models.Q(('level__in', [2, 3]), ('parent__isnull', False)), _connector='OR'), name='catalogue_item_parent_by_level'), models.CheckConstraint(condition=models.Q(('serial__in', ['national', 'supplement'])), name='catalogue_item_serial_known'), models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_to__gt', models.F('effective_from')), _connector='OR'), name='catalogue_item_dates_in_order'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (models.Func('effective_from', 'effective_to', django.contrib.postgres.fields.ranges.RangeBoundary(), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='catalogue_item_never_overlaps'), models.UniqueConstraint(condition=models.Q(('effective_to__isnull', True)), fields=('code',), name='catalogue_item_one_open_wording')],
            },
        ),
    ]
