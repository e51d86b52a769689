"""Who clicks is who signs: a key of their own, opened with its PIN, bearing the holder's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.accounts import AccountChange, change_account, session_mark, sign_out
from app.acting import Caller
from app.errors import NotTheSignerError, SigningLockedError
from app.installation import App
from app.keys.signing import open_key, signers_of
from app.settings import Settings
from pipeline.seal.errors import PinError
from pipeline.seal.paper import Signers
from pipeline.seal.signing.authority import make_test_authority
from pipeline.seal.signing.keys import common_name
from storage.audit.chain import Action
from storage.desk.accounts import Role

_PIN = "246810"
_HOLDERS = {"an": "Nguyễn Thị An", "binh": "Trần Văn Bình"}


class _Clock:
    def __init__(self) -> None:
        self.now = dt.datetime.now(dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    return {
        name: make_test_authority(folder / name, operator=holder, passphrase=_PIN).operator
        for name, holder in _HOLDERS.items()
    }


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def app(tmp_path: Path, keys: dict[str, Path], clock: _Clock) -> Iterator[App]:
    """A trial in which two clerks have keys of their own."""
    with App(Settings(home=tmp_path, trial=True), clock=clock) as made:
        for name, path in keys.items():
            made.accounts.add(name, frozenset({Role.OPERATOR}), "H26.12")
            named = f"{_HOLDERS[name]} (THỬ NGHIỆM)"
            change = AccountChange(signing_key=str(path), holder=named)
            change_account(made, Caller("motlan-cli"), name, change)
        made.accounts.add("buu-dien", frozenset({Role.AGENT}), "BD-01")
        made.accounts.add("moi", frozenset({Role.OPERATOR}), "H26.12")
        yield made


def _by(name: str, session: str = "s1") -> Caller:
    return Caller(name, name, session=f"{name}-{session}")


def _name(signers: Signers) -> str:
    return common_name(signers.operator.certificate)


def test_two_clerks_two_signatures(app: App) -> None:
    for name in _HOLDERS:
        open_key(app, _by(name), _PIN)
    names = {name: _name(signers_of(app, _by(name))) for name in _HOLDERS}
    assert names["an"].startswith("Nguyễn Thị An")
    assert names["binh"].startswith("Trần Văn Bình")


def test_a_key_is_opened_with_its_pin_for_one_session_and_a_while(app: App, clock: _Clock) -> None:
    with pytest.raises(SigningLockedError):
        signers_of(app, _by("an"))
    with pytest.raises(PinError):
        open_key(app, _by("an"), "000000")
    open_key(app, _by("an"), _PIN)
    assert signers_of(app, _by("an"))
    for other in (_by("an", "s2"), Caller("binh", session="an-s1")):
        with pytest.raises(SigningLockedError):
            signers_of(app, other)
    clock.now += dt.timedelta(minutes=15)
    with pytest.raises(SigningLockedError):
        signers_of(app, _by("an"))


def test_who_signs_out_closes_their_key_and_no_other(app: App) -> None:
    token = app.accounts.open_session("an")
    by = Caller("an", "an", session=session_mark(token))
    open_key(app, by, _PIN)
    open_key(app, _by("binh"), _PIN)
    sign_out(app, by, token)
    with pytest.raises(SigningLockedError):
        signers_of(app, by)
    assert signers_of(app, _by("binh"))


def test_the_key_of_somebody_else_is_refused_and_noted(app: App, keys: dict[str, Path]) -> None:
    stolen = AccountChange(signing_key=str(keys["binh"]))
    change_account(app, Caller("motlan-cli"), "an", stolen)
    with pytest.raises(NotTheSignerError):
        open_key(app, _by("an"), _PIN)
    with pytest.raises(SigningLockedError):
        signers_of(app, _by("an"))
    last = list(app.audit.entries())[-1].event
    assert (last.action, last.actor, last.outcome) == (Action.REFUSE, "an", "E-SIGN-HOLDER")


def test_who_is_renamed_after_opening_signs_no_more(app: App) -> None:
    open_key(app, _by("an"), _PIN)
    change_account(app, Caller("motlan-cli"), "an", AccountChange(holder="Người Khác"))
    with pytest.raises(NotTheSignerError):
        signers_of(app, _by("an"))


def test_agents_sign_only_by_policy(app: App, tmp_path: Path) -> None:
    with pytest.raises(NotTheSignerError):
        signers_of(app, _by("buu-dien"))
    with App(Settings(home=tmp_path, trial=True, agents_sign=True)) as allowing:
        assert signers_of(allowing, _by("buu-dien"))


def test_outside_a_trial_nobody_signs_with_the_key_of_the_house(
    tmp_path: Path, keys: dict[str, Path]
) -> None:
    authority = make_test_authority(tmp_path / "house", operator="Lê Văn Chính")
    settings = Settings(
        home=tmp_path,
        operator_key=str(authority.operator),
        agency_key=str(authority.agency),
        trust=authority.root,
        trial=False,
    )
    with App(settings) as app:
        for name, holder in (("moi", ""), ("dung", "Ai Đó"), ("chinh", "Lê Văn Chính")):
            app.accounts.add(name, frozenset({Role.OPERATOR}), "H26.12")
            app.accounts.change(name, holder=f"{holder} (THỬ NGHIỆM)" if holder else "")
        for name in ("moi", "dung", "nobody"):
            with pytest.raises(NotTheSignerError):
                signers_of(app, _by(name))
        assert _name(signers_of(app, _by("chinh"))).startswith("Lê Văn Chính")
