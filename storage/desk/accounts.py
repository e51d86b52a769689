"""Accounts of people, and the sessions they work in (QCVN 12:2026/BCA 3.6.2.1.8 and 3.6.2.1.9).

Passwords are stored as argon2id hashes, sessions as the hash of their token: the contents of the
database do not let anybody sign in. Wrong passwords are counted in `storage.desk.attempts`; an idle
session is locked and asks for the password again; after a working day it ends. The session of a
machine for the public (`Account.is_device`) is never locked, as nobody there could unlock it, and
lasts while the machine gives signs of life.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from storage.database import Database, UtcDateTime
from storage.desk.attempts import Attempts
from storage.errors import AccountExistsError, AccountMissingError, BusyError
from storage.kept import Clock
from storage.objects.port import sha256_of

__all__ = ["Account", "Accounts", "Device", "Role", "Session", "SignIn"]


class Role(StrEnum):
    """What an account is for."""

    OPERATOR = "operator"
    """Scans, reviews and signs the papers of their branch."""
    CHECKER = "checker"
    """Checks papers as the second person."""
    SUPERVISOR = "supervisor"
    """Watches the work of all branches and decides doubtful cases."""
    RECORDS_OFFICER = "records_officer"
    """Finds papers on file for authorised purposes, and runs the backfill."""
    AUDITOR = "auditor"
    """Sees who did what, but no paper."""
    AGENT = "agent"
    """Scans at a postal agent; sees nothing but what they handed in themselves."""
    KIOSK = "kiosk"
    """A self-service machine for citizens: hands papers in and cannot see them again."""


class SignIn(StrEnum):
    """Outcome of a sign-in attempt."""

    OPENED = "opened"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account.

    Attributes:
        name: Sign-in name; no personal data needed.
        roles: What it is for.
        branch: Code of the branch or agent; empty: all.
        station: Code of the usual counter.
        must_change: Whether the password was set by somebody else.
        closed: Whether it can no longer be used.
        signing_key: PKCS#12 file or pkcs11: URI of the person's key; empty: none.
        holder: Whose certificate it must be, as the certificate names the person.
        elsewhere: Whether it signs in through the identity provider.
    """

    name: str
    roles: frozenset[Role]
    branch: str
    station: str
    must_change: bool
    closed: bool
    signing_key: str = ""
    holder: str = ""
    elsewhere: bool = False

    @property
    def is_device(self) -> bool:
        """Whether it is that of a machine, at which strangers stand and nobody can sign in."""
        return self.roles == {Role.KIOSK}

    def may(self, *roles: Role) -> bool:
        """Return whether the account has one of the given roles."""
        return bool(self.roles & set(roles))


