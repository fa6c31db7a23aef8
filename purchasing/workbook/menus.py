"""The words for what is recorded about workbooks."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.separation import name_verbs

name_verbs({"plan.upload_workbook": _("上传填报表格"), "plan.take_workbook": _("用表格写入事项")})
