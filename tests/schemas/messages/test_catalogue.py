import pickle
from collections.abc import Iterator

import pytest

from schemas.errors import FormsError, MotlanError
from schemas.messages.catalogue import LANGUAGES, Row, Sentence, catalogue, parsed, row
from schemas.messages.exits import ExitCode, exit_meanings

ROW = """
[E-SAMPLE]
http = 422
exit = 2
vi = "hỏng"
en = "broken"
remedy_vi = "Sửa."
remedy_en = "Mend."
"""


def sentences() -> Iterator[tuple[str, Sentence]]:
    for code, found in catalogue().items():
        yield code, found.title
        yield code, found.remedy
        for key, case in found.cases.items():
            yield f"{code}.{key}", case.text
            if case.remedy:
                yield f"{code}.{key}", case.remedy


@pytest.mark.parametrize(("where", "sentence"), list(sentences()))
def test_every_sentence_needs_the_same_facts_in_every_language(
    where: str, sentence: Sentence
) -> None:
    assert sentence.placeholders("vi") == sentence.placeholders("en"), where


@pytest.mark.parametrize("found", catalogue().values(), ids=lambda found: found.code)
def test_texts_stand_within_a_line_and_remedies_are_sentences(found: Row) -> None:
    texts = [found.title, *(case.text for case in found.cases.values())]
    remedies = [found.remedy, *(case.remedy for case in found.cases.values() if case.remedy)]
    for language in LANGUAGES:
        assert not any(text.say(language).endswith(".") for text in texts)
        # a command to be copied stands at the end without a full stop
        assert all(remedy.say(language).endswith((".", "]'")) for remedy in remedies)
        assert all(remedy.say(language)[0].isupper() for remedy in remedies)


def test_a_sound_row_is_read() -> None:
    found = parsed(ROW)["E-SAMPLE"]
    assert (found.http_status, found.exit_code) == (422, ExitCode.USAGE)
    assert found.text("unheard-of") == found.text(None) == Sentence("hỏng", "broken")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('en = "broken"', ""),
        ('remedy_en = "Mend."', ""),
        ('en = "broken"', 'en = ""'),
        ('en = "broken"', 'en = "broken "'),
        ('en = "broken"', 'en = "broken {part}"'),
        ("http = 422", "http = 200"),
        ("exit = 2", "exit = 0"),
        ("exit = 2", "exit = 9"),
        ("exit = 2", "exit = 2\nlevel = 1"),
        ("E-SAMPLE", "E-sample"),
    ],
)
def test_an_unsound_row_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValueError):
        parsed(ROW.replace(old, new))


@pytest.mark.parametrize(
    "case",
    [
        'vi = "thiếu {part}"',
        'vi = "thiếu {part}"\nen = "lacks {piece}"',
        'vi = "thiếu"\nen = "lacks"\nremedy_vi = "Sửa."',
        'vi = "thiếu"\nen = "lacks"\nremedy_vi = "Sửa {part}."\nremedy_en = "Mend {part}."',
        'vi = "thiếu {a.b}"\nen = "lacks {a.b}"',
    ],
)
def test_an_unsound_case_is_refused(case: str) -> None:
    with pytest.raises(ValueError):
        parsed(f"{ROW}\n[E-SAMPLE.cases.part]\n{case}\n")


def test_an_error_is_told_in_both_languages() -> None:
    error = FormsError("unreadable", reason="ValueError", source="forms.toml")
    assert error.text() == error.text("vi") == "không đọc được danh mục mẫu giấy tờ (ValueError)"
    assert error.text("en") == "the list of printed forms cannot be read (ValueError)"
    assert error.title("en") == "the list of printed forms cannot be used"
    assert error.remedy("en").startswith("Correct the file named in MOTLAN_FORMS")
    assert str(error) == f"forms.toml: [E-FORMS] {error.text()} → {error.remedy()}"
    assert (error.http_status, error.exit_code) == (500, 2)


def test_an_error_is_told_even_where_a_fact_or_a_case_is_lacking() -> None:
    assert FormsError("unreadable").text() == "không đọc được danh mục mẫu giấy tờ (…)"
    assert MotlanError("unheard-of").text() == row("E-MOTLAN").title.vi


def test_an_error_crosses_processes_whole() -> None:
    error = FormsError("unreadable", reason="ValueError", source="forms.toml")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is FormsError
    assert str(again) == str(error)


def test_every_exit_code_has_a_meaning_in_every_language() -> None:
    meanings = exit_meanings()
    assert set(meanings) == set(ExitCode)
    assert all(set(meaning) == set(LANGUAGES) for meaning in meanings.values())
