"""Seats that can be drawn anew, sheets with a version, and the cells a committee must settle."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0004_sealed_bids")]

    operations = [
        migrations.AddField(model_name="committee", name="recheck", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="committeemember",
            name="replaced_at",
            field=models.DateTimeField(null=True, verbose_name="重新抽取时间"),
        ),
        migrations.AddField(
            model_name="committeemember",
            name="seated_at",
            field=models.DateTimeField(default=None, verbose_name="抽取时间"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="committeemember", name="version", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="score_not_negative"),
        ),
    ]
