"""What an installation keeps in the tables of its database: the desk, reuse, the backfill."""

from __future__ import annotations

import datetime as dt
import functools
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.settings import Settings

if TYPE_CHECKING:
    from storage.batches.batches import Batches
    from storage.batches.figures import BatchFigures
    from storage.batches.pace import BatchPace
    from storage.database import Database
    from storage.desk.accounts import Accounts
    from storage.desk.asked_persons import AskedPersons
    from storage.desk.case_dossiers import CaseDossiers
    from storage.desk.dossiers import Dossiers
    from storage.desk.figures import DeskFigures
    from storage.desk.filled_forms import FilledForms
    from storage.desk.hand_ins import HandIns
    from storage.desk.lookups import Lookups
    from storage.desk.receipts import Receipts
    from storage.desk.reuse_decisions import ReuseDecisions
    from storage.desk.work_queue import Desk
    from storage.papers.search.number_links import NumberLinks

__all__ = ["Books"]


class Books(ABC):
    """One instance for each kind of row, opened when it is first asked for."""

    settings: Settings
    clock: Callable[[], dt.datetime]

    @property
    @abstractmethod
    def _books(self) -> Database:
        """The database of ledger, desk and batches."""

    # The desk

    @functools.cached_property
    def desk(self) -> Desk:
        """The work queue of papers between scanner and store."""
        from storage.desk.work_queue import Desk

        return Desk(self._books, clock=self.clock)

    @functools.cached_property
    def hand_ins(self) -> HandIns:
        """Papers handed in again, for other dossiers."""
        from storage.desk.hand_ins import HandIns

        return HandIns(self._books)

    @functools.cached_property
    def accounts(self) -> Accounts:
        """The accounts that may sign in to the pages."""
        from storage.desk.accounts import Accounts

        return Accounts(self._books, idle=self.settings.idle, clock=self.clock)

    @functools.cached_property
    def dossiers(self) -> Dossiers:
        """The dossiers open at the desk."""
        from storage.desk.dossiers import Dossiers

        return Dossiers(self._books, clock=self.clock)

    @functools.cached_property
    def receipts(self) -> Receipts:
        """The receipt codes with which citizens check the progress of a dossier."""
        from storage.desk.receipts import Receipts

        return Receipts(self._books, clock=self.clock)

    @functools.cached_property
    def case_dossiers(self) -> CaseDossiers:
        """The dossiers that case systems opened."""
        from storage.desk.case_dossiers import CaseDossiers

        return CaseDossiers(self._books, clock=self.clock)

    @functools.cached_property
    def asked_persons(self) -> AskedPersons:
        """About whom the store was asked."""
        from storage.desk.asked_persons import AskedPersons

        return AskedPersons(self._books, clock=self.clock)

    @functools.cached_property
    def lookups(self) -> Lookups:
        """The answers to lookups (Tra cứu)."""
        from storage.desk.lookups import Lookups

        return Lookups(self._books, clock=self.clock)

    @functools.cached_property
    def filled_forms(self) -> FilledForms:
        """Forms that were filled from what is on file, by the code printed on them."""
        from storage.desk.filled_forms import FilledForms

        return FilledForms(self._books, clock=self.clock)

    @functools.cached_property
    def reuse_decisions(self) -> ReuseDecisions:
        """What was decided on papers that checks proposed."""
        from storage.desk.reuse_decisions import ReuseDecisions

        return ReuseDecisions(self._books)

    @functools.cached_property
    def number_links(self) -> NumberLinks:
        """Numbers that officers said to be one person's."""
        from storage.papers.search.number_links import NumberLinks

        return NumberLinks(self._books, clock=self.clock)

    @functools.cached_property
    def figures(self) -> DeskFigures:
        """Figures of the desk: queues, throughput, checks."""
        from storage.desk.figures import DeskFigures

        return DeskFigures(self._books)

    # The backfill

    @functools.cached_property
    def batches(self) -> Batches:
        """The batches of the backfill, their shards and files."""
        from storage.batches.batches import Batches

        return Batches(self._books, clock=self.clock)

    @functools.cached_property
    def batch_figures(self) -> BatchFigures:
        """Figures on the results of batches."""
        from storage.batches.figures import BatchFigures

        return BatchFigures(self._books)

    @functools.cached_property
    def pace(self) -> BatchPace:
        """The recent speed of batches."""
        from storage.batches.pace import BatchPace

        return BatchPace(self._books)
