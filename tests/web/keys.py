"""Hands on a keyboard: no mouse, no selectors to click on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FileChooser, Page

__all__ = ["Hands"]

_FOCUSED = "selector => document.activeElement.matches(selector)"


class Hands:
    """Presses keys on a page and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0
        self._choosers: list[FileChooser] = []
        # From the start: no dialog may slip by.
        page.on("filechooser", lambda chooser: self._choosers.append(chooser))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)

    def tab_to(self, selector: str) -> None:
        """Press Tab until something has the focus."""
        for _ in range(60):
            if self.page.evaluate(_FOCUSED, selector):
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    def choose(self, selector: str, files: Sequence[Path]) -> None:
        """Choose files at a field that the keyboard reaches."""
        self.tab_to(selector)
        self.press("Enter")
        for _ in range(600):
            if self._choosers:
                break
            self.page.wait_for_timeout(100)
        self._choosers.pop().set_files([str(file) for file in files])

    def open_dossier(self, dossier: str) -> None:
        if not self.page.url.endswith("/tiep-nhan"):
            self.press("Alt+1")
        self.page.wait_for_url("**/tiep-nhan")
        self.tab_to("#dossier")
        self.type(dossier)
        self.press("Enter")
        self.page.wait_for_url(f"**/tiep-nhan/{dossier}")

    def review_all(self, values: dict[str, str]) -> None:
        """Review paper after paper until none is left: type what is known, accept the rest."""
        while "/kiem-tra/" in self.page.url:
            here = self.page.url
            self.page.wait_for_selector("#left:not(:empty)")
            while self.page.locator("li[data-ask]:not(.settled)").count():
                name = self.page.evaluate("document.activeElement.name")
                if name in values:
                    self.type(values[name])
                self.press("Enter")
            self.press("Enter")  # the button that ends the paper has the focus
            self.page.wait_for_function("here => location.href !== here", arg=here)
