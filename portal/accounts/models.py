"""People, the organisations they act for, and what they are there, each with dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Literal, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Expression, F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.values.identifiers import validate_uscc


class User(AbstractUser):
    """A person who logs in. `is_superuser` and `is_staff` mean nothing in the domain."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("姓名或岗位"), max_length=60)
    # Set while the password is one that somebody else has seen: good until then, and for nothing but setting another.
    one_time_until = models.DateTimeField(_("一次性密码有效至"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Func(F("username"), function="lower"), name="user_name_unique_ignoring_case"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    @property
    def must_change_password(self) -> bool:
        return self.one_time_until is not None

    def get_short_name(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("system:user", args=[self.pk])


class Organization(models.Model):
    """A legal person, once. What it is to us (purchaser, supplier …) stands in profiles of it."""

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", _("行政机关")
        ADMINISTRATIVE_UNIT = "administrative_unit", _("参公事业单位")
        PUBLIC_INSTITUTION = "public_institution", _("事业单位")
        ENTERPRISE = "enterprise", _("企业")
        SOCIAL_ORGANISATION = "social_org", _("社会组织")
        LAW_FIRM = "law_firm", _("律师事务所")
        OTHER = "other", _("其他组织")

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True, validators=[validate_uscc])
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=24, choices=Kind)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    region = models.CharField(_("行政区划"), max_length=12, default="360200")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("组织")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("system:organisation", args=[self.pk])

    def name_on(self, day: date) -> str:
        """The name in force on a day (bodies are renamed; papers keep the name of their day)."""
        began = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        dated = self.names.filter(began, Q(valid_to__isnull=True) | Q(valid_to__gt=day)).first()
        return dated.name if dated else self.name


def _period() -> Func:
    """The days of a dated row as a range of PostgreSQL, its end excluded; an open end is unbounded."""
    return Func("valid_from", "valid_to", RangeBoundary(), function="daterange", output_field=DateRangeField())


class OrganizationName(models.Model):
    """A name an organisation bore from one day until another (exclusive). Without any row, its name never changed."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="names")
    name = models.CharField(_("名称"), max_length=120)
    valid_from = models.DateField(_("自"), null=True, blank=True)
    valid_to = models.DateField(_("至（不含）"), null=True, blank=True)

    class Meta:
        ordering = [F("valid_from").desc(nulls_last=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organization_name_dates_in_order",
            ),
            ExclusionConstraint(
                name="organization_name_once_at_a_time",
                expressions=[("organization", RangeOperators.EQUAL), (_period(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held_on(self, day: date | Expression) -> Self:
        """Those that have begun on a day and not yet ended."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def titled(self) -> Self:
        """With what their titles say: the organisation, and whom a deputy stands in for."""
        return self.select_related("organization", "on_behalf_of__user")


class Membership(models.Model):
    """A person holds a role in an organisation from one day until another (exclusive).

    Never removed: one that was granted by mistake ends on the day it began and so never holds. A deputy's is
    `on_behalf_of` the one whose holder has named them, of the same role and organisation, and always has an end.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(_("岗位"), max_length=2, choices=Role)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至（不含）"), null=True, blank=True)
    on_behalf_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="deputies")
    reason = models.CharField(_("代理事由"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="membership_dates_in_order"
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | Q(valid_to__isnull=False), name="membership_deputy_has_an_end"
            ),
            ExclusionConstraint(
                name="membership_one_deputy_at_a_time",
                expressions=[("on_behalf_of", RangeOperators.EQUAL), (_period(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.organization_id}"

    @property
    def principal(self) -> User | None:
        """Whom a deputy stands in for."""
        return self.on_behalf_of.user if self.on_behalf_of else None

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None without an end."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    @property
    def audit_root(self) -> str:
        """What is done about a membership stands in its person's file."""
        return f"{User._meta.label_lower}:{self.user_id}"

    def standing_on(self, day: date) -> Literal["ahead", "holds", "ended", "revoked"]:
        """How it stands on a day; revoked is what was taken back before it could hold for a whole day."""
        if self.valid_to is not None and self.valid_to <= max(day, self.valid_from):
            return "revoked" if self.valid_to == self.valid_from else "ended"
        return "ahead" if self.valid_from > day else "holds"

    @property
    def post(self) -> str:
        """The role, and for a deputy whose: "财政审批（代 甲）"."""
        role = str(self.get_role_display())
        return gettext("%(role)s（代 %(name)s）") % {"role": role, "name": self.principal} if self.principal else role

    @property
    def title(self) -> str:
        return f"{self.organization.name} · {self.post}"
