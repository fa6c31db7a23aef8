"""What suppliers can take part in, in their menu."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from purchasing.tender.policies import Can

menu_item(_("投标"), _("可参与项目"), "opportunities", capability=Can.TAKE_DOCUMENT, order=200)
