"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from motcua.kernel import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and province, the present moment, and who asks."""
    return {
        "site": {"name": "Một Cửa", "province_name": settings.PROVINCE_NAME, "url": settings.PUBLIC_URL},
        "actor": getattr(request, "actor", None),
        "now": clock.now(),
        "debug_pages": settings.DEBUG,
    }
