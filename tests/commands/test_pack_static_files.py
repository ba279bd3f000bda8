"""Every address inside a style sheet is a file we ship: the web server packs them when it starts, and stops at a lost one."""

import pytest
from django.core.management import call_command


@pytest.fixture
def packed(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    return tmp_path


def test_all_static_files_are_packed(packed):
    call_command("collectstatic", interactive=False, verbosity=0)

    assert (packed / "staticfiles.json").exists()
