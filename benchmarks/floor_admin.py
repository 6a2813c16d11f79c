"""Which list of accounts does Django's own admin show, with nothing changed but who may see it?"""

from django.contrib import admin
from django.core.wsgi import get_wsgi_application
from django.urls import path

application = get_wsgi_application()

from accounts.models import Account  # noqa: E402 (models may be read only now)


class OpenSite(admin.AdminSite):
    """People of this product have no Django permissions; whoever is logged in may look."""

    def has_permission(self, request):
        return request.user.is_authenticated


class AccountAdmin(admin.ModelAdmin):
    list_display = ("number", "customer", "premise", "status", "stated_balance")
    list_select_related = True
    list_filter = ("status",)
    search_fields = ("number", "customer__last_name", "customer__first_name", "premise__line1")

    def has_view_permission(self, request, obj=None):
        return True

    has_module_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission


site = OpenSite()
site.register(Account, AccountAdmin)
urlpatterns = [path("", site.urls)]
