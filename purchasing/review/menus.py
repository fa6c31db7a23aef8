"""The members' entry of the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.review.policies import Can

menu_item(_("评审"), _("我的评审"), "reviews", capability=Can.SIT_IN_REVIEW, order=350)
