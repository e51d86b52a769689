from __future__ import annotations

import pytest

from schemas.text.shown import shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Giấy khai sinh (1).pdf", "Giấy khai sinh (1).pdf"),
        ("Gi\udcc2y.jpg", "Gi\ufffdy.jpg"),
        ("\x1b[2J\x07a.jpg", "\ufffd[2J\ufffda.jpg"),
        ("a\nb.pdf", "a\ufffdb.pdf"),
        ("ảnh\u202egpj.exe", "ảnh\ufffdgpj.exe"),
        ("e\u0302\u0301.pdf", "e\u0302\u0301.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_do_harm(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    shown_name(name).encode()
