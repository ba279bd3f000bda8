"""Addresses of reorganisations."""

from django.urls import path

from .views import console, papers

app_name = "reorganisations"
ONE = "quan-tri/sap-xep/<slug:code>/"
urlpatterns = [
    path("quan-tri/sap-xep/", console.plans, name="list"),
    path("quan-tri/sap-xep/moi/", console.new, name="new"),
    path(ONE, console.plan, name="one"),
    path(f"{ONE}sua/", console.change, name="change"),
    path(f"{ONE}them/", console.add, name="add"),
    path(f"{ONE}dia-ban/", console.propose, name="propose"),
    path(f"{ONE}nap/", console.load, name="load"),
    path(f"{ONE}chay-thu/", console.dry_run, name="dry_run"),
    path(f"{ONE}phuong-an.yaml", papers.export, name="export"),
    path(f"{ONE}bien-ban/<str:old>/<str:new>/", papers.minutes, name="minutes"),
    path(f"{ONE}ho-so/<str:old>/<str:new>/", papers.passages, name="passages"),
    path(f"{ONE}lam/<slug:verb>/", console.act, name="act"),
]
