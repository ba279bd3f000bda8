"""Addresses of the console's own pages; rooms bring theirs under the same roof."""

from django.urls import path

from motcua.web.console.views import deliveries, home, ledger, letters, texts

app_name = "console"

urlpatterns = [
    path("quan-tri/", home.home, name="home"),
    path("quan-tri/nhat-ky/", ledger.ledger, name="ledger"),
    path("quan-tri/nhat-ky/<int:entry>/bang-chung.json", ledger.proof, name="proof"),
    path("quan-tri/su-kien/", deliveries.deliveries, name="deliveries"),
    path("quan-tri/su-kien/giao-lai/", deliveries.retry, name="retry"),
    path("quan-tri/su-kien/chay/", deliveries.run, name="run_job"),
    path("quan-tri/tin-gui/", letters.letters, name="letters"),
    path("quan-tri/tin-gui/gui-lai/", letters.resend, name="resend"),
    path("quan-tri/mau-tin/", texts.texts, name="texts"),
    path("quan-tri/mau-tin/<str:name>/", texts.one, name="text"),
    path("quan-tri/he-thong/", home.about, name="about"),
]
