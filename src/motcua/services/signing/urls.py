from django.urls import path

from motcua.services.signing.views import portal

urlpatterns = [path("kiem-tra/", portal.check, name="check_signatures")]
