"""Numbers of one person: who asks for them has looked at all of them."""

from __future__ import annotations

from pathlib import Path

from app.acting import Caller
from app.installation import App
from app.papers.life.numbers import link_numbers, numbers_of, part_numbers
from app.settings import Settings
from storage.audit.chain import Action

NEW, OLD = "001190012345", "012345678"
AN = Caller("an", "an", purpose="giấy xác nhận số CMND")


def test_a_look_at_the_numbers_of_a_person_is_noted_under_each_of_them(tmp_path: Path) -> None:
    with App(Settings(home=tmp_path)) as app:
        link_numbers(app, AN, NEW, OLD)
        assert list(numbers_of(app, AN, NEW)) == [OLD]
        looked = [e.event for e in app.audit.entries() if e.event.action is Action.SEARCH]
        assert [set(event.persons) for event in looked] == [
            {app.audit.subject(NEW), app.audit.subject(OLD)}
        ]
        assert part_numbers(app, AN, OLD, NEW)
        assert numbers_of(app, AN, NEW) == {}
