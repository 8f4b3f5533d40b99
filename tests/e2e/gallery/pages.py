"""The gallery's views: made-up content, clearly so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from plan_portal.tables import Table
from reports.charts import Chart, bar_chart, completeness_bar, grouped_bars, line_chart
from reports.context import NavItem
from reports.reading.history import Happening

NAVIGATION = [
    NavItem("Đơn vị của tôi", "/form/"),
    NavItem("Kỳ báo cáo", "/", active=True, count=5),
    NavItem("Báo cáo tổng hợp", "/review/"),
    NavItem("Tổng quan", "#"),
    NavItem("Kế hoạch", "#"),
]
WHEN = datetime(2026, 6, 15, 9, 56, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Stands for someone signed in; the gallery has no database."""

    name: str = "Nguyễn Thị Thu Hằng"
    post: str = "Phó Trưởng phòng Cảnh sát điều tra tội phạm về ma túy"
    is_authenticated: bool = True
    is_active: bool = True

    def __str__(self) -> str:
        return self.name


class PeriodTable(Table):
    agency = tables.Column(verbose_name="Cơ quan, đơn vị", linkify=lambda: "#", attrs={"td": {}})
    state = tables.TemplateColumn("{% state_chip value %}", verbose_name="Trạng thái")
    days = tables.TemplateColumn(
        "{% if record.late %}{% chip value 'bad' 'clock-alert' %}{% else %}{% chip value 'good' 'clock' %}{% endif %}",
        verbose_name="Thời hạn",
    )
    sent = tables.TemplateColumn("{{ value|vi_moment }}", verbose_name="Gửi lần đầu", default="–")
    warnings = tables.Column(verbose_name="Cảnh báo", attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    reviewer = tables.Column(verbose_name="Người thẩm định", orderable=False, default="–")

    class Meta:
        template_name = "components/table.html"
        attrs: ClassVar = {"class": "grid-table grid-table--first grid-table--cards"}
        order_by = ("agency",)


ROWS: list[dict[str, Any]] = [
    {
        "agency": "Bộ Chỉ huy Bộ đội Biên phòng tỉnh",
        "state": "submitted",
        "days": "Đúng hạn",
        "late": False,
        "sent": WHEN,
        "warnings": 2,
        "reviewer": "Lê Văn Tám",
    },
    {
        "agency": "Công an tỉnh",
        "state": "accepted",
        "days": "Đúng hạn",
        "late": False,
        "sent": WHEN,
        "warnings": 0,
        "reviewer": "Trần Minh",
    },
    {
        "agency": "Sở Lao động, Thương binh và Xã hội",
        "state": "returned",
        "days": "Trễ 2 ngày",
        "late": True,
        "sent": WHEN,
        "warnings": 5,
        "reviewer": "Trần Minh",
    },
    {
        "agency": "Sở Y tế",
        "state": "draft",
        "days": "Còn 5 ngày",
        "late": False,
        "sent": None,
        "warnings": 1,
        "reviewer": None,
    },
    {
        "agency": "Ủy ban nhân dân thành phố Trà Vinh",
        "state": "awaiting_approval",
        "days": "Còn 5 ngày",
        "late": False,
        "sent": None,
        "warnings": 0,
        "reviewer": None,
    },
    {
        "agency": "Ủy ban nhân dân huyện Càng Long",
        "state": "not_started",
        "days": "Trễ 12 ngày",
        "late": True,
        "sent": None,
        "warnings": 0,
        "reviewer": None,
    },
]


class ResultForm(forms.Form):
    status = forms.ChoiceField(
        label="Tình trạng thực hiện",
        choices=[("", "Chọn tình trạng"), ("done", "Đã hoàn thành"), ("behind", "Chậm tiến độ")],
    )
    done = forms.CharField(
        label="Kết quả thực hiện",
        widget=forms.Textarea,
        help_text="Nêu việc đã làm, số liệu và văn bản kèm theo. Không nhập nội dung mật.",
    )
    cases = forms.DecimalField(
        label="Số vụ phát hiện, xử lý",
        help_text="Đơn vị: vụ. Kỳ trước: 1.234,5. Để trống khi chưa có số liệu; không có vụ nào thì ghi 0.",
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "is-number"}),
    )
    day = forms.DateField(label="Ngày ký văn bản", required=False, widget=forms.TextInput())
    mail = forms.EmailField(label="Thư điện tử nhận thông báo", required=False)
    kind = forms.ChoiceField(
        label="Loại báo cáo",
        choices=[("h1", "6 tháng"), ("year", "Năm")],
        widget=forms.RadioSelect,
        help_text="Chọn một.",
    )
    fields_ = forms.MultipleChoiceField(
        label="Lĩnh vực",
        required=False,
        choices=[("hiv", "HIV/AIDS"), ("drugs", "Ma túy"), ("sex", "Mại dâm")],
        widget=forms.CheckboxSelectMultiple,
    )
    annex = forms.FileField(
        label="Tệp đính kèm", required=False, help_text="PDF, DOCX hoặc XLSX, không quá 20 MB."
    )
    sure = forms.BooleanField(label="Tôi đã kiểm tra: báo cáo không có nội dung bí mật nhà nước")


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    person = SimpleLazyObject(Person)
    return {"navigation": NAVIGATION, "notices": NavItem("Thông báo", "#", count=3), "user": person, **more}


