"""Uploads papers from the spool to the centre: each exactly once, despite lost connections.

After every lost connection the centre is asked first which of the waiting papers it holds: a paper
that arrived just before is not sent again. A refused paper waits for a person; a connection that is
down or a locked account stops all uploads and marks no paper as failed.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from schemas.protocol.handover import ASK_AT_ONCE, PaperProgress
from station.book import BookEntry, Notice, SpoolState
from station.centre import Centre
from station.errors import CentreError, RefusedError, SpoolDamagedError
from station.spool import Spool

__all__ = ["Backoff", "Sender"]

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_LOST_ATTEMPTS = 3
"""Temporary refusals of one paper, on a working connection, before the next ones go first."""
_NOTICE = "centre:"


@dataclass(slots=True)
class Backoff:
    """Exponential backoff with jitter: how long to wait after consecutive failures.

    Without jitter, stations that lost the centre at the same time would all return at once.
    """

    failures: int = 0
    chance: Callable[[], float] = random.random

    def failed(self) -> float:
        """Return the seconds to wait after one more failure."""
        self.failures += 1
        longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(self.failures - 1, 16))
        return longest * (0.5 + 0.5 * self.chance())

    def worked(self) -> None:
        """Reset after a success."""
        self.failures = 0


@dataclass(slots=True)
class Sender:
    """Sends the papers that are due.

    Attributes:
        spool: Where papers come from.
        centre: Where they go.
        clock: Returns seconds since the epoch.
        online: Whether the centre answered last time; None before the first time.
    """

    spool: Spool
    centre: Centre
    clock: Callable[[], float] = time.time
    online: bool | None = None
    _backoff: Backoff = field(default_factory=Backoff)
    _quiet_until: float = 0.0

    def round(self) -> bool:
        """Hand over all papers that are due and query the progress of the others.

        Returns:
            Whether a paper was handed over, so that the next round should start at once.

        Raises:
            SpoolError: The spool cannot be used.
        """
        if self.clock() < self._quiet_until:
            return False
        try:
            sent = self._send_due()
            self._ask_progress()
        except CentreError as error:
            self.online = False
            self._quiet_until = self.clock() + self._backoff.failed()
            self.spool.book.tell(_NOTICE, [Notice.of(error, "")])
            return False
        if not self.online:
            self.spool.book.tell(_NOTICE, [])
        self.online = True
        self._backoff.worked()
        return sent

    def hurry(self) -> None:
        """Retry at once, whatever failed before."""
        self._quiet_until = 0.0

    def _send_due(self) -> bool:
        due = self.spool.book.due(self.clock(), ASK_AT_ONCE)
        if not due:
            return False
        asked = {line.sha256: line.facts.dossier for line in due if not line.anew}
        held = self.centre.known(asked) if asked else set()
        self.spool.book.acknowledge(held)
        for line in due:
            if line.sha256 not in held and not self._comes_first(line.facts.replaces):
                self._hand_over(line)
        return True

    def _comes_first(self, replaced: str | None) -> bool:
        """Tell whether a paper that another replaces is still to be handed over before it."""
        line = self.spool.book.line(replaced) if replaced else None
        return line is not None and line.state in (SpoolState.SPOOLED, SpoolState.SENT)

    def _hand_over(self, line: BookEntry) -> None:
        """Hand one paper over.

        Raises:
            CentreError: The connection or the account failed; the paper waits.
        """
        book = self.spool.book
        try:
            with self.spool.opened(line.sha256) as file:
                book.sending(line.sha256)
                answer = self.centre.hand_over(line.sha256, file, line.facts)
        except SpoolDamagedError as error:
            book.refuse(line.sha256, error.code, error.remedy())
        except RefusedError as error:
            book.refuse(line.sha256, error.problem, error.remedy())
        except CentreError as error:
            waits = _LONGEST_WAIT if line.attempts + 1 >= _LOST_ATTEMPTS else 0.0
            book.postpone(line.sha256, self.clock() + waits, error)
            raise
        else:
            told = "; ".join(filter(None, (answer.remedy, answer.elsewhere)))
            book.acknowledge([line.sha256], answer.pages, code=answer.problem, remedy=told or None)

    def _ask_progress(self) -> None:
        lines = self.spool.book.under_way(ASK_AT_ONCE)
        if not lines:
            return
        known = {line.sha256: line for line in lines}
        for told in self.centre.progress(list(known)).papers:
            line = known[told.paper_id]
            if _differs(told, line):
                self.spool.book.progress(told)

    def purge(self, keep_days: float) -> int:
        """Remove originals that the centre has held for long enough; return how many."""
        return self.spool.purge(dt.datetime.now(dt.UTC) - dt.timedelta(days=keep_days))


def _differs(told: PaperProgress, line: BookEntry) -> bool:
    new_code = told.code is not None and told.code != line.code
    new_pages = bool(told.pages) and told.pages != line.verdict
    return told.state is not line.progress or new_code or new_pages
