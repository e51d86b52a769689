from collections.abc import Mapping
from typing import Any

from schemas.messages.labels import tables
from schemas.text.sorting import sorting_key
from web.presentation import words

WORDS: dict[str, Mapping[Any, str]] = {
    "desk_state": words.STATES,
    "grade": words.GRADES,
    "channel": words.CHANNELS,
    "form_of_paper": words.FORMS,
    "given_back": words.GIVEN_BACK,
    "sent_back": words.SENT_BACK,
    "role": words.ROLES,
    "availability": words.AVAILABILITY,
    "component_service": words.SERVICES,
    "component_state": words.COMPONENT_STATES,
    "batch_kind": words.BATCH_KINDS,
    "batch_state": words.BATCH_STATES,
}


def test_the_screens_have_words_for_every_code_and_no_others() -> None:
    of_codes = {name: set(table) for name, table in tables().items() if name in WORDS}
    assert of_codes == {name: {str(code) for code in table} for name, table in WORDS.items()}
    assert tables().keys() - WORDS.keys() == {"frame", "error_page"}


def test_names_are_sorted_as_a_vietnamese_dictionary_sorts_them() -> None:
    sorted_names = [
        "Bản đồ",
        "Căn cước",
        "Chứng sinh",
        "Đơn",
        "Giấy báo",
        "Giấy ủy quyền",
        "Ủy",
        "Xác",
    ]
    backwards = sorted_names[::-1]
    backwards.sort(key=sorting_key)
    assert backwards == sorted_names
    assert sorted(["má", "mạ", "ma", "mã", "mà", "mả"], key=sorting_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ"
    ]  # fmt: skip
    shown = list(words.paper_names().values())
    assert shown.index("Hộ chiếu phổ thông") < shown.index("Văn bản hành chính")
    assert shown[-1].startswith("X")