def components(request: HttpRequest) -> HttpResponse:
    table = PeriodTable(ROWS)
    tables.RequestConfig(request, paginate={"per_page": 5}).configure(table)
    messages.success(request, "Đã gửi báo cáo lúc 16:56 ngày 15/6/2026. Mã tiếp nhận 2026-H1-014-2.")
    messages.warning(request, "Còn 4 số liệu tăng, giảm trên 50 % chưa có lời giải thích.")
    events = [
        Happening(
            when=WHEN,
            what="Bị trả lại",
            who="Trần Minh, Công an tỉnh",
            note="Số vụ tăng gấp đôi so với kỳ trước.\nĐề nghị giải thích.",
            variant="care",
            icon="undo-2",
        ),
        Happening(WHEN, "Đã gửi (lần 1)", "Lê Thị Bình, Sở Y tế", variant="action", icon="send"),
        Happening(WHEN, "Bắt đầu soạn", "Phạm An, Sở Y tế"),
    ]
    return render(
        request,
        "gallery/components.html",
        _context(request, table=table, events=events, charts=_charts(), states=list(STATES)),
    )


STATES = ["not_started", "draft", "awaiting_approval", "submitted", "returned", "accepted"]


def _charts() -> list[Chart]:
    agencies = [
        ("Công an tỉnh", 1234),
        ("Bộ Chỉ huy Bộ đội Biên phòng tỉnh", 320),
        ("Ủy ban nhân dân huyện Càng Long", 0),
        ("Sở Y tế", None),
    ]
    kinds = [
        ("Số vụ phát hiện", (1234, 1097, 1001)),
        ("Số đối tượng", (2011, 1875.5, None)),
        ("Vụ đưa ra xét xử", (310, 402, 377)),
    ]
    years = [("2019", 812), ("2020", 905), ("2021", None), ("2022", 1001), ("2023", 1097), ("2024", 1234)]
    return [
        completeness_bar(27, 4, 2),
        bar_chart(agencies, "Số vụ phạm tội về ma túy theo đơn vị", "vụ"),
        grouped_bars(
            kinds, ("Kỳ này", "Kỳ trước", "Cùng kỳ năm trước"), "Kết quả đấu tranh", "vụ, đối tượng"
        ),
        line_chart(years, "Người được xét nghiệm HIV", "lượt", target=1300),
    ]


def form(request: HttpRequest) -> HttpResponse:
    bound = ResultForm(request.GET) if request.GET else ResultForm()
    sections = [
        {"key": "duties", "url": "#", "label": "Kết quả nhiệm vụ", "done": 9, "total": 9, "active": False},
        {"key": "figures", "url": "#", "label": "Số liệu", "done": 14, "total": 18, "active": True},
        {
            "key": "narrative",
            "url": "#",
            "label": "Khó khăn, kiến nghị",
            "done": 0,
            "total": 3,
            "active": False,
        },
    ]
    return render(request, "gallery/form.html", _context(request, form=bound, sections=sections))


def review(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/review.html", _context(request))


def error(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", status=status)
