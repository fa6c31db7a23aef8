"""What a clerk's browser sends."""

from __future__ import annotations

from django.test import Client

from purchasing.plan.models import AnnualPlan
from tests.factories.cases import budget_lines, catalogue_item


def client_of(cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_data(cast, row: AnnualPlan, **changes: object) -> dict[str, object]:
    """What a clerk's browser sends for a complete item."""
    line = budget_lines(cast, row.fiscal_year)[0]
    data: dict[str, object] = {
        "version": row.version, "form_key": "k1", "catalogue_item": f"{catalogue_item().code} 市容环境卫生一体化作业服务",
        "title": "道路清扫", "amount": "1,000.00", "category": "F1", "method": "open_tender", "expected_month": "2025-03",
        "term_months": "12", "is_public_duty": "on", "is_marketable": "on", "is_affordable": "on", "reservation": "none",
        "reservation_reason": "年度份额已由其他事项完成",
        "tasks-TOTAL_FORMS": "1", "tasks-INITIAL_FORMS": "0", "tasks-0-name": "清扫", "tasks-0-unit": "㎡",
        "tasks-0-quantity": "500", "tasks-0-unit_price": "2",
        "slices-TOTAL_FORMS": "0", "slices-INITIAL_FORMS": "0",
        "funding-TOTAL_FORMS": "1", "funding-INITIAL_FORMS": "0", "funding-0-line": str(line.pk), "funding-0-amount": "1000",
        "targets-TOTAL_FORMS": "1", "targets-INITIAL_FORMS": "0", "targets-0-name": "完成率", "targets-0-target": "100",
        "targets-0-unit": "%",
    }  # fmt: skip
    return {**data, **changes}


def post_item(cast, row: AnnualPlan, login: str = "po1", **changes: object):
    return client_of(cast, login).post(f"/desk/plans/{row.pk}/items/new/", form_data(cast, row, **changes))
