from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "portal.ui"
    label = "ui"
    verbose_name = _("界面")

    def ready(self) -> None:
        from portal.ui.menus import menu_item
        from portal.workflow.loading import load_aggregates

        menu_item("", _("待办"), "inbox", order=0, badge="waiting")
        menu_item("", _("已办"), "done", order=1)
        menu_item("", _("时限日历"), "limits", order=2)
        load_aggregates("portal.ui", ["ops", "system"])
