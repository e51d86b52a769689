from collections.abc import Mapping
from typing import Any

from schemas.messages.labels import tables
from web import words

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
    "batch_kind": words.BATCH_KINDS,
    "batch_state": words.BATCH_STATES,
}


def test_the_screens_have_words_for_every_code_and_no_others() -> None:
    of_codes = {name: set(table) for name, table in tables().items() if name in WORDS}
    assert of_codes == {name: {str(code) for code in table} for name, table in WORDS.items()}
    assert tables().keys() - WORDS.keys() == {"frame", "error_page"}
