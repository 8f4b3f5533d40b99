"""The consolidated report's outline (document-format.md): from what it is made of to what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plan_portal.change import telling_places
from reports.documents.annex import annex_of
from reports.documents.appendices import by_agency, completeness_blocks, totals_blocks
from reports.documents.blocks import Appendix, Block, Document, Header, Heading, Number, Paragraph, Signature
from reports.documents.by_field import by_field_table
from reports.documents.correction import correction_blocks
from reports.documents.source import Replaced, Source
from reports.documents.words import (
    BEHIND,
    FIELDS,
    PART,
    STATUSES,
    clean,
    in_vietnamese,
    letter,
    listed,
    measured,
    opening_of,
    paragraphs,
    roman,
    short_day,
    shown,
)
from reports.documents.words import recipients as recipients_of
from reports.rules.agencies_words import Said, agencies_words
from reports.rules.consolidation import Total
from reports.rules.narrative import duty_section
from reports.rules.period_names import Names
from reports.rules.voices import DIFFICULTIES, speakers, spoken_name, voice

NOTHING_SAID = "Không có."
_OUTLINE_AFTER_RESULTS = (
    (
        "III. ĐÁNH GIÁ CHUNG",
        (
            ("1. Kết quả nổi bật", "achievements"),
            ("2. Tồn tại, hạn chế", "shortcomings"),
            ("3. Nguyên nhân", "causes"),
        ),
    ),
    ("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI", (("", "directions"),)),
    ("V. KIẾN NGHỊ, ĐỀ XUẤT", (("", "proposals"),)),
)


def compose(source: Source) -> Document:
    """The whole document: the report, Phụ lục I to III, and each counted agency's report as an annex."""
    return Document(
        header=_header(source),
        title=f"Báo cáo {source.subject[0].lower()}{source.subject[1:]}",
        blocks=tuple(_body(source)),
        signature=_signature(source.signature),
        recipients=recipients_of(source.recipients or "Như trên"),
        appendices=tuple(_appendices(source)),
    )


def _signature(signature: Signature) -> Signature:
    return Signature(clean(signature.authority), clean(signature.post), clean(signature.name))


def _header(source: Source) -> Header:
    return Header(
        parent=source.parent,
        issuer=source.issuer,
        number=source.printed_number,
        place_and_date=f"{clean(source.plan.place)}, {source.day}",
        subject=source.subject,
        addressee=clean(source.plan.issuer),
        draft_mark="" if source.is_final else f"DỰ THẢO LẦN {source.builds}",
    )


def _body(source: Source) -> Iterator[Block]:
    yield Paragraph(_opening(source))
    if source.replaced is not None:
        yield Paragraph(_replaces(source.replaced))
    yield Heading(1, "I. TÌNH HÌNH CHUNG VÀ CÔNG TÁC CHỈ ĐẠO")
    yield from _section(source, "situation")
    yield Heading(1, "II. KẾT QUẢ THỰC HIỆN")
    yield Paragraph(_filed(source))
    yield from _results(source)
    for heading, parts in _OUTLINE_AFTER_RESULTS:
        yield Heading(1, heading)
        for title, code in parts:
            if title:
                yield Heading(2, title)
            yield from _section(source, code)
    yield Paragraph(_closing(source), introduces=True)  # the signature, which must not stand alone on a page


def _opening(source: Source) -> str:
    return (
        f"Thực hiện {source.plan.citation} về {_plan_subject(source)}, {source.issuer} tổng hợp, báo cáo tình hình, "
        f"kết quả thực hiện trong {source.period_words} như sau:"
    )


def _replaces(old: Replaced) -> str:
    day = f" ngày {short_day(old.dated_on)}" if old.dated_on else ""
    reason = " ".join(clean(old.reason).split()).rstrip(".")
    number = clean(old.number)
    return f"Báo cáo này thay thế Báo cáo số {number}{day}. Lý do: {reason}. Nội dung thay đổi nêu tại Phụ lục IV."


def _plan_subject(source: Source) -> str:
    title = clean(source.plan.title).strip()
    return title[:1].lower() + title[1:]


def _closing(source: Source) -> str:
    return (
        f"Trên đây là báo cáo tình hình, kết quả thực hiện trong {source.period_words}; {source.issuer} kính báo cáo "
        f"{clean(source.plan.issuer)} xem xét, chỉ đạo./."
    )


def _filed(source: Source) -> str:
    """How many reports this rests on; a draft says which of them are not yet accepted."""
    figures = source.figures
    text = (
        f"Số liệu tính từ ngày {short_day(source.period.data_from)} đến ngày {short_day(source.period.data_to)}, "
        f"tổng hợp từ báo cáo của {len(figures.counted)}/{len(figures.agencies)} cơ quan, đơn vị."
    )
    unaccepted = [clean(line.name) for line in figures.counted if line.state != "accepted"]
    return (
        f"{text} Trong đó có báo cáo chưa được tiếp nhận của: {listed(unaccepted)}." if unaccepted else text
    )


