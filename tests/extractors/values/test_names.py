"""Names of which the seal spoilt some letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.names import mend_name


@pytest.mark.parametrize(
    ("read_as", "second", "proposed"),
    [
        ("Lê rấn Dũng", "Lê Tần Dũng", "Lê Tấn Dũng"),
        ("Lê rấn Dũng", None, "Lê rấn Dũng"),
        ("Lê 7ấn Dũng", None, "Lê Tấn Dũng"),
        ("Nguyễn Văn 3", None, "Nguyễn Văn"),
        ("Pham: ỈNgọc Thưởng", None, "Phạm Ngọc Thưởng"),
        ("Nguyễn Văn An", "Trần Thị Bình", "Nguyễn Văn An"),
        ("*Đặng Thị Điệp.", None, "Đặng Thị Điệp"),
    ],
)
def test_what_is_spoilt_is_mended(read_as: str, second: str | None, proposed: str) -> None:
    assert mend_name(read_as, second) == proposed


@given(st.text(max_size=40), st.none() | st.text(max_size=40))
def test_no_text_makes_it_fail(text: str, second: str | None) -> None:
    assert isinstance(mend_name(text, second), str)
