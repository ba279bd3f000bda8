"""The file of a package."""

from __future__ import annotations

from django import forms


class PackageForm(forms.Form):
    """A package from another province."""

    file = forms.FileField(
        label="Gói thủ tục",
        help_text="Tệp .zip do motcua của tỉnh khác xuất, nhiều nhất 5 MB.",
        allow_empty_file=True,
    )