def _section(source: Source, code: str) -> Iterator[Paragraph]:
    yield from _paragraphs(source, source.sections.get(code, "")) or [Paragraph(NOTHING_SAID)]


def _paragraphs(source: Source, text: str) -> list[Paragraph]:
    """One for each line; where a line begins with agencies' names, the names lead it."""
    known = {spoken_name(line.name) for line in source.figures.agencies}
    return [_paragraph(line, known) for line in paragraphs(text)]


def _paragraph(line: str, known: set[str]) -> Paragraph:
    if line == DIFFICULTIES:
        return Paragraph("", lead=line, introduces=True)
    who, words = speakers(line)
    if not who or not known.issuperset(each.name for each in who):
        return Paragraph(line)
    return Paragraph(words, lead=voice(who, ""), introduces=not words)


def _results(source: Source) -> Iterator[Block]:
    texts = {**agencies_words(source.contents), **source.sections}
    said = _said(source)
    number = 0
    for field, title in FIELDS.items():
        duties = [
            duty
            for duty in source.duties
            if duty.field == field and (duty.code in said or texts.get(duty_section(duty.code)))
        ]
        known = [t for t in source.figures.totals if t.asked.field == field and t.value is not None]
        if not duties and not known:
            continue
        number += 1
        yield Heading(2, f"{number}. {title}")
        yield from (Paragraph(_total_words(total, source.figures.names)) for total in known)
        for index, duty in enumerate(duties):
            yield Heading(3, f"{letter(index)}) {opening_of(duty.text)}")
            yield from _duty(source, said.get(duty.code, []), texts.get(duty_section(duty.code), ""))


def _said(source: Source) -> dict[str, list[Said]]:
    """What the counted reports say of each duty, by its code."""
    said: dict[str, list[Said]] = {}
    for content in source.contents:
        for duty in content.duties:
            said.setdefault(duty.code, []).append((content, duty))
    return said


def _duty(source: Source, said: list[Said], text: str) -> Iterator[Paragraph]:
    """How far the agencies are, counted; then the words. An agency that wrote none is only counted."""
    words = _paragraphs(source, text)
    if said:
        yield Paragraph(_progress(said), lead="Tiến độ: ", introduces=bool(words))
    yield from words


MOST_NAMED = 5


def _progress(said: list[Said]) -> str:
    """How many agencies are how far, the few that are behind named."""
    if len(said) == 1:
        [(content, duty)] = said
        return f"{clean(content.agency_name)} {STATUSES[duty.status]}."
    named: dict[str, list[str]] = {status: [] for status in STATUSES}
    for content, duty in said:
        named[duty.status].append(clean(content.agency_name))
    return listed(_at(status, names) for status, names in named.items() if names) + "."


def _at(status: str, names: list[str]) -> str:
    who = f" ({listed(names)})" if status in BEHIND and len(names) <= MOST_NAMED else ""
    return f"{len(names)} đơn vị {STATUSES[status]}{who}"


def _total_words(total: Total, names: Names) -> str:
    """`- Số người …: 1.234 người, tăng 3,1% so với cùng kỳ năm trước (9/9 đơn vị báo cáo).`; of what is not whole,
    no change."""
    figure = measured(shown(Number(total.value, total.places)), clean(total.asked.unit))
    name = clean(total.asked.name)
    words = f"{'+' if name.startswith(PART) else '-'} {name}: {figure}"
    if total.change is not None:
        words += f", {_change_words(total, names)}"
    coverage = "" if total.expected == 1 else f" ({total.entered}/{total.expected} đơn vị báo cáo)"
    return f"{words}{coverage}."


def _change_words(total: Total, names: Names) -> str:
    change = total.change or Decimal(0)
    unit = " điểm phần trăm" if total.is_ratio else "%"
    _figure, measure = total.comparison.measured
    against = in_vietnamese(lambda: names.measured(measure))
    if change == 0:
        return f"không thay đổi so với {against}"
    way = "tăng" if change > 0 else "giảm"
    return f"{way} {shown(Number(abs(change), telling_places(change)))}{unit} so với {against}"


def _appendices(source: Source) -> Iterator[Appendix]:
    of_figures = (
        ("Tình hình chấp hành chế độ báo cáo", completeness_blocks(source), False),
        ("Số liệu tổng hợp", [by_field_table(source), *totals_blocks(source.figures)], True),
        ("Số liệu theo đơn vị", by_agency(source), True),
        *(
            [("Nội dung thay đổi so với báo cáo được thay thế", correction_blocks(source.replaced), False)]
            if source.replaced
            else []
        ),
    )
    for position, (title, blocks, is_wide) in enumerate(of_figures, start=1):
        yield Appendix(f"Phụ lục {roman(position)}", title, source.reference, tuple(blocks), is_wide=is_wide)
    for position, content in enumerate(source.contents, start=len(of_figures) + 1):
        yield annex_of(content, f"Phụ lục {roman(position)}", source.reference)
