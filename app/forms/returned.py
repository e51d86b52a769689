"""Takes in forms that were printed here: what was printed is known, what a pen changed is not.

The code in the corner gives dossier, procedure and what was printed. The scan is compared with the
drawing: a field that no pen has touched is known without being read; any other goes to a person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.installation import App
from extractors.extract import extract, judge_again
from extractors.judge.evidence import rule
from pipeline.blank.code import PageCode
from pipeline.blank.compare import Compared, compare_page
from pipeline.blank.sheet import Sheet, draw_sheet
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.receive import Received
from schemas.law.blanks import Blank, blank
from schemas.record.evidence import FieldEvidence
from schemas.record.paper import Classification, PaperRecord, PaperStatus
from schemas.record.reading import PRINTED_FORM, PageReading, Polygon
from storage.desk.filled_forms import FilledForm

__all__ = ["with_printed"]

_PEN = "form.pen"
_SAME = "form.same"
_DOSSIER = "form.dossier"
_CHANGED = "Có nét bút hoặc chỗ bị che trên mục in sẵn: đối chiếu với giấy."
_WRITTEN = "Ghi bằng bút trên tờ khai: cần người đọc."
_STANDS = "form.source"
_GONE = "Giấy tờ làm căn cứ của mục in sẵn không còn dùng được: đối chiếu với giấy tờ khác."
_OTHER = "Tờ khai mang mã này in khác với ảnh, hoặc ảnh quá méo: đối chiếu từng mục với giấy."


def with_printed(
    app: App, file: Received, record: PaperRecord, pages: tuple[PageReading, ...]
) -> PaperRecord:
    """Return the record with what is known of a form that was printed here; others as they are.

    Args:
        app: The installation.
        file: The file.
        record: Its record as read.
        pages: Its readings.

    Raises:
        InputError: The pages cannot be decoded again.
    """
    codes = {
        page.number: (code, mark.polygon)
        for page in pages
        for mark in page.codes
        if (code := PageCode.decode(mark.text)) is not None
    }
    forms = {code.form for code, _ in codes.values()}
    filled = app.filled_forms.get(forms.pop()) if len(forms) == 1 else None
    form = blank(filled.blank, filled.day) if filled else None
    if filled is None or form is None:
        return record
    sheet = draw_sheet(form, filled.texts, filled.code)
    known = {
        "dossier": record.dossier or filled.dossier,
        "procedure": record.procedure or filled.procedure,
    }
    if form.paper_type is None:
        return record.model_copy(update=known)
    compared = _compared(file, sheet, codes) if sheet.digest == filled.digest else {}
    fields = _fields(form, filled, pages, compared, _standing(app, filled))
    if record.dossier not in (None, filled.dossier):
        fields = _doubted(fields, _DOSSIER, f"Tờ khai này in cho hồ sơ {filled.dossier}.")
    found = Classification(
        paper_type=form.paper_type, confidence=1.0, reason=f"mã của tờ khai in sẵn: {form.title}"
    )
    judged = judge_again(form.paper_type, fields)
    return record.model_copy(update={**known, "classification": found, "fields": judged})


def _compared(
    file: Received, sheet: Sheet, codes: Mapping[int, tuple[PageCode, Polygon]]
) -> dict[int, Compared]:
    """Compare the pages that carry the code and hold fields, by number in the file."""
    found = {}
    filled = {area.page for area in sheet.areas}
    for image in bounded_page_images(file):
        code, place = codes.get(image.number, (None, None))
        if code is not None and place is not None and code.page in filled:
            found[image.number] = compare_page(sheet, code.page, image.pixels, place)
    return found


def _standing(app: App, filled: FilledForm) -> frozenset[str]:
    """Return the papers behind a form that are still in force: a printed value is theirs."""
    papers = {value.paper_id for value in filled.values}
    entries = filter(None, map(app.index.get, papers))
    return frozenset(e.paper_id for e in entries if e.status is PaperStatus.CURRENT)


def _fields(
    form: Blank,
    filled: FilledForm,
    pages: tuple[PageReading, ...],
    compared: Mapping[int, Compared],
    standing: Collection[str],
) -> dict[str, FieldEvidence]:
    """Return the fields of the form: printed, written or empty; the others as read."""
    fields = extract(form.paper_type or "", pages)
    if not compared or not all(page.fits for page in compared.values()):
        return _doubted(fields, _SAME, _OTHER)
    printed = {value.key: value for value in filled.values}
    for number, page in compared.items():
        for key, place in page.places.items():
            value = printed.get(key)
            touched = any(key in each.changed for each in compared.values())
            if value is not None:
                rules = (
                    rule(_PEN, not touched, _CHANGED),
                    rule(_STANDS, value.paper_id in standing, _GONE),
                )
                fields[key] = FieldEvidence(
                    value=value.value,
                    raw=value.text,
                    confidence=1.0,
                    page=number,
                    polygon=place,
                    reader=PRINTED_FORM,
                    rules=rules,
                )
            elif touched:
                read = fields.get(key, FieldEvidence())
                told = rule(_PEN, False, _WRITTEN)
                where = {"page": number, "polygon": place}
                fields[key] = read.model_copy(update={"rules": (*read.rules, told), **where})
            else:
                fields[key] = FieldEvidence(page=number, polygon=place, reader=PRINTED_FORM)
    return fields


def _doubted(
    fields: Mapping[str, FieldEvidence], name: str, message: str
) -> dict[str, FieldEvidence]:
    """Let a person look at every value."""
    told = rule(name, False, message)
    return {
        key: field.model_copy(update={"rules": (*field.rules, told)}) if field.value else field
        for key, field in fields.items()
    }
