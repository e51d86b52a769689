from schemas.messages.catalogue import LANGUAGES
from schemas.messages.labels import label, tables


def test_every_word_is_there_in_every_language() -> None:
    for table, codes in tables().items():
        for code, words in codes.items():
            assert set(words) == set(LANGUAGES), f"{table}.{code}"
            assert all(words.values()), f"{table}.{code}"


def test_a_word_is_told_in_the_language_asked_for() -> None:
    assert label("grade", "good") == "Rõ"
    assert label("grade", "good", "en") == "Clear"
