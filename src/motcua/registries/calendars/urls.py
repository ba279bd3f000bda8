from django.urls import path

from motcua.registries.calendars.views import console

urlpatterns = [
    path("quan-tri/lich/", console.year, name="calendar-year"),
    path("quan-tri/lich/xac-nhan/", console.confirm, name="calendar-confirm"),
    path("quan-tri/lich/gio-lam-viec/", console.hours, name="calendar-hours"),
    path("quan-tri/lich/ngay/", console.day, name="calendar-new-day"),
    path("quan-tri/lich/ngay/<str:on>/", console.day, name="calendar-day"),
]
