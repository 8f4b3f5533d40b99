"""One file to go with the report."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any, BinaryIO, ClassVar, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from plan_portal.dates import not_to_come
from plan_portal.uploads import UnkeptFile
from reports.models import AttachmentKind
from reports.services.attachments import Paper
from reports.services.files import why_not_written
from reports.services.uploads import (
    ATTACHMENTS,
    KINDS,
    CheckedUpload,
    UploadRefused,
    Welcome,
    check_upload,
)

logger = logging.getLogger(__name__)


def unkept(error: OSError) -> forms.ValidationError:
    """What to say on the form when the disk did not take its file; the log tells whoever looks after the portal."""
    logger.error("A file was not kept: %s", error)
    return forms.ValidationError(
        _(
            "The file was not kept: %(reason)s. Everything that was there before is still there. Tell whoever looks "
            "after the portal, and send the file again later."
        ),
        params={"reason": why_not_written(error)},
        code="disk",
    )


def refuse_unkept(file: UploadedFile[bytes]) -> None:
    """Raises ValidationError for a file that found no room on its way in."""
    if isinstance(file, UnkeptFile):
        raise unkept(file.error)


class UploadForm(forms.Form):
    """A file that is judged before it is taken: `checked` holds the verdict of a valid form. `today` bounds the date of
    a paper."""

    welcome: ClassVar[Welcome] = ATTACHMENTS

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, JPG or PNG, at most 20 MB. Unclassified documents only."),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.today = today
        self.checked: CheckedUpload | None = None
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        refuse_unkept(file)
        try:
            self.checked = check_upload(
                cast(BinaryIO, file.file), name=file.name or "", size=file.size or 0, welcome=self.welcome
            )
        except UploadRefused as refused:
            raise forms.ValidationError(str(refused), code=refused.fault.value) from refused
        return file


class AttachmentForm(UploadForm):
    kind = forms.ChoiceField(label=_("What it is"), choices=AttachmentKind.choices, widget=forms.RadioSelect)
    paper_number = forms.CharField(
        label=_("Number of the paper report"),
        max_length=60,
        required=False,
        help_text=_("As printed on it, for example 125/BC-SYT."),
    )
    paper_date = forms.DateField(
        label=_("Date of the paper report"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"kind": AttachmentKind.SUPPORTING}
        self.fields["paper_date"].widget.attrs["max"] = self.today.isoformat()
        for name in ("paper_number", "paper_date"):
            self.fields[name].needed_later = _("needed with a signed scan")  # type: ignore[attr-defined]
        self.helper.layout = Layout("file", "kind", Div("paper_number", "paper_date", css_class="pair"))

    def clean_paper_date(self) -> date | None:
        return not_to_come(self.cleaned_data["paper_date"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == AttachmentKind.SIGNED_SCAN:
            for name in ("paper_number", "paper_date"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A signed scan needs this."))
        return cleaned

    def paper(self) -> Paper:
        return Paper(
            kind=AttachmentKind(self.cleaned_data["kind"]),
            number=self.cleaned_data["paper_number"],
            dated=self.cleaned_data["paper_date"],
        )
