"""Settings of the tests: a cheap password hasher, everything else as in an office."""

from motcua.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEBUG = False
COUNT_VISITS = False
