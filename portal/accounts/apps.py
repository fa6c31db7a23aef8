from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("账户与组织")

    def ready(self) -> None:
        from portal.values.roles import never_deleted

        never_deleted("accounts_user", "accounts_organization", "accounts_organizationname", "accounts_membership")
