"""Every component on one page, with sample values, to look at while building; only in DEBUG and DEMO."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.ui.access import public
from portal.ui.parts import Fact, Stop
from portal.values import clock
from portal.values.refusal import Refusal


class SampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label=_("项目名称"), help_text=_("与预算批复一致，不超过 60 字。"), max_length=60)
    amount = forms.DecimalField(
        label=_("金额"), max_digits=18, decimal_places=2, widget=forms.TextInput({"inputmode": "decimal"})
    )
    method = forms.ChoiceField(label=_("采购方式"), choices=[("open", _("公开招标")), ("talk", _("竞争性磋商"))])
    kinds = forms.MultipleChoiceField(
        label=_("服务对象"), choices=[("a", _("市民")), ("b", _("机关"))], widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("说明"), widget=forms.Textarea({"rows": 3}), required=False)
    day = forms.DateField(label=_("开始日期"), widget=forms.DateInput({"type": "date"}), required=False)
    paper = forms.FileField(label=_("附件"), required=False, help_text=_("PDF，不超过 20 MB。"))
    agree = forms.BooleanField(label=_("我已核对以上内容"))


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """`?frame=desk` shows it in the desk's frame."""
    desk = request.GET.get("frame") == "desk"
    return render(request, "ui/gallery.html", {**_samples(), "base": f"base_{'desk' if desk else 'public'}.html"})


def _samples() -> dict[str, object]:
    now, today = clock.now(), clock.today()
    return {
        "stops": _stops(),
        "today": today,
        "soon": today + timedelta(days=2),
        "late": today - timedelta(days=4),
        "later": today + timedelta(days=20),
        "until": now + timedelta(days=1, hours=3),
        "amount": Decimal("9600000.00"),
        "used": Decimal("3350000"),
        "added": Decimal("6254000"),
        "total": Decimal("9850000"),
        "sha256": "9f2c41d85a7730e1c4b6f0aa2d5e8813b7c94e60fd12a3856794c0e1d2f37be0",
        "form": SampleForm({"name": "", "amount": "1e5", "method": "open"}),
        "facts": [Fact(_("统一社会信用代码"), "91360200MA0000000X"), Fact(_("地址"), _("景德镇市（虚构）"))],
        "refusals": [
            Refusal(
                "closing-too-near",
                _("投标截止距公告发出不足 20 日。"),
                "R-21",
                _("政府采购法 第三十五条"),
                _("把截止时间改到 4 月 29 日以后。"),
            )
        ],
        "entries": _entries(now),
    }


def _stops() -> list[Stop]:
    day = clock.today() - timedelta(days=90)
    names = (_("计划"), _("批复"), _("意向"), _("公告"), _("开标"), _("评审"), _("结果"))
    done = [Stop(name, "done", day + timedelta(days=9 * at), href="#stages") for at, name in enumerate(names)]
    limit = Stop(_("合同"), "now", clock.today(), _("剩 2 个工作日"), _("实施条例 第五十条"), "wait")
    return [
        *done,
        limit,
        Stop(_("履约"), "ahead"),
        Stop(_("支付"), "ahead", "0 / 12"),
        Stop(_("评价"), "failed", "2026-05"),
    ]


def _entries(now: object) -> list[SimpleNamespace]:
    sign = {"at": now, "organization": _("昌南城管服务中心（虚构）")}
    return [
        SimpleNamespace(verb=_("提交计划"), actor_name=_("经办员甲"), role=_("购买单位经办"), grounds={}, **sign),
        SimpleNamespace(
            verb=_("退回"),
            actor_name=_("审核员乙"),
            role=_("财政经办"),
            grounds={"remark": _("请补充测算依据。")},
            **sign,
        ),
    ]
