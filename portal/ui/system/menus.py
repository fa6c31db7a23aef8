"""Where these pages stand in the desk's menu, and the words for what is recorded about accounts."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.policies import Can
from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs

menu_item(_("平台"), _("用户与岗位"), "system:users", capability=Can.READ_ACCOUNTS, order=900)
menu_item(_("平台"), _("组织"), "system:organisations", capability=Can.READ_ACCOUNTS, order=901)
name_verbs(
    {
        "account.add_user": _("新增用户"),
        "account.edit_user": _("修改用户资料"),
        "account.lock_user": _("锁定账户"),
        "account.unlock_user": _("解锁账户"),
        "account.reset_password": _("重置密码"),
        "account.grant": _("授予岗位"),
        "account.end": _("终止岗位"),
        "account.name_deputy": _("指定代理人"),
        "account.stand_in": _("受托代理岗位"),
        "account.end_deputy": _("终止代理"),
        "account.add_organisation": _("新增组织"),
        "account.edit_organisation": _("修改组织资料"),
        "account.rename": _("登记更名"),
        "account.correct_name": _("更正名称"),
        "account.change_password": _("本人更换密码"),
        "account.change_email": _("本人修改邮箱"),
    }
)
