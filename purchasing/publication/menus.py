"""Publications in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.publication.policies import Can

menu_item(_("信息公开"), _("公开稿"), "publications", capability=Can.READ_PUBLICATION, order=70)
