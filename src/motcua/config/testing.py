"""Settings of the tests: a cheap password hasher, everything else as in an office."""

from motcua.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEBUG = False
COUNT_VISITS = False
STAMP_BELIEVED_S = 0.0  # a test that rolls back must not be remembered by the next
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {  # one memory for both, so that a test empties them together
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"} for name in ("default", "quick")
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
