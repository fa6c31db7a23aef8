"""What every bidder declares: the conditions of the Government Procurement Law, article 22 (R-74), and article 18 of its regulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from purchasing.supplier.eligibility import CONDITIONS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DECLARATIONS: Final[dict[str, _StrPromise]] = {
    **{code: _(text) for code, text in CONDITIONS.items()},
    "no_relation": _(
        "与本项目其他投标人不存在单位负责人为同一人或者直接控股、管理关系，未参与本项目的整体设计、规范编制、项目管理、监理、检测"
    ),
}