@dataclass(frozen=True, slots=True)
class Device:
    """A machine at which the public hands in.

    Attributes:
        name: Of its account.
        branch: Code of the branch.
        station: Code of its place.
        seen_at: Its last sign of life, UTC; None where it is not signed in.
    """

    name: str
    branch: str
    station: str
    seen_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a person who signed in.

    Attributes:
        account: Whose session it is.
        csrf: Secret that its forms carry.
        locked: Whether it asks for the password again.
        opened_at: UTC.
        seen_at: Last time the person did something, UTC.
    """

    account: Account
    csrf: str
    locked: bool
    opened_at: dt.datetime
    seen_at: dt.datetime


metadata = sa.MetaData()
_accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("roles", sa.String(200), nullable=False),
    sa.Column("branch", sa.String(64), nullable=False),
    sa.Column("station", sa.String(64), nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("signing_key", sa.String(400), nullable=False),
    sa.Column("holder", sa.String(200), nullable=False),
    sa.Column("elsewhere", sa.Boolean, nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
)
_sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("locked", sa.Boolean, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Index("sessions_by_account", "account"),
)
_UNKNOWN = "$argon2id$v=19$m=65536,t=3,p=4$" + "A" * 22 + "$" + "A" * 43
"""Checked if there is no account, so that the response time does not reveal it."""

_HASHING = threading.BoundedSemaphore(2)
"""A check takes 64 MiB and a core for a moment: not many at once in a process."""
_HASHING_SECONDS = 10.0


class Accounts:
    """Accounts and sessions in a database."""

    LOCK = Attempts.LOCK
    LONGEST_SESSION = dt.timedelta(hours=12)
    SILENT_DEVICE = dt.timedelta(days=7)
    """After so long without a sign of life a machine has to be signed in again."""
    HEARTBEAT = dt.timedelta(seconds=30)
    """How exactly the last sign of life of a machine is known."""

    def __init__(
        self,
        database: Database,
        *,
        idle: dt.timedelta = dt.timedelta(minutes=15),
        clock: Clock = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Open the accounts; create their tables if they are missing.

        Args:
            database: Database with its tables.
            idle: Time after which a session is locked; the law allows 15 minutes at most.
            clock: Returns the time, UTC.
        """
        self.database = database
        self._clock = clock
        self.idle = idle
        self.attempts = Attempts(database, clock=clock)
        self._hasher = PasswordHasher()
        self.database.create(metadata)

    def add(self, name: str, roles: frozenset[Role], branch: str = "", station: str = "") -> str:
        """Create an account; return its first password, which is stored nowhere.

        Raises:
            AccountExistsError: There is one of that name.
        """
        password = _new_password()
        self._insert(name, password, roles, branch, station, must_change=True)
        return password

    def add_known_elsewhere(
        self, name: str, roles: frozenset[Role], branch: str = "", station: str = ""
    ) -> None:
        """Create an account that signs in through an identity provider: it has no password.

        Raises:
            AccountExistsError: There is one of that name.
        """
        self._insert(name, secrets.token_urlsafe(48), roles, branch, station, must_change=False)
        self._set(name, elsewhere=True)

    def bind(self, name: str, subject: str) -> bool:
        """Bind an account of the identity provider to a person, the first time.

        Args:
            name: Of the account.
            subject: What the provider never changes of the person.

        Returns:
            Whether the account signs in so, and is that person's.
        """
        mine = (_accounts.c.name == name, _accounts.c.elsewhere)
        free = sa.update(_accounts).where(*mine, _accounts.c.subject == "")
        theirs = sa.select(_accounts.c.name).where(*mine, _accounts.c.subject == subject)
        with self.database.write() as connection:
            connection.execute(free.values(subject=subject))
            return connection.execute(theirs).first() is not None

    def _insert(
        self,
        name: str,
        password: str,
        roles: frozenset[Role],
        branch: str,
        station: str,
        *,
        must_change: bool,
    ) -> None:
        values = {
            "name": name,
            "password": self._hasher.hash(password),
            "roles": ",".join(sorted(roles)),
            "branch": branch,
            "station": station,
            "must_change": must_change,
            "closed": False,
            "signing_key": "",
            "holder": "",
            "elsewhere": False,
            "subject": "",
            "made_at": self._clock(),
        }
        try:
            with self.database.write() as connection:
                connection.execute(_accounts.insert().values(values))
        except sa.exc.IntegrityError as error:
            raise AccountExistsError() from error

    def reset(self, name: str) -> str:
        """Give an account a new first password, reopen it and end its sessions.

        Raises:
            AccountMissingError: There is none.
        """
        password = _new_password()
        self._set(
            name,
            password=self._hasher.hash(password),
            must_change=True,
            closed=False,
        )
        self.attempts.forget(name)
        self.end_all(name)
        return password

    def shut(self, name: str) -> None:
        """Close an account and end its sessions.

        Raises:
            AccountMissingError: There is none.
        """
        self._set(name, closed=True)
        self.end_all(name)

    def change_password(self, name: str, password: str, *, keep: str = "") -> None:
        """Set the password that a person chose; their other sessions end.

        Args:
            name: Of the account.
            password: The new one.
            keep: Token of the session that goes on.

        Raises:
            AccountMissingError: There is none.
        """
        self._set(name, password=self._hasher.hash(password), must_change=False)
        others = _sessions.c.token != sha256_of(keep.encode())
        with self.database.write() as connection:
            mine = _sessions.c.account == name
            connection.execute(_sessions.delete().where(mine, others))

    def get(self, name: str) -> Account | None:
        """Return an account, or None."""
        with self.database.read() as connection:
            row = connection.execute(_accounts.select().where(_accounts.c.name == name)).first()
        return _account(row) if row else None

    def all(self) -> list[Account]:
        """Return all accounts by name."""
        with self.database.read() as connection:
            rows = connection.execute(_accounts.select().order_by(_accounts.c.name))
            return [_account(row) for row in rows]

    def change(self, name: str, **values: object) -> None:
        """Change what an account is for; open sessions have it from their next request.

        Args:
            name: Of the account.
            values: `roles`, `branch`, `station`, `signing_key`, `holder`, `elsewhere`; said again,
                the last one lets another person of the provider be bound.

        Raises:
            AccountMissingError: There is none.
        """
        if "roles" in values:
            values["roles"] = ",".join(sorted(str(role) for role in values["roles"]))  # type: ignore[attr-defined]
        if "elsewhere" in values:
            values["subject"] = ""
        self._set(name, **values)

    def try_password(self, name: str, password: str, address: str = "") -> SignIn:
        """Check a password; wrong ones count.

        What is answered, and how long it takes, is the same for a name that no account has.

        Args:
            name: Of the account, as typed.
            password: As typed.
            address: Where it was typed.

        Raises:
            BusyError: Too many passwords are being checked at the moment.
        """
        if self.attempts.locked(name, address):
            return SignIn.LOCKED
        with self.database.read() as connection:
            row = connection.execute(_accounts.select().where(_accounts.c.name == name)).first()
        known = _UNKNOWN if row is None or row.closed else row.password
        if self._matches(known, password) and known != _UNKNOWN:
            self.attempts.succeeded(name, address)
            return SignIn.OPENED
        return SignIn.LOCKED if self.attempts.failed(name, address) else SignIn.WRONG

    def open_session(self, name: str) -> str:
        """Begin a session; return its token, of which only the hash is stored."""
        token, now = secrets.token_urlsafe(32), self._clock()
        values = {
            "token": sha256_of(token.encode()),
            "account": name,
            "csrf": secrets.token_urlsafe(32),
            "locked": False,
            "opened_at": now,
            "seen_at": now,
        }
        devices = sa.select(_accounts.c.name).where(_accounts.c.roles == Role.KIOSK.value)
        with self.database.write() as connection:
            ended = _sessions.c.opened_at < now - self.LONGEST_SESSION
            of_people = _sessions.c.account.not_in(devices)
            connection.execute(_sessions.delete().where(ended, of_people))
            # A machine has one session, so that its name tells where a paper was handed in.
            one = sa.and_(_sessions.c.account == name, _sessions.c.account.in_(devices))
            connection.execute(_sessions.delete().where(one))
            connection.execute(_sessions.insert().values(values))
        return token

    def session(self, token: str, *, acting: bool) -> Session | None:
        """Return the session of a token, or None if it ended or never existed.

        Args:
            token: From the cookie.
            acting: Whether a person acts; automatic requests of a page do not extend a session.
        """
        now, key = self._clock(), sha256_of(token.encode())
        query = sa.select(_sessions, _accounts).join(
            _accounts, _accounts.c.name == _sessions.c.account
        )
        with self.database.read() as connection:
            row = connection.execute(query.where(_sessions.c.token == key)).first()
        if row is None or row.closed:
            return None
        account = _account(row)
        longest, since = self.LONGEST_SESSION, row.opened_at
        if account.is_device:
            longest, since = self.SILENT_DEVICE, row.seen_at
        if now - since > longest:
            self.end(token)
            return None
        if account.is_device:
            if now - row.seen_at >= self.HEARTBEAT:
                self._touch(key, now, locked=False, seen=True)
            return Session(account, row.csrf, False, row.opened_at, row.seen_at)
        locked = row.locked or now - row.seen_at > self.idle
        if locked != row.locked or (acting and not locked):
            self._touch(key, now, locked=locked, seen=acting and not locked)
        return Session(account, row.csrf, locked, row.opened_at, row.seen_at)

    def devices(self) -> list[Device]:
        """Return the machines that may hand in, with the last sign of life of each."""
        seen = sa.func.max(_sessions.c.seen_at).label("seen")
        query = (
            sa.select(_accounts.c.name, _accounts.c.branch, _accounts.c.station, seen)
            .outerjoin(_sessions, _sessions.c.account == _accounts.c.name)
            .where(_accounts.c.roles == Role.KIOSK.value, ~_accounts.c.closed)
            .group_by(_accounts.c.name, _accounts.c.branch, _accounts.c.station)
            .order_by(_accounts.c.branch, _accounts.c.name)
        )
        with self.database.read() as connection:
            return [Device(*row) for row in connection.execute(query)]

    def lock(self, token: str) -> None:
        """Lock a session until the password is given again."""
        key = sha256_of(token.encode())
        self._touch(key, self._clock(), locked=True, seen=False)

    def unlock(self, token: str) -> None:
        """Unlock a session after its person gave the password."""
        self._touch(sha256_of(token.encode()), self._clock(), locked=False, seen=True)

    def end(self, token: str) -> None:
        """End a session."""
        gone = _sessions.delete().where(_sessions.c.token == sha256_of(token.encode()))
        with self.database.write() as connection:
            connection.execute(gone)

    def end_all(self, name: str) -> None:
        """End all sessions of an account."""
        with self.database.write() as connection:
            connection.execute(_sessions.delete().where(_sessions.c.account == name))

    def _matches(self, known: str, password: str) -> bool:
        if not _HASHING.acquire(timeout=_HASHING_SECONDS):
            raise BusyError()
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False
        finally:
            _HASHING.release()

    def _touch(self, key: str, now: dt.datetime, *, locked: bool, seen: bool) -> None:
        values: dict[str, object] = {"locked": locked}
        if seen:
            values["seen_at"] = now
        with self.database.write() as connection:
            connection.execute(sa.update(_sessions).where(_sessions.c.token == key).values(values))

    def _set(self, name: str, **values: object) -> None:
        change = sa.update(_accounts).where(_accounts.c.name == name).values(values)
        with self.database.write() as connection:
            if connection.execute(change).rowcount != 1:
                raise AccountMissingError()


def _new_password() -> str:
    """Return twelve unambiguous letters and digits, in groups: 60 bits."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    drawn = "".join(secrets.choice(signs) for _ in range(12))
    return "-".join(drawn[i : i + 4] for i in range(0, 12, 4))


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    values = row._mapping
    return Account(
        name=str(values["name"]),
        roles=frozenset(Role(role) for role in str(values["roles"]).split(",") if role),
        branch=str(values["branch"]),
        station=str(values["station"]),
        must_change=bool(values["must_change"]),
        closed=bool(values["closed"]),
        signing_key=str(values["signing_key"]),
        holder=str(values["holder"]),
        elsewhere=bool(values["elsewhere"]),
    )
