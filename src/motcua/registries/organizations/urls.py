"""Addresses of the organization register."""

from django.urls import path

from .views import console, desk

app_name = "organizations"
urlpatterns = [
    path("can-bo/vang-mat/", desk.away, name="away"),
    path("can-bo/vang-mat/<int:absence_id>/", desk.act, name="absence_act"),
    path("quan-tri/co-quan/", console.agencies, name="agencies"),
    path("quan-tri/co-quan/lan-trong/", console.empty_lanes, name="empty_lanes"),
    path("quan-tri/co-quan/moi/", console.new_agency, name="new_agency"),
    path("quan-tri/can-bo/moi/", console.new_officer, name="new_officer"),
    path("quan-tri/don-vi/<str:code>/", console.unit, name="unit"),
    path("quan-tri/don-vi/<str:code>/hoan-tac/", console.undo_remit, name="undo_remit"),
    path("quan-tri/chuc-vu/<str:code>/", console.post, name="post"),
    path("quan-tri/chuc-vu/<str:code>/<slug:verb>/", console.post_act, name="post_act"),
    path("quan-tri/co-quan/<str:code>/", console.agency, name="agency"),
    path("quan-tri/co-quan/<str:code>/<slug:verb>/", console.agency_act, name="agency_act"),
]
