"""The words for what is recorded about tables of grants."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.separation import name_verbs

name_verbs({"budget.upload_sheet": _("上传预算表"), "budget.take_sheet": _("按预算表登记预算")})
