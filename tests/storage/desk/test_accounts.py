"""Accounts and sessions: five wrong passwords, fifteen idle minutes, nothing readable at rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.desk.accounts import Accounts, Role, SignIn
from storage.errors import AccountExistsError, AccountMissingError

pytestmark = pytest.mark.slow

START = dt.datetime(2026, 11, 22, 1, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(database_url: str, clock: Clock) -> Iterator[Accounts]:
    accounts = Accounts(Database(database_url), clock=clock)
    yield accounts
    accounts.database.close()


def test_an_account_opens_with_its_password_alone(accounts: Accounts) -> None:
    first = accounts.add("an", frozenset({Role.OPERATOR}), "H26.12", "Q1")
    assert accounts.try_password("an", first) is SignIn.OPENED
    assert accounts.try_password("an", first + "x") is SignIn.WRONG
    assert accounts.try_password("nobody", first) is SignIn.WRONG
    account = accounts.get("an")
    assert account is not None
    assert account.must_change
    assert account.may(Role.OPERATOR)
    assert not account.may(Role.SUPERVISOR, Role.AUDITOR)
    accounts.change_password("an", "mật khẩu của An")
    assert accounts.try_password("an", first) is SignIn.WRONG
    assert accounts.try_password("an", "mật khẩu của An") is SignIn.OPENED
    with pytest.raises(AccountExistsError):
        accounts.add("an", frozenset())
    with pytest.raises(AccountMissingError):
        accounts.reset("nobody")


def test_five_wrong_passwords_lock_the_account_for_a_while(
    accounts: Accounts, clock: Clock
) -> None:
    right = accounts.add("an", frozenset({Role.OPERATOR}))
    tries = [accounts.try_password("an", "sai") for _ in range(5)]
    assert tries == [SignIn.WRONG] * 4 + [SignIn.LOCKED]
    assert accounts.try_password("an", right) is SignIn.LOCKED
    clock.now += Accounts.LOCK
    assert accounts.try_password("an", right) is SignIn.OPENED


def test_an_idle_session_is_locked_until_the_password_comes(
    accounts: Accounts, clock: Clock
) -> None:
    accounts.add("an", frozenset({Role.OPERATOR}))
    token = accounts.open_session("an")
    clock.now += dt.timedelta(minutes=14)
    session = accounts.session(token, acting=True)
    assert session is not None
    assert not session.locked
    for _ in range(3):  # what a page asks by itself keeps nobody in
        clock.now += dt.timedelta(minutes=6)
        session = accounts.session(token, acting=False)
    assert session is not None
    assert session.locked
    accounts.unlock(token)
    session = accounts.session(token, acting=True)
    assert session is not None
    assert not session.locked
    for _ in range(90):
        clock.now += dt.timedelta(minutes=10)
        session = accounts.session(token, acting=True)
    assert session is None


def test_a_closed_or_reset_account_has_no_session(accounts: Accounts) -> None:
    old = accounts.add("an", frozenset({Role.OPERATOR}))
    token = accounts.open_session("an")
    accounts.shut("an")
    assert accounts.session(token, acting=True) is None
    assert accounts.try_password("an", old) is SignIn.WRONG
    new = accounts.reset("an")
    assert accounts.try_password("an", new) is SignIn.OPENED
    second = accounts.open_session("an")
    accounts.end(second)
    assert accounts.session(second, acting=True) is None


def test_the_database_opens_no_door(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    accounts = Accounts(Database(path))
    password = accounts.add("an", frozenset({Role.OPERATOR}))
    token = accounts.open_session("an")
    accounts.database.close()
    kept = path.read_bytes()
    assert b"argon2id" in kept
    assert password.encode() not in kept
    assert token.encode() not in kept


def test_the_session_of_a_machine_is_never_locked_and_lasts_while_it_lives(
    accounts: Accounts, clock: Clock
) -> None:
    accounts.add("may-1", frozenset({Role.KIOSK}), "H26.12", "K1")
    accounts.add("an", frozenset({Role.OPERATOR}))
    token = accounts.open_session("may-1")
    for _ in range(10):
        clock.now += dt.timedelta(days=1)
        accounts.open_session("an")
        found = accounts.session(token, acting=False)
        assert found is not None
        assert not found.locked
    accounts.lock(token)
    found = accounts.session(token, acting=False)
    assert found is not None
    assert not found.locked
    assert [(d.name, d.station, d.seen_at) for d in accounts.devices()] == [
        ("may-1", "K1", clock.now)
    ]
    clock.now += accounts.SILENT_DEVICE + dt.timedelta(minutes=1)
    assert accounts.session(token, acting=False) is None


def test_a_machine_has_one_session_and_people_have_several(accounts: Accounts) -> None:
    for name, role in (("may-1", Role.KIOSK), ("an", Role.OPERATOR)):
        accounts.add(name, frozenset({role}))
    first, second = (accounts.open_session("may-1") for _ in range(2))
    assert accounts.session(first, acting=True) is None
    assert accounts.session(second, acting=True) is not None
    first, _ = (accounts.open_session("an") for _ in range(2))
    assert accounts.session(first, acting=True) is not None
