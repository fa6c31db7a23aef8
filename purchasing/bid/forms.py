"""What a bidder fills in. Nothing of it is stored before it is sealed, and no file of it ever touches the disk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.files.content import Checked
from portal.files.forms import UploadField
from portal.ui.fields import AmountField, CleanCharField
from purchasing.bid.container import BidFile, Offer, PriceLine
from purchasing.bid.declarations import DECLARATIONS
from purchasing.bid.models import Bid
from purchasing.bid.queries import price_items
from purchasing.supplier.models import Supplier

MAX_TOTAL_BYTES = 20 * 2**20
MAX_FILES = 5
MAX_PLAN = 20_000
KEEP = {"data-keep": ""}
"""Marks what the browser keeps for its own tab while it is being typed."""


class BidForm(forms.Form):
    """One price a line of the document's price sheet, the service plan, size, declarations, secrets and files.

    `cleaned_data` is {"offer": Offer}. Messages never repeat what was typed.
    """

    def __init__(self, data: Any = None, files: Any = None, *, subject: Bid, actor: Actor) -> None:
        super().__init__(data, files, error_class=ErrorList)
        self.bid, self.actor, self.items = subject, actor, price_items(subject.procurement)
        for item in self.items:
            self.fields[f"price_{item.pk}"] = AmountField(
                label=_("%(name)s单价") % {"name": item.name},
                widget=forms.TextInput(attrs={**KEEP, "data-quantity": str(item.quantity)}),
            )
        self.fields["size"] = forms.ChoiceField(
            label=_("企业规模"), choices=Supplier.Size.choices, initial=subject.supplier.size,
            help_text=_("按《中小企业划型标准规定》如实声明；声明不实的，按提供虚假材料处理。"),
        )  # fmt: skip
        self.fields["service_plan"] = CleanCharField(
            label=_("服务方案"), lines=True, max_length=MAX_PLAN, widget=forms.Textarea(attrs={**KEEP, "rows": 12}),
            help_text=_("针对采购文件的服务要求说明如何做、用什么人和设备、如何保证质量。"),
        )  # fmt: skip
        self.fields["secrets"] = CleanCharField(
            label=_("商业秘密"), lines=True, required=False, max_length=2000, widget=forms.Textarea(attrs={**KEEP, "rows": 3}),
            help_text=_("指明哪些内容属于商业秘密并说明理由，公开时遮盖；没有可不填。"),
        )  # fmt: skip
        for number in range(1, MAX_FILES + 1):
            self.fields[f"file_{number}"] = UploadField(
                label=_("附件 %(number)s") % {"number": number}, required=False, max_bytes=MAX_TOTAL_BYTES
            )
        for code, text in DECLARATIONS.items():
            self.fields[f"declare_{code}"] = forms.BooleanField(
                label=text, error_messages={"required": _("请作出此项声明。")}
            )

    def price_rows(self) -> list[tuple[Any, Any]]:
        """Each line of the price sheet with its field."""
        return [(item, self[f"price_{item.pk}"]) for item in self.items]

    def file_fields(self) -> list[Any]:
        return [self[f"file_{number}"] for number in range(1, MAX_FILES + 1)]

    def declaration_fields(self) -> list[Any]:
        return [self[f"declare_{code}"] for code in DECLARATIONS]

    def clean(self) -> dict[str, Any]:
        self._refuse_spooled()
        data = self.cleaned_data
        files = [data[f"file_{number}"] for number in range(1, MAX_FILES + 1) if data.get(f"file_{number}")]
        if sum(len(file.content) for file in files) > MAX_TOTAL_BYTES:
            raise ValidationError(_("附件合计不能超过 20 MB。"), code="too_large")
        if self.errors:
            return data
        return {
            "offer": Offer(
                lines=tuple(
                    PriceLine(item.name, item.unit, item.quantity, data[f"price_{item.pk}"]) for item in self.items
                ),
                service_plan=data["service_plan"],
                size=data["size"],
                declarations=tuple(DECLARATIONS),
                secrets=data["secrets"],
                files=tuple(_bid_file(file) for file in files),
            )
        }

    def _refuse_spooled(self) -> None:
        """A bid that reached us through a door that writes uploads to disk is not taken."""
        uploads: list[UploadedFile[Any]] = [upload for name in self.files for upload in self.files.getlist(name)]
        if any(isinstance(upload, TemporaryUploadedFile) for upload in uploads):
            raise ValidationError(_("附件没有经过密封通道，未被接收。请从“我的投标”页面提交。"), code="spooled")


def _bid_file(file: Checked) -> BidFile:
    return BidFile(file.name, file.content_type, file.content)
