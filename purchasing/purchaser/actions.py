"""Writes of the list of purchasers: whom a finance body lets buy, and under which budget supervisor."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.capability import allows, holds
from portal.accounts.models import Organization
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused, stale_version
from portal.workflow.act import Act
from purchasing.purchaser.models import Purchaser
from purchasing.purchaser.policies import Can

# Only state organs buy, and by reference Party and group organs and institutions with administrative duties.
BUYERS = frozenset(
    {
        Organization.Kind.ADMINISTRATION, Organization.Kind.ADMINISTRATIVE_UNIT,
        Organization.Kind.PUBLIC_INSTITUTION, Organization.Kind.OTHER,
    }
)  # fmt: skip


def add_purchaser(
    act: Act, organization: Organization, *, supervisor: Organization | None, **values: object
) -> Purchaser:
    """Let an organisation plan and buy under the actor's finance body.

    Raises Forbidden; Refused ("purchaser-twice", "no-buyer", "own-supervisor").
    """
    if act.actor.membership is None or not holds(act.actor, Can.KEEP_PURCHASER):
        raise Forbidden(NOT_ALLOWED)
    row = Purchaser(
        organization=organization, finance=act.actor.membership.organization, budget_supervisor=supervisor, **values
    )
    _check(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            Refusal(
                "purchaser-twice",
                _("“%(name)s”已登记为购买主体。") % {"name": organization.name},
                next_step=_("请在列表中打开该单位修改。"),
                field="organization",
            )
        ) from error
    act.record(row, "purchaser.add", remark=organization.name)
    return row


def edit_purchaser(
    act: Act, purchaser: Purchaser, *, supervisor: Organization | None, version: int, **values: object
) -> Purchaser:
    """Change a purchaser's kind, whether it may buy, and its supervisor; plans already filed stay as they are.

    Raises Forbidden; Refused ("stale-version", "own-supervisor").
    """
    row = Purchaser.objects.select_for_update(of=("self",)).select_related("organization").get(pk=purchaser.pk)
    if not allows(act.actor, Can.KEEP_PURCHASER, row):
        raise Forbidden(NOT_ALLOWED)
    if row.version != version:
        raise stale_version()
    row.budget_supervisor = supervisor
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    row.version += 1
    row.save(update_fields=["budget_supervisor", "version", *values])
    act.record(row, "purchaser.edit", remark=row.organization.name)
    return row


def _check(row: Purchaser) -> None:
    name = row.organization.name
    if row.organization.kind not in BUYERS:
        raise Refused(
            Refusal(
                "no-buyer",
                _("“%(name)s”是%(kind)s，不能作为购买主体。")
                % {"name": name, "kind": row.organization.get_kind_display()},
                article="政府购买服务管理办法（财政部令第102号） 第五条、第三十三条",
                next_step=_("请核对组织；承接服务的单位由其自行填写供应商资料。"),
                field="organization",
            )
        )
    if row.budget_supervisor == row.organization:
        raise Refused(
            Refusal(
                "own-supervisor",
                _("单位不能是自己的主管预算单位。"),
                next_step=_("本单位就是主管预算单位的，此项留空。"),
                field="supervisor",
            )
        )
