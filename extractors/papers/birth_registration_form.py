"""Birth-registration form: labels in blocks, figures against words, who may ask."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import (
    apply_rules,
    id_in_text_fits,
    not_before,
    same_date,
    words_confirm,
)
from extractors.toolkit.dateline import find_dateline
from extractors.toolkit.labelled import extract_labelled
from schemas.papers.types.birth_registration_form import BirthRegistrationForm
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_STOPS = ("Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật", "Làm tại:")

RULES = (
    same_date("date.words", "birth_date", "birth_date_in_words"),
    words_confirm("birth_date", "birth_date_in_words"),
    id_in_text_fits("mother_paper", "mother_birth", "Nữ"),
    id_in_text_fits("father_paper", "father_birth", "Nam"),
    not_before("date.order", "birth_date", "made_on", "Ngày làm tờ khai trước ngày sinh."),
    not_before("date.parents", "mother_birth", "birth_date", "Mẹ sinh sau con."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a birth-registration form with its evidence."""
    fields = extract_labelled(BirthRegistrationForm, pages, stops=_STOPS)
    fields["made_on"] = find_dateline(pages)
    return apply_rules(fields, RULES)
