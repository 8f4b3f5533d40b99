"""A province's period in plain values: 33 agencies, the plan's own indicators, words of a plausible length.

No database: rules and documents are tested on it, and the bench renders it. Figures are made from a seed.
"""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from reports.documents.blocks import Signature
from reports.documents.source import Coordinator, PeriodFacts, PlanFacts, PlannedDuty, Source
from reports.rules.completeness import Filing
from reports.rules.consolidation import AgencyLine, Asked, Beside, Figures, totals
from reports.rules.content import DutyContent, FigureContent, ReportContent, SectionContent
from reports.rules.narrative import duty_section

DATA = Path(__file__).parent.parent / "data"
DEADLINE = datetime(2022, 6, 16, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DISTRICTS = [f"UBND {name}" for name in (
    "thành phố Trà Vinh", "thị xã Duyên Hải", "huyện Càng Long", "huyện Cầu Kè", "huyện Tiểu Cần", "huyện Châu Thành",
    "huyện Cầu Ngang", "huyện Trà Cú", "huyện Duyên Hải",
)]  # fmt: skip
NAMED = [
    "Công an tỉnh", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "Sở Lao động, Thương binh và Xã hội", "Sở Y tế",
    "Sở Thông tin và Truyền thông", "Sở Giáo dục và Đào tạo", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài chính",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Hội Liên hiệp Phụ nữ tỉnh", "Tỉnh đoàn",
]  # fmt: skip
OTHERS = [
    "Sở Tư pháp", "Sở Nội vụ", "Sở Kế hoạch và Đầu tư", "Sở Công Thương", "Sở Giao thông vận tải", "Sở Xây dựng",
    "Sở Tài nguyên và Môi trường", "Sở Khoa học và Công nghệ", "Sở Văn hóa, Thể thao và Du lịch", "Thanh tra tỉnh",
    "Văn phòng UBND tỉnh", "Ban Dân tộc", "Ban Quản lý Khu kinh tế",
]  # fmt: skip
AGENCIES = [*NAMED, *OTHERS, *DISTRICTS]
FIELDS = {"HIV/AIDS": "hiv", "Ma túy": "drugs", "Cai nghiện": "rehab", "Mại dâm": "prostitution",
          "Tuyên truyền": "communication", "Kinh phí": "funding"}  # fmt: skip
WORDS = {
    "situation": "Trong kỳ, tình hình tội phạm và tệ nạn xã hội trên lĩnh vực, địa bàn được giao cơ bản ổn định. "
    "Đơn vị đã ban hành kế hoạch, phân công lãnh đạo phụ trách và kiểm tra việc thực hiện tại cơ sở.",
    "achievements": "Hoàn thành các nhiệm vụ trọng tâm theo kế hoạch; công tác phối hợp giữa các ngành được duy trì "
    "thường xuyên, nhận thức của người dân được nâng lên.",
    "shortcomings": "Một số nơi tuyên truyền còn hình thức; số liệu thống kê ở cơ sở gửi chậm.",
    "causes": "Cán bộ làm công tác này kiêm nhiệm nhiều việc, kinh phí còn hạn hẹp.",
    "directions": "Tiếp tục triển khai các nhiệm vụ của Kế hoạch; tăng cường kiểm tra, hướng dẫn cơ sở; phối hợp chặt "
    "chẽ với Công an tỉnh trong rà soát, thống kê người sử dụng và người nghiện ma túy.",
    "proposals": "",
}
DONE = (
    "Đã tổ chức triển khai {} cuộc cho {} lượt cán bộ, công chức, viên chức và người lao động; lồng ghép vào chương "
    "trình công tác của đơn vị, kiểm tra định kỳ hằng quý và báo cáo kết quả về cơ quan thường trực đúng quy định."
)
SUMMARY = "\n".join(
    [
        "Các cơ quan, đơn vị đã ban hành văn bản chỉ đạo, phân công lãnh đạo phụ trách, đưa nhiệm vụ vào chương trình "
        "công tác và kiểm tra định kỳ hằng quý; UBND các huyện, thị xã, thành phố chỉ đạo đến cấp xã.",
        "Một số đơn vị triển khai còn chậm do cán bộ kiêm nhiệm, kinh phí hạn hẹp; cơ quan tổng hợp đã đôn đốc.",
    ]
)
HARD = (
    "Kinh phí còn hạn hẹp.",
    "Cán bộ kiêm nhiệm nhiều việc.",
    "Đối tượng thường xuyên vắng mặt tại địa phương.",
)


def code_of(name: str) -> str:
    return f"a{AGENCIES.index(name):02}"


def indicators() -> list[Asked]:
    with (DATA / "indicators.csv").open(encoding="utf-8") as lines:
        return [_asked(row) for row in csv.DictReader(lines)]


def _asked(row: dict[str, str]) -> Asked:
    parts = row["name"].partition("(")[2].rstrip(")").split("/") if row["nature"] == "ratio" else ["", ""]
    return Asked(
        code=row["code"], name=row["name"].split(" (")[0], unit=row["unit"], field=FIELDS[row["field"]],
        decimals=1 if row["field"] == "Kinh phí" else 0, direction=row["direction"], how=row["across_agencies"],
        reporters=tuple(code_of(name) for name in _reporters(row["reported_by"])),
        numerator=parts[0], denominator=parts[1],
    )  # fmt: skip


def _reporters(reported_by: str) -> list[str]:
    if reported_by == "*":
        return list(AGENCIES)
    known = {name.replace(",", ""): [name] for name in AGENCIES} | {
        "UBND các huyện thị xã thành phố": DISTRICTS
    }
    return [agency for name in reported_by.split("; ") for agency in known[name]]


def duties() -> list[tuple[str, str, str, str]]:
    """(code, field, text, agency or "*") read from the plan's text: common duties first."""
    text = (DATA / "ke-hoach-2022.txt").read_text(encoding="utf-8")
    section = text.split("1. Nhiệm vụ chung")[1].split("III. TỔ CHỨC")[0]
    owner, number, found = "*", count(1), []
    for line in section.splitlines():
        named = next((name for name in NAMED if line[:2].rstrip(")").isalpha() and name in line[:60]), None)
        owner = named or ("districts" if line.startswith("i) ") else owner)
        if line.startswith("- "):
            found.append((f"D{next(number):02}", _field(line), line[2:], owner))
    return found


def _field(text: str) -> str:
    marks = {"cai nghiện": "rehab", "HIV": "hiv", "tuyên truyền": "communication", "kinh phí": "funding",
             "bán dâm": "prostitution", "mại dâm": "prostitution", "ma túy": "drugs"}  # fmt: skip
    return next((field for mark, field in marks.items() if mark in text[:160]), "general")


def report(name: str, seed: int = 1) -> ReportContent:
    rng = random.Random(f"{name}{seed}")
    own = code_of(name)
    values = {asked.code: _value(asked, rng) for asked in indicators()}
    return ReportContent(
        plan_code="tra-vinh-2022", period_code="H1", agency_code=own, agency_name=name,
        sections=tuple(SectionContent(code, text) for code, text in WORDS.items()),
        duties=tuple(
            DutyContent(code, text, field, rng.choice(["lead", "coordinating"]),
                        rng.choice(["done", "in_progress", "in_progress", "behind"]),
                        DONE.format(rng.randint(1, 30), rng.randint(20, 900)), rng.choice(["", "", rng.choice(HARD)]))
            for code, field, text, owner in duties()
            if owner in {"*", name} or (owner == "districts" and name in DISTRICTS)
        ),
        figures=tuple(
            FigureContent(asked.code, asked.name, asked.unit, asked.field, asked.decimals,
                          None if asked.how == "ratio" or rng.random() < 0.03 else values[asked.code],
                          is_computed=asked.how == "ratio")
            for asked in indicators() if own in asked.reporters
        ),
    )  # fmt: skip


def _value(asked: Asked, rng: random.Random) -> Decimal:
    small = asked.code in {"DRG-09"}
    return Decimal(rng.randint(5, 9) if small else rng.randint(10, 20 if asked.code == "DRG-10" else 4000))


def line(name: str, position: int, is_in: bool) -> AgencyLine:
    sent = DEADLINE + timedelta(hours=7 * (position % 12) - 70) if is_in else None
    extended = DEADLINE + timedelta(days=2 * (position % 12 == 11))
    return AgencyLine(code_of(name), name, "accepted" if is_in else "draft", Filing(DEADLINE, extended, sent),
                      position if is_in else None, f"{position:064x}" if is_in else "")  # fmt: skip


def source(missing: int = 2, **changes: object) -> Source:
    """The period's source; the last `missing` agencies have not reported."""
    inside = AGENCIES[: len(AGENCIES) - missing]
    contents = tuple(report(name) for name in inside)
    lines = tuple(line(name, position, name in inside) for position, name in enumerate(AGENCIES, start=1))
    beside = {asked.code: _beside(asked) for asked in indicators()}
    values: dict[str, object] = {
        "plan": PlanFacts(
            "Triển khai, thực hiện phương hướng, nhiệm vụ trọng tâm và Chương trình công tác về phòng, chống AIDS và "
            "phòng, chống ma túy, mại dâm trên địa bàn tỉnh năm 2022",
            2022, "Ủy ban nhân dân tỉnh Trà Vinh", "Trà Vinh", "23/KH-UBND", date(2022, 3, 2),
        ),
        "period": PeriodFacts("half_year", "H1", date(2021, 12, 15), date(2022, 6, 14)),
        "coordinator": Coordinator("Công an tỉnh", "CAT", "police"),
        "figures": Figures(lines, tuple(totals(indicators(), contents, beside))),
        "contents": contents,
        "duties": tuple(PlannedDuty(code, field, text) for code, field, text, _owner in duties()),
        "sections": {
            code: "\n".join(f"- {c.agency_name}: {text}" for c in contents[:6]) for code, text in WORDS.items() if text
        },
        "number": "5", "dated_on": date(2022, 6, 5),
        "signature": Signature("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Đại tá (họ và tên)"),
        "recipients": "Như trên;\nTT Tỉnh ủy, TT HĐND tỉnh (b/c);\nCác sở, ban, ngành tỉnh;\nLưu: VT, PC04",
        "is_final": True,
    }  # fmt: skip
    return Source(**{**values, **changes})  # type: ignore[arg-type]


def _beside(asked: Asked) -> Beside:
    rng = random.Random(asked.code)
    value, year = Decimal(rng.randint(50, 9000)), Decimal(rng.randint(50, 9000))
    if asked.how == "ratio":
        return Beside(
            Decimal("80.0"), Decimal(rng.randint(300, 900)) / 10, Decimal(rng.randint(300, 900)) / 10
        )
    return Beside(value if rng.random() < 0.6 else None, value, year if rng.random() < 0.7 else None)


def province(times: int = 1) -> Source:
    """Everyone has reported, each section in four paragraphs, and of what all agencies had to do the coordinator wrote
    a summary, as he does before the report is final: some 30 pages, about 150 with the annexes. `times` as many
    agencies."""
    base, numbers = source(missing=0), range(times)
    contents = tuple(
        replace(
            content,
            agency_code=f"{content.agency_code}-{n}",
            agency_name=f"{content.agency_name} {n}" if n else content.agency_name,
            sections=tuple(replace(s, text="\n".join([s.text] * 4)) for s in content.sections),
        )
        for n in numbers
        for content in base.contents
    )
    lines = tuple(replace(each, code=f"{each.code}-{n}") for n in numbers for each in base.figures.agencies)
    asked = [
        replace(each, reporters=tuple(f"{code}-{n}" for n in numbers for code in each.reporters))
        for each in indicators()
    ]
    beside = {each.code: _beside(each) for each in asked}
    sections = {code: "\n".join([text] * times) for code, text in base.sections.items()}
    sections |= {duty_section(code): SUMMARY for code, _field, _text, owner in duties() if owner == "*"}
    figures = Figures(lines, tuple(totals(asked, contents, beside)))
    return replace(base, contents=contents, figures=figures, sections=sections)
