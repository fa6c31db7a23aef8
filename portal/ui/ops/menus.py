"""Where these pages stand in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.notify.policies import Can
from portal.ui.menus import menu_item

menu_item("", _("消息"), "ops:notifications", order=3, badge="unread")
menu_item(_("平台"), _("未送达"), "ops:undelivered", capability=Can.READ_UNDELIVERED, order=910)
