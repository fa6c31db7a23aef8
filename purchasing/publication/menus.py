"""Publications in the desk's menu, and the word for how a text begins."""

from django.utils.translation import gettext_lazy as _

from portal.ui.menus import menu_item
from portal.workflow.separation import name_verbs
from purchasing.publication.policies import Can

menu_item(_("信息公开"), _("公开稿"), "publications", capability=Can.READ_PUBLICATION, order=70)
name_verbs({"publication.begin": _("形成公开稿")})
