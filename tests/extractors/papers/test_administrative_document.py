"""Heads, abstracts and signatures as real readings have them: split, joined, under seals."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.extract import extract as extract_type
from extractors.papers.administrative_document.head import find_head
from extractors.papers.administrative_document.position import position_of
from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome
from schemas.record.reading import Box, InkMark, Line, PageReading, Point, Word

Placed = tuple[float, float, float, str]
"""Left, top and right edge in pixels, and the text; lines are 40 pixels high."""

LEFT: list[Placed] = [
    (280, 205, 640, "ỦY BAN NHÂN DÂN"),
    (280, 250, 640, "PHƯỜNG NGỌC HÀ"),
    (300, 340, 620, "Số: 05/QĐ-UBND"),
]
RIGHT: list[Placed] = [
    (760, 205, 1510, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (880, 255, 1370, "Độc lập - Tự do - Hạnh phúc"),
    (800, 345, 1450, "Ngọc Hà, ngày 05 tháng 02 năm 2026"),
]
BODY: list[Placed] = [
    (760, 470, 1000, "QUYẾT ĐỊNH"),
    (420, 515, 1340, "Về việc thành lập Tổ công tác số hóa"),
    (500, 560, 1260, "hồ sơ, giấy tờ còn hiệu lực"),
    (360, 700, 1490, "Căn cứ Luật Tổ chức chính quyền địa phương;"),
]
FOOT: list[Placed] = [
    (260, 1600, 420, "Nơi nhận:"),
    (260, 1640, 500, "- Như Điều 3;"),
    (260, 1680, 520, "- Lưu: VT, VP."),
    (1040, 1600, 1400, "TM. ỦY BAN NHÂN DÂN"),
    (1120, 1645, 1320, "CHỦ TỊCH"),
    (1060, 1900, 1390, "Đặng Thị Điệp"),
]


def extract(pages: tuple[PageReading, ...]) -> dict[str, FieldEvidence]:
    return extract_type("administrative_document", pages)


def page(placed: list[Placed], number: int = 1, confidence: float = 1.0) -> PageReading:
    lines = tuple(_line(*line, confidence) for line in placed)
    return PageReading(
        number=number, width=1654, height=2339, dpi=200, rotation=0, skew=0, lines=lines
    )


def _line(left: float, top: float, right: float, text: str, confidence: float) -> Line:
    box = Box(left, top, right, top + 40)
    corners = (
        Point(box.left, box.top),
        Point(box.right, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    )
    return Line(text=text, confidence=confidence, box=box, polygon=corners, reader="test")


def read(placed: list[Placed]) -> dict[str, FieldEvidence]:
    return extract((page(placed),))


def replaced(old: str, *new: Placed) -> list[Placed]:
    whole = [*LEFT, *RIGHT, *BODY, *FOOT]
    assert old in [line[3] for line in whole]
    return [line for line in whole if line[3] != old] + list(new)


def failed_rules(evidence: FieldEvidence) -> set[str]:
    return {r.rule for r in evidence.rules if r.outcome is RuleOutcome.FAILED}


def test_a_decision_is_read_whole() -> None:
    fields = read([*LEFT, *RIGHT, *BODY, *FOOT])

    found = {name: evidence.value for name, evidence in fields.items()}
    assert found == {
        "parent_agency": None,
        "agency": "ỦY BAN NHÂN DÂN PHƯỜNG NGỌC HÀ",
        "number": "05/QĐ-UBND",
        "place": "Ngọc Hà",
        "issued_on": "2026-02-05",
        "document_type": "QUYẾT ĐỊNH",
        "abstract": "Về việc thành lập Tổ công tác số hóa hồ sơ, giấy tờ còn hiệu lực",
        "urgency": None,
        "signer_title": "TM. ỦY BAN NHÂN DÂN; CHỦ TỊCH",
        "signer": "Đặng Thị Điệp",
        "recipients": "- Như Điều 3; - Lưu: VT, VP.",
    }
    states = {evidence.state for evidence in fields.values() if evidence.value}
    assert states == {FieldState.ACCEPTED}


def test_doubtful_reading_is_never_accepted() -> None:
    fields = extract((page([*LEFT, *RIGHT, *BODY, *FOOT], confidence=0.9),))
    assert {e.state for e in fields.values() if e.value} == {FieldState.REVIEW}


def test_number_behind_a_gap_is_joined() -> None:
    fields = read(replaced("Số: 05/QĐ-UBND", (300, 340, 380, "Số:"), (460, 342, 620, "05/QĐ-UBND")))
    assert fields["number"].value == "05/QĐ-UBND"
    assert fields["agency"].value == "ỦY BAN NHÂN DÂN PHƯỜNG NGỌC HÀ"


def test_number_written_into_a_gap_goes_to_review() -> None:
    fields = read(replaced("Số: 05/QĐ-UBND", (300, 340, 620, "Số: 05 /QĐ-UBND")))
    assert fields["number"].value == "05/QĐ-UBND"
    assert fields["number"].state is FieldState.REVIEW
    assert fields["number"].raw == "05 /QĐ-UBND"
    assert failed_rules(fields["number"]) == {"document_number.printed"}


def test_letters_in_the_serial_number_are_told() -> None:
    fields = read(replaced("Số: 05/QĐ-UBND", (300, 340, 620, "Số: 5T4/QĐ-UBND")))
    assert fields["number"].state is FieldState.REVIEW
    assert "document_number.form" in failed_rules(fields["number"])


def test_symbol_must_fit_the_type() -> None:
    fields = read(replaced("Số: 05/QĐ-UBND", (300, 340, 620, "Số: 05/TB-UBND")))
    assert "document_number.type" in failed_rules(fields["number"])
    assert fields["number"].state is FieldState.REVIEW


@pytest.mark.parametrize("day", ["31", "D4"])
def test_impossible_date_has_no_value(day: str) -> None:
    text = f"Ngọc Hà, ngày {day} tháng 02 năm 2026"
    fields = read(replaced("Ngọc Hà, ngày 05 tháng 02 năm 2026", (800, 345, 1450, text)))
    assert fields["issued_on"].value is None
    assert fields["issued_on"].state is FieldState.REVIEW
    assert fields["place"].value == "Ngọc Hà"


def test_numbered_ward_is_a_place() -> None:
    text = "Cổ Nhuế 1, ngày 05 tháng 02 năm 2026"
    fields = read(replaced("Ngọc Hà, ngày 05 tháng 02 năm 2026", (800, 345, 1450, text)))
    assert fields["place"].value == "Cổ Nhuế 1"
    assert fields["issued_on"].value == "2026-02-05"


def test_a_word_that_cannot_be_vietnamese_goes_to_review() -> None:
    fields = read(replaced("PHƯỜNG NGỌC HÀ", (280, 250, 640, "PHƯỜNG NGOC HÀ")))
    assert fields["agency"].state is FieldState.REVIEW
    assert "text.syllables" in failed_rules(fields["agency"])


def test_parent_and_issuing_agency_are_parted() -> None:
    fields = read(
        [
            (280, 160, 640, "BỘ CÔNG AN"),
            (280, 205, 640, "CỤC CẢNH SÁT PCCC"),
            (280, 250, 640, "VÀ CNCH"),
            (300, 340, 620, "Số: 05/QĐ-UBND"),
            *[(x, y - 45, r, t) for x, y, r, t in RIGHT],
            *BODY,
        ]
    )
    assert fields["parent_agency"].value == "BỘ CÔNG AN"
    assert fields["agency"].value == "CỤC CẢNH SÁT PCCC VÀ CNCH"


def test_official_letter_has_its_abstract_below_the_number() -> None:
    fields = read(
        [
            (280, 205, 640, "SỞ TƯ PHÁP"),
            (300, 340, 620, "Số: 574/STP-HCTP"),
            (290, 390, 640, "V/v đăng ký bổ sung"),
            (290, 430, 640, "tại kỳ họp thứ 31"),
            *RIGHT,
            (650, 650, 1200, "Kính gửi: Ủy ban nhân dân phường"),
        ]
    )
    assert fields["document_type"].value == "CÔNG VĂN"
    assert fields["abstract"].value == "V/v đăng ký bổ sung tại kỳ họp thứ 31"


def test_signature_on_a_later_page() -> None:
    pages = (page([*LEFT, *RIGHT, *BODY]), page(FOOT, number=2))
    fields = extract(pages)
    assert fields["signer"].value == "Đặng Thị Điệp"
    assert fields["signer"].page == 2
    assert fields["issued_on"].value == dt.date(2026, 2, 5).isoformat()


def test_no_motto_no_head() -> None:
    assert find_head(page(LEFT)) is None
    fields = read(LEFT)
    assert {e.state for e in fields.values()} == {FieldState.MISSING}


@pytest.mark.parametrize(
    ("read_as", "position"),
    [
        ("CHỦ TỊCH", "CHỦ TỊCH"),
        ("BỘTRƯỞNG", "BỘ TRƯỞNG"),
        ("FHỦ TƯỚNG", "THỦ TƯỚNG"),
        ("HÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("KT. CHỦ TỊCH", "KT. CHỦ TỊCH"),
        ("Chủ tịch", None),
        ("CĂN CỨ LUẬT TỔ CHỨC CHÍNH QUYỀN ĐỊA PHƯƠNG", None),
    ],
)
def test_positions_survive_a_seal(read_as: str, position: str | None) -> None:
    found = position_of(read_as)
    assert (found.text if found else None) == position


def test_columns_read_as_one_line_are_parted() -> None:
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    dated = "Ngọc Hà, ngày 05 tháng 02 năm 2026"
    joined: list[Placed] = [
        (280, 205, 1510, f"BAN CHỈ ĐẠO {motto}"),
        (880, 255, 1370, "Độc lập - Tự do - Hạnh phúc"),
        (300, 345, 1450, f"Số: 05/QĐ-BCĐ {dated}"),
    ]
    words = _with_words(page([*joined, *BODY, *FOOT]), {0: 640, 2: 620})
    fields = extract((words,))
    assert fields["agency"].value == "BAN CHỈ ĐẠO"
    assert fields["number"].value == "05/QĐ-BCĐ"
    assert fields["place"].value == "Ngọc Hà"
    assert fields["issued_on"].value == "2026-02-05"


def _with_words(reading: PageReading, gaps: dict[int, float]) -> PageReading:
    """Give lines across both columns their words: those of the right column stand right of 800."""
    lines = list(reading.lines)
    for place, left_end in gaps.items():
        line = lines[place]
        texts = line.text.split()
        on_left = 3 if place == 0 else 2
        words = []
        for i, text in enumerate(texts):
            start, end = (line.box.left, left_end) if i < on_left else (800.0, line.box.right)
            count = on_left if i < on_left else len(texts) - on_left
            at = i if i < on_left else i - on_left
            width = (end - start) / count
            box = Box(start + at * width, line.box.top, start + (at + 1) * width, line.box.bottom)
            words.append(Word(text=text, box=box, confidence=1.0))
        lines[place] = line.model_copy(update={"words": tuple(words)})
    return reading.model_copy(update={"lines": tuple(lines)})


@pytest.mark.parametrize(
    ("read_as", "proposed"),
    [
        ("BO GIÁO DUC VÀ ĐÀO TAO", "BỘ GIÁO DỤC VÀ ĐÀO TẠO"),
        ("CUC CẢNH SÁT PCCC VÀ CNCH", "CỤC CẢNH SÁT PCCC VÀ CNCH"),
        ("BAN CHỈ ĐẠ0 138", "BAN CHỈ ĐẠO 138"),
        ("UY BAN NHÂN DÂN TỈNH QUANG NGÃI", "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"),
    ],
)
def test_a_listed_agency_is_proposed_never_taken(read_as: str, proposed: str) -> None:
    placed = [line for line in LEFT if line[3].startswith("Số")]
    fields = read([(280, 205, 740, read_as), *placed, *RIGHT, *BODY, *FOOT])
    assert fields["agency"].value == proposed
    assert fields["agency"].raw == read_as
    assert fields["agency"].state is FieldState.REVIEW
    assert failed_rules(fields["agency"])


@pytest.mark.parametrize("name", ["BAN CHỈ ĐẠO 138", "CÔNG AN PHƯỜNG 12", "TRUNG TÂM A9"])
def test_an_agency_beyond_the_lists_is_taken_as_printed(name: str) -> None:
    placed = [line for line in LEFT if line[3].startswith("Số")]
    fields = read([(280, 205, 640, name), *placed, *RIGHT, *BODY, *FOOT])
    assert fields["agency"].value == name
    assert fields["agency"].state is FieldState.ACCEPTED


def test_the_stamp_of_incoming_papers_is_no_agency() -> None:
    fields = read([*LEFT, (60, 300, 160, "ĐẾN"), *RIGHT, *BODY, *FOOT])
    assert fields["agency"].value == "ỦY BAN NHÂN DÂN PHƯỜNG NGỌC HÀ"


@pytest.mark.parametrize(("day", "proposed"), [("47", "2026-02-17"), ("44", None), ("34", None)])
def test_a_one_by_hand_read_as_four_is_proposed(day: str, proposed: str | None) -> None:
    text = f"Ngọc Hà, ngày {day} tháng 02 năm 2026"
    fields = read(replaced("Ngọc Hà, ngày 05 tháng 02 năm 2026", (800, 345, 1450, text)))
    assert fields["issued_on"].value == proposed
    assert fields["issued_on"].state is FieldState.REVIEW
    # who writes the day by hand writes the number by hand, too
    assert "document_number.printed" in failed_rules(fields["number"])


def test_a_number_under_a_stamp_is_no_agency() -> None:
    spoilt = (200, 290, 660, "CỐNG ỎNG TNI NT C8/66/2023/TT-BCA")
    fields = read([(280, 205, 640, "BỘ CÔNG AN"), spoilt, *RIGHT, *BODY, *FOOT])
    assert fields["agency"].value == "BỘ CÔNG AN"
    assert fields["parent_agency"].value is None
    assert fields["number"].state is not FieldState.ACCEPTED


def test_a_number_whose_label_a_stamp_hides_goes_to_review() -> None:
    fields = read(replaced("Số: 05/QĐ-UBND", (300, 340, 620, "c8n05/QĐ-UBND")))
    assert fields["number"].value == "05/QĐ-UBND"
    assert fields["number"].state is FieldState.REVIEW


def test_the_number_of_another_paper_is_not_taken() -> None:
    below = (100, 515, 1340, "của Thông tư số 55/2021/TT-BCA ngày 15 tháng 5 năm 2021")
    placed = [line for line in LEFT if not line[3].startswith("Số")]
    assert read([*placed, *RIGHT, *BODY, below, *FOOT])["number"].value is None


def test_a_law_was_issued_when_it_was_adopted() -> None:
    adopted = (260, 1500, 1300, "khóa XIV, kỳ họp thứ 10 thông qua ngày 13 tháng 11 năm 2020.")
    right = [line for line in RIGHT if "ngày" not in line[3]]
    fields = read([(280, 205, 640, "QUỐC HỘI"), (300, 340, 620, "Luật số: 68/2020/QH14"),
                   *right, *BODY, adopted, *FOOT])  # fmt: skip
    assert fields["number"].value == "68/2020/QH14"
    assert fields["issued_on"].value == "2020-11-13"


@pytest.mark.parametrize(
    ("read_as", "proposed"),
    [
        ("Ỉguỳễn Hòa Bình", "Nguyễn Hòa Bình"),
        ("Pham: ỈNgọc Thưởng", "Phạm Ngọc Thưởng"),
        ("Đại từớng Lương Tam Quang", "Đại tướng Lương Tam Quang"),
    ],
)
def test_a_name_under_the_seal_is_a_proposal(read_as: str, proposed: str) -> None:
    fields = read(replaced("Đặng Thị Điệp", (1060, 1900, 1390, read_as)))
    assert fields["signer"].value == proposed
    assert fields["signer"].state is FieldState.REVIEW


def test_a_position_under_the_seal_does_not_lose_the_name() -> None:
    foot = [line for line in FOOT if line[3] not in ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")]
    scraps: list[Placed] = [(1240, 1600, 1400, "SNTƯỚNG"), (1250, 1700, 1290, "13")]
    fields = read([*LEFT, *RIGHT, *BODY, *foot, *scraps])
    assert fields["signer"].value == "Đặng Thị Điệp"


def test_a_syllable_that_no_word_has_gets_its_twin() -> None:
    old = "Về việc thành lập Tổ công tác số hóa"
    fields = read(replaced(old, (420, 515, 1340, "Về việc thành lập Tỗ công tác số hóa")))
    assert fields["abstract"].value == f"{old} hồ sơ, giấy tờ còn hiệu lực"
    assert fields["abstract"].state is FieldState.REVIEW
    assert failed_rules(fields["abstract"]) == {"text.tones"}


@pytest.mark.parametrize("name", ["PGS.TS. Đặng Thị Điệp", "ThS. Đặng Thị Điệp", "BSCKII. Lê An"])
def test_degrees_stand_before_the_names_of_schools_and_hospitals(name: str) -> None:
    fields = read(replaced("Đặng Thị Điệp", (1060, 1900, 1390, name)))
    assert fields["signer"].value == name
    assert fields["signer"].state is FieldState.ACCEPTED


def signed_by(*positions: str) -> FieldEvidence:
    foot = [line for line in FOOT if line[3] not in ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")]
    lines: list[Placed] = [
        (1120, 1600 + 45 * place, 1320, text) for place, text in enumerate(positions)
    ]
    return read([*LEFT, *RIGHT, *BODY, *foot, *lines])["signer_title"]


@pytest.mark.parametrize(
    ("read_as", "position"),
    [
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "KT. CHỦ TỊCH; PHÓ CHỦ TỊCH"),
        (("KT, CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "KT. CHỦ TỊCH; PHÓ CHỦ TỊCH"),
        ((".KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"), "KT. THỦ TƯỚNG; PHÓ THỦ TƯỚNG"),
        (("KT BỘ TRƯỞNG", "THỨ TRƯỞNG THƯỜNG TRỰC"), "KT. BỘ TRƯỞNG; THỨ TRƯỞNG THƯỜNG TRỰC"),
        (("TL. BỘ TRƯỞNG", "KT. VỤ TRƯỞNG", "PHÓ VỤ TRƯỞNG"),
         "TL. BỘ TRƯỞNG; KT. VỤ TRƯỞNG; PHÓ VỤ TRƯỞNG"),
        (("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG TƯ PHÁP"), "TUQ. CHỦ TỊCH; TRƯỞNG PHÒNG TƯ PHÁP"),
        (("Q. GIÁM ĐỐC",), "Q. GIÁM ĐỐC"),
        (("GIÁM ĐỐC",), "GIÁM ĐỐC"),
    ],
)  # fmt: skip
def test_a_whole_position_is_taken_with_the_points_of_the_decree(
    read_as: tuple[str, ...], position: str
) -> None:
    title = signed_by(*read_as)
    assert title.value == position
    assert title.state is FieldState.ACCEPTED


@pytest.mark.parametrize(
    ("read_as", "proposed"),
    [
        (("KT. CHỦ TỊCH",), "KT. CHỦ TỊCH"),
        (("TL. BỘ TRƯỞNG",), "TL. BỘ TRƯỞNG"),
        (("TUQ. GIÁM ĐỐC",), "TUQ. GIÁM ĐỐC"),
        (("TM. ỦY BAN NHÂN DÂN",), "TM. ỦY BAN NHÂN DÂN"),
        (("PHÓ CHỦ TỊCH",), "PHÓ CHỦ TỊCH"),
        (("KT. CHỦ TỊCH", "GIÁM ĐỐC"), "KT. CHỦ TỊCH; GIÁM ĐỐC"),
        (("KT. THỦ TƯỚNG", "PHÓ TƯỚNG"), "KT. THỦ TƯỚNG; PHÓ THỦ TƯỚNG"),
        (("KT. BỘ TRƯỞNG", "VTHỨ TRƯỞNG"), "KT. BỘ TRƯỞNG; THỨ TRƯỞNG"),
        (("THÚ TRƯỞNG",), "THÚ TRƯỞNG"),
        (("FHỦ TƯỚNG",), "THỦ TƯỚNG"),
    ],
)
def test_a_position_with_a_line_lost_or_misread_goes_to_a_person(
    read_as: tuple[str, ...], proposed: str
) -> None:
    title = signed_by(*read_as)
    if title.value is not None:
        assert title.value == proposed
    assert title.state is not FieldState.ACCEPTED


@pytest.mark.parametrize("read_as", ["PHÓ THỦ TƯỚNG", "PHÓ TƯỚNG", "HÓ HỦ TƯỚNG", "PHÓ T TƯỚNG"])
def test_a_position_is_never_taken_for_one_of_another_rank(read_as: str) -> None:
    found = position_of(read_as)
    assert found is None or found.office == "PHÓ THỦ TƯỚNG"


@pytest.mark.parametrize(
    "text",
    ["Người ký: CỔNG THÔNG TIN ĐIỆN TỬ", "Ký bởi: Lê Văn Bình", "Thời gian ký: 19.09.2024 10:24",
     "Digitally signed by LÊ VĂN BÌNH", "Cơ quan: VĂN PHÒNG"],
)  # fmt: skip
def test_the_text_of_a_digital_signature_is_no_name_and_no_position(text: str) -> None:
    stamp: Placed = (1060, 1700, 1390, text)
    fields = read([*LEFT, *RIGHT, *BODY, *FOOT, stamp])
    assert fields["signer"].value == "Đặng Thị Điệp"
    assert fields["signer_title"].value == "TM. ỦY BAN NHÂN DÂN; CHỦ TỊCH"


def test_a_heading_without_its_marks_is_settled_by_the_symbol_and_keeps_its_raw_text() -> None:
    fields = read(replaced("QUYẾT ĐỊNH", (760, 470, 1000, "QUYÉT ĐỊNH")))
    assert fields["document_type"].value == "QUYẾT ĐỊNH"
    assert fields["document_type"].raw == "QUYÉT ĐỊNH"
    assert fields["document_type"].state is FieldState.ACCEPTED


def test_a_heading_one_letter_off_that_no_symbol_settles_goes_to_a_person() -> None:
    without = [line for line in LEFT if not line[3].startswith("Số")]
    body = [line for line in BODY if line[3] != "QUYẾT ĐỊNH"]
    for text in ("QUYÉT ĐỊNH", "QUYẾT DỊNH", "THÔNG EÁO"):
        fields = read([*without, *RIGHT, (760, 470, 1000, text), *body, *FOOT])
        assert fields["document_type"].raw == text
        assert fields["document_type"].state is FieldState.REVIEW


@pytest.mark.parametrize("word", ["bão", "Mỗ", "Trãi", "sữa", "nghĩ", "quá đỗi", "đẹp đẽ"])
def test_words_that_exist_are_never_mended(word: str) -> None:
    old = "Về việc thành lập Tổ công tác số hóa"
    fields = read(replaced(old, (420, 515, 1340, f"Về việc {word} của Tổ công tác")))
    assert word in (fields["abstract"].value or "")
    assert fields["abstract"].state is FieldState.ACCEPTED


def test_a_mended_word_keeps_its_case_and_one_that_was_read_surely_its_letters() -> None:
    old = "Về việc thành lập Tổ công tác số hóa"
    text = "Về việc TỖ CHỨC và Tỗ công tác"
    pages = page(replaced(old, (420, 515, 1340, text)))
    assert (extract((pages,))["abstract"].value or "").startswith("Về việc TỔ CHỨC và Tổ công")
    lines = [
        line.model_copy(
            update={
                "words": tuple(
                    Word(text=word, box=line.box, confidence=1.0) for word in line.text.split()
                )
            }
        )
        for line in pages.lines
    ]
    sure = extract((pages.model_copy(update={"lines": tuple(lines)}),))["abstract"]
    assert (sure.value or "").startswith(text)
    assert sure.state is FieldState.REVIEW


@pytest.mark.parametrize(
    "next_line",
    [
        (300, 605, 1200, "ĐẾN THỦ TƯỚNG CHÍNH PHỦ"),
        (560, 605, 1200, "TRƯỞNG BAN CHỈ ĐẠO PHÒNG, CHỐNG TỘI PHẠM"),
        (560, 605, 1200, "CHỦ TỊCH ỦY BAN NHÂN DÂN tỉnh"),
        (360, 605, 1490, "Thực hiện Chỉ thị số 11/CT-TTg ngày 26 tháng 4 năm 2021"),
        (360, 605, 1490, "Ngày 03/01/2025, Phó Chủ tịch đã chủ trì cuộc họp"),
        (360, 605, 1490, "i Căn cứ Luật Tổ chức chính quyền địa phương;"),
        (360, 605, 1490, "Qua xem xét báo cáo của Văn phòng, Ủy ban nhân dân phường"),
    ],
)
def test_an_abstract_ends_before_authority_and_body(next_line: Placed) -> None:
    wide = (260, 745, 1490, "một dòng của phần nội dung văn bản kéo dài hết chiều ngang trang giấy")
    fields = read([*LEFT, *RIGHT, *BODY[:3], next_line, wide, *FOOT])
    assert fields["abstract"].value == (
        "Về việc thành lập Tổ công tác số hóa hồ sơ, giấy tờ còn hiệu lực"
    )


def test_an_abstract_goes_on_where_its_words_resemble_the_body() -> None:
    more: Placed = (500, 605, 1260, "theo đề nghị của Chủ tịch Ủy ban nhân dân")
    fields = read([*LEFT, *RIGHT, *BODY[:3], more, BODY[3], *FOOT])
    assert (fields["abstract"].value or "").endswith("theo đề nghị của Chủ tịch Ủy ban nhân dân")


def written_over(text: str, start: float, end: float) -> PageReading:
    """A page whose line has a mark of handwriting over a part of its width."""
    reading = page([*LEFT, *RIGHT, *BODY, *FOOT])
    line = next(line for line in reading.lines if line.text == text)
    left, right = (line.box.left + share * line.box.width for share in (start, end))
    mark = InkMark(
        kind="handwriting",
        polygon=(
            Point(left, line.box.top),
            Point(right, line.box.top),
            Point(right, line.box.bottom),
            Point(left, line.box.bottom),
        ),
    )
    return reading.model_copy(update={"marks": (mark,)})


def test_a_number_or_day_by_hand_goes_to_a_person_however_surely_it_was_read() -> None:
    number = extract((written_over("Số: 05/QĐ-UBND", 0.29, 0.42),))
    assert number["number"].value == "05/QĐ-UBND"
    assert failed_rules(number["number"]) == {"text.by_hand"}
    assert number["issued_on"].state is FieldState.ACCEPTED

    day = extract((written_over("Ngọc Hà, ngày 05 tháng 02 năm 2026", 0.41, 0.47),))
    assert failed_rules(day["issued_on"]) == {"text.by_hand"}
    assert day["place"].state is FieldState.ACCEPTED
    assert "document_number.printed" in failed_rules(day["number"])


def test_a_doubt_about_the_label_or_a_neighbour_is_none_about_the_value() -> None:
    reading = page([*LEFT, *RIGHT, *BODY, *FOOT])
    lines = []
    for line in reading.lines:
        texts = line.text.split()
        width = line.box.width / len(texts)
        words = tuple(
            Word(
                text=text,
                box=line.box._replace(
                    left=line.box.left + place * width, right=line.box.left + (place + 1) * width
                ),
                confidence=0.5 if text in ("Số:", "Hà,") else 1.0,
            )
            for place, text in enumerate(texts)
        )
        unsure = any(word.confidence < 1 for word in words)
        lines.append(line.model_copy(update={"words": words, "confidence": 0.5 if unsure else 1.0}))
    fields = extract((reading.model_copy(update={"lines": tuple(lines)}),))
    assert fields["number"].state is FieldState.ACCEPTED
    assert fields["issued_on"].state is FieldState.ACCEPTED
    assert fields["place"].state is FieldState.REVIEW
