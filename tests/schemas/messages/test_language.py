import pytest

from schemas.messages.language import preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("*", "vi"),
        ("fr", "vi"),
        ("en", "en"),
        ("EN-us", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-US,en;q=0.9,vi;q=0.8", "en"),
        ("vi;q=0.3, en;q=0.4", "en"),
        ("en;q=0", "vi"),
        ("fr, en;q=0.5", "en"),
        ("en;q=much", "vi"),
    ],
)
def test_the_language_asked_for_most_is_spoken(accepted: str | None, language: str) -> None:
    assert preferred(accepted) == language
