"""Addresses of dossiers: the citizens' pages. The officers' stand in `motcua.web.desk.urls`."""

from motcua.services.dossiers.views.portal import urlpatterns

app_name = "dossiers"

__all__ = ["app_name", "urlpatterns"]
