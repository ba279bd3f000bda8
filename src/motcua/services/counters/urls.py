"""Addresses of the room."""

from django.urls import path

from motcua.services.counters.views import booking, closing, desk, portal

app_name = "counters"

urlpatterns = [
    path("can-bo/quay/", desk.counter, name="counter"),
    path("can-bo/quay/so-nay/", desk.now_serving, name="now_serving"),
    path("can-bo/quay/lam/", desk.act, name="act"),
    path("can-bo/quay/bo-tri/", desk.set_up, name="set_up"),
    path("can-bo/quay/so-lieu/", desk.figures, name="figures"),
    path("can-bo/chot-ca/", closing.shift, name="shift"),
    path("can-bo/chot-ca/<int:shift_id>/", closing.one, name="one_shift"),
    path("can-bo/chot-ca/<int:shift_id>.pdf", closing.minutes, name="minutes"),
    path("dat-lich/", booking.desks, name="book_desks"),
    path("dat-lich/cua-toi/", booking.bookings, name="bookings"),
    path("dat-lich/<str:code>/", booking.desk, name="book"),
    path("quay/may/<slug:key>/", portal.kiosk, name="kiosk"),
    path("quay/so/<slug:key>/", portal.ticket, name="ticket"),
    path("quay/so/<slug:key>/phieu.pdf", portal.slip, name="slip"),
    path("quay/<str:code>/bang/", portal.board, name="board"),
    path("quay/<str:code>/bang/moi/", portal.news, name="board_news"),
    path("quay/<str:code>/goi/<slug:ticket>-<int:counter>.wav", portal.call, name="call"),
]
