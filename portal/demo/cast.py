"""The people and organisations of the demo, all fictitious; the same cast acts in tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from stdnum.cn import uscc

from portal.accounts.actor import Actor
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from purchasing.models import Expert, Purchaser, Supplier

SINCE = date(2024, 1, 1)
Kind = Organization.Kind

# key, name, kind of organisation
ORGANISATIONS = [
    ("cityorder", "昌南城管服务中心（虚构）", Kind.ADMINISTRATIVE_UNIT),
    ("bureau", "市城市管理局（虚构）", Kind.ADMINISTRATION),
    ("agent", "瓷都招标代理（虚构）", Kind.ENTERPRISE),
    ("law", "昌江法律服务（虚构）", Kind.LAW_FIRM),
    ("finance", "市财政局", Kind.ADMINISTRATION),
    ("supervision", "市监督机关", Kind.ADMINISTRATION),
    ("audit", "市审计局", Kind.ADMINISTRATION),
    ("coordination", "协调推进小组", Kind.ADMINISTRATION),
    ("civil", "市民政局", Kind.ADMINISTRATION),
    ("market", "市市场监督管理局", Kind.ADMINISTRATION),
    ("qianyao", "千窑城服（虚构）", Kind.ENTERPRISE),
    ("bici", "碧瓷环境（虚构）", Kind.ENTERPRISE),
    ("qinghua", "青花物业（虚构）", Kind.ENTERPRISE),
    ("fuliang", "浮梁洁城（虚构）", Kind.ENTERPRISE),
    ("experts", "省评审专家库", Kind.OTHER),
    ("evaluator", "衡瓷绩效评价（虚构）", Kind.ENTERPRISE),
    ("platform", "平台运维", Kind.OTHER),
]

# log-in, shown as, organisation, role
PEOPLE = [
    ("po1", "城管经办甲", "cityorder", Role.PURCHASER_CLERK),
    ("po2", "城管经办乙", "cityorder", Role.PURCHASER_CLERK),
    ("po3", "城管开标员", "cityorder", Role.PURCHASER_APPOINTEE),
    ("pf1", "城管财务员", "cityorder", Role.PURCHASER_APPOINTEE),
    ("ph1", "城管负责人", "cityorder", Role.PURCHASER_HEAD),
    ("pr1", "采购人代表甲", "cityorder", Role.PURCHASER_APPOINTEE),
    ("pr2", "采购人代表乙", "cityorder", Role.PURCHASER_APPOINTEE),
    ("pv1", "验收员甲", "cityorder", Role.PURCHASER_APPOINTEE),
    ("pv2", "验收员乙", "cityorder", Role.PURCHASER_APPOINTEE),
    ("pb1", "主管局经办", "bureau", Role.BUDGET_SUPERVISOR),
    ("ag1", "代理经办", "agent", Role.AGENT),
    ("ag2", "代理开标员", "agent", Role.AGENT),
    ("lc1", "法律顾问", "law", Role.COUNSEL),
    ("fo1", "财政经办甲", "finance", Role.FINANCE_CLERK),
    ("fo2", "财政经办乙", "finance", Role.FINANCE_CLERK),
    ("fa1", "财政审批", "finance", Role.FINANCE_APPROVER),
    ("su1", "监督员", "supervision", Role.SUPERVISOR),
    ("au1", "审计员", "audit", Role.AUDITOR),
    ("co1", "协调办", "coordination", Role.COORDINATION_OFFICE),
    ("cl1", "协调组长", "coordination", Role.COORDINATION_LEADER),
    ("mz1", "民政", "civil", Role.CIVIL_AFFAIRS),
    ("sj1", "市场监管", "market", Role.MARKET_REGULATION),
    ("s1", "千窑投标经办", "qianyao", Role.SUPPLIER),
    ("s2", "碧瓷投标经办", "bici", Role.SUPPLIER),
    ("s3", "青花投标经办", "qinghua", Role.SUPPLIER),
    ("s4", "浮梁投标经办", "fuliang", Role.SUPPLIER),
    ("ex1", "评审专家一", "experts", Role.EXPERT),
    ("ex2", "评审专家二", "experts", Role.EXPERT),
    ("ex3", "评审专家三", "experts", Role.EXPERT),
    ("ex4", "评审专家四", "experts", Role.EXPERT),
    ("ex5", "评审专家五", "experts", Role.EXPERT),
    ("tp1", "评价项目经理", "evaluator", Role.EVALUATOR),
    ("sa1", "系统管理员", "platform", Role.SYSTEM_ADMIN),
]

SUPPLIERS = {
    "qianyao": Supplier.Size.LARGE,
    "bici": Supplier.Size.SMALL,
    "qinghua": Supplier.Size.MEDIUM,
    "fuliang": Supplier.Size.MICRO,
}


@dataclass
class Cast:
    """Everybody by log-in, every organisation by key."""

    actors: dict[str, Actor] = field(default_factory=dict)
    organisations: dict[str, Organization] = field(default_factory=dict)
    purchasers: dict[str, Purchaser] = field(default_factory=dict)
    suppliers: dict[str, Supplier] = field(default_factory=dict)

    def __getitem__(self, login: str) -> Actor:
        return self.actors[login]

    def user(self, login: str) -> User:
        user = self.actors[login].user
        assert user is not None
        return user


def code_for(key: str) -> str:
    """A formally valid credit code made from a name; region 360200, body code from its hash."""
    digits = str(int(sha256(key.encode()).hexdigest(), 16))[:9]
    head = f"91360200{digits}"
    return head + uscc.calc_check_digit(head)


def build_cast(password: str | None = None) -> Cast:
    """Create what is missing and return the cast; running it again changes nothing."""
    cast = Cast()
    for key, name, kind in ORGANISATIONS:
        cast.organisations[key] = add_organisation(key, name, kind)
    for login, shown, organisation, role in PEOPLE:
        cast.actors[login] = add_person(login, shown, cast.organisations[organisation], role, password)
    cast.purchasers["cityorder"] = add_purchaser(
        cast.organisations["cityorder"], cast.organisations["finance"], cast.organisations["bureau"]
    )
    for key, size in SUPPLIERS.items():
        cast.suppliers[key] = add_supplier(cast.organisations[key], Supplier.Kind.ENTERPRISE, size)
    for login in ("ex1", "ex2", "ex3", "ex4", "ex5"):
        Expert.objects.get_or_create(user=cast.user(login), defaults={"fields_of_work": "城市管理与环境卫生"})
    return cast


def add_organisation(key: str, name: str, kind: str, region: str = "360200") -> Organization:
    organisation, _new = Organization.objects.get_or_create(
        uscc=code_for(key),
        defaults={
            "name": name,
            "kind": kind,
            "region": region,
            "address": "景德镇市示例路 1 号",
            "phone": "0798-0000000",
        },
    )
    return organisation


def add_person(
    login: str, shown: str, organisation: Organization, role: Role, password: str | None = None, since: date = SINCE
) -> Actor:
    user = User.objects.filter(username=login).first()
    if user is None:
        user = User(username=login, display_name=shown, email=f"{login}@example.org")
        if password is None:
            user.set_unusable_password()
        else:
            user.password = _hash(password)
        user.save()
    membership, _new = Membership.objects.get_or_create(
        user=user, organization=organisation, role=role, defaults={"valid_from": since}
    )
    return Actor(user=user, membership=membership)


@cache
def _hash(password: str) -> str:
    """The demo's people share one password, so it is hashed once."""
    return make_password(password)


def add_purchaser(
    organisation: Organization, finance: Organization, supervisor: Organization | None = None
) -> Purchaser:
    purchaser, _new = Purchaser.objects.get_or_create(
        organization=organisation,
        defaults={
            "kind": Purchaser.Kind.ADMINISTRATIVE_UNIT,
            "finance": finance,
            "budget_supervisor": supervisor,
        },
    )
    return purchaser


def add_supplier(organisation: Organization, kind: str, size: str) -> Supplier:
    supplier, _new = Supplier.objects.get_or_create(
        organization=organisation,
        defaults={
            "kind": kind,
            "size": size,
            "contact_name": "投标联系人",
            "contact_phone": "0798-0000000",
            "bank_name": "示例银行景德镇分行",
            "bank_account": f"6222{organisation.pk:012d}",
        },
    )
    return supplier
