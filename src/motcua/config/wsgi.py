import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402

# Behind a proxy on this machine, limits and sessions see the citizen's address, not the proxy's.
if settings.HTTPS:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=["127.0.0.1", "::1"])
