"""The workbook of a report that comes back filled in."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from reports.forms.attachments import refuse_unkept
from reports.services.uploads import UploadRefused, check_upload, clean_name
from reports.services.workbook import MOST_BYTES

SUFFIX = ".xlsx"


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("The workbook you filled in"),
        help_text=_("The Excel file (.xlsx) that you downloaded from this page, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": SUFFIX}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        refuse_unkept(file)
        name, size = clean_name(file.name or ""), file.size or 0
        if not name.lower().endswith(SUFFIX):
            raise forms.ValidationError(
                _("Only the Excel workbook (.xlsx) of this report is taken here."), code="kind"
            )
        if size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB; a report's workbook is not."), code="size"
            )
        try:
            check_upload(cast(BinaryIO, file.file), name=name, size=size)
        except UploadRefused as refused:
            raise forms.ValidationError(str(refused), code=refused.fault.value) from refused
        return file
