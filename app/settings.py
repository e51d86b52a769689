"""Settings of an installation: one tree, read once from the environment (`MOTLAN_…`).

Unknown names are refused: a mistyped name of the agency key must not count as "none configured".
Settings of a group carry its name: `MOTLAN_API_PORT` is `settings.api.port`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import os
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError
from app.operation.log_scope import LogForm

__all__ = ["ApiSettings", "BackfillSettings", "Settings"]

_PREFIX = "MOTLAN_"
_ELSEWHERE = frozenset(
    {
        "MOTLAN_STATION",  # the station's file and secret, see `station.settings`
        "MOTLAN_STATION_SECRET",
        "MOTLAN_EVAL_DATA",  # used by tests and benchmarks
        "MOTLAN_XSD",
    }
)
"""Variables that other programs of this repository read."""


class ApiSettings(BaseModel):
    """Settings of the API for other systems."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8460, description="Port to listen on")
    chore_seconds: float = Field(
        default=60, gt=0, description="How often audit entries are sealed and webhooks called"
    )
    links: Literal["own", "s3"] = Field(
        default="own",
        description="Whether links to files lead to the service, or to the S3 store itself",
    )


class BackfillSettings(BaseModel):
    """Settings of the backfill on one machine: limits of the reader processes of a runner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    processes: int = Field(
        default_factory=lambda: max(1, len(os.sched_getaffinity(0)) - 1),
        ge=1,
        description="Reader processes of one runner, each on one core",
    )
    attempts: int = Field(default=3, ge=1, description="How often a paper may end its reader")
    lease_seconds: float = Field(
        default=60.0, gt=0, description="After so long without a sign of life others take over"
    )
    page_seconds: float = Field(default=300.0, gt=0, description="Longest time without progress")
    paper_mib: int = Field(default=4096, gt=0, description="Most memory of one reader")
    recycle_papers: int = Field(default=2000, ge=1, description="Papers until a reader is renewed")
    recycle_mib: int = Field(
        default=3072, gt=0, description="Memory from which a reader is renewed between papers"
    )
    reserve_mib: int = Field(
        default=1536, ge=0, description="No paper is begun while less memory is free"
    )
    outage_seconds: float = Field(
        default=1800.0, ge=0, description="How long a runner waits for store and database"
    )


class Settings(BaseSettings):
    """All settings; none of the defaults needs a server."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="ignore",
        frozen=True,
    )

    trial: bool = Field(
        default=False,
        description="A trial: keys of the test authority sign where none are configured",
    )

    log: LogForm = Field(
        default="console", description="Form of the log lines: text for people, or JSON"
    )

    # Storage

    home: Path = Field(
        default=Path("~/.local/share/motlan"),
        description="Folder of the embedded store, index, ledger and test signing authority",
    )
    store: str | None = Field(
        default=None, description="Object store: folder or s3://host:port/bucket; embedded if unset"
    )
    store_restricted: str | None = Field(
        default=None,
        description="Store of papers of level 3 and of unread ones; the same store if unset",
    )
    replica: str | None = Field(
        default=None, description="Second store with the same objects, from which to repair"
    )
    replica_restricted: str | None = Field(
        default=None, description="Replica of store_restricted; the same replica if unset"
    )
    replica_access_key: str = Field(default="", description="Account of the replica's S3 endpoint")
    replica_secret_key: SecretStr = Field(default=SecretStr(""), description="Its secret")
    s3_access_key: str = Field(default="", description="Account of the S3 endpoint")
    s3_secret_key: SecretStr = Field(default=SecretStr(""), description="Its secret")
    index: str | None = Field(
        default=None, description="Database of index and ledger; embedded SQLite if unset"
    )

    reserve_mib: int = Field(
        default=1024, ge=0, description="No paper is taken in while less disk space is free"
    )

    # Signing

    operator_key: str | None = Field(
        default=None, description="Key of the person who scans: PKCS#12 file or pkcs11: URI"
    )
    agency_key: str | None = Field(
        default=None, description="Key of the agency: PKCS#12 file or pkcs11: URI"
    )
    operator_pin: SecretStr | None = Field(
        default=None, description="Passphrase or PIN of operator_key"
    )
    agency_pin: SecretStr | None = Field(
        default=None, description="Passphrase or PIN of agency_key"
    )
    agents_sign: bool = Field(
        default=False, description="Postal agents sign what they handed in, with keys of their own"
    )
    trust: Path | None = Field(
        default=None, description="PEM file of the roots that signatures are checked against"
    )
    tsa: str | None = Field(
        default=None, description="Address of the RFC 3161 timestamp authority; none if unset"
    )
    tsa_seconds: float = Field(
        default=5, gt=0, description="Longest wait for the timestamp authority"
    )
    proof: Literal["B-T", "B-LT", "B-LTA"] = Field(
        default="B-LTA", description="Level of the seal where there is a timestamp authority"
    )
    revocation_days: int = Field(
        default=30, ge=0, description="Longest life of the authorities' OCSP answers and CRLs"
    )
    ask_revocation: bool = Field(
        default=False, description="Ask OCSP and CRL over the network when signatures are checked"
    )

    # Local rules

    procedures: Path | None = Field(
        default=None, description="Folder of imported and approved procedures; those that ship"
    )
    forms: Path | None = Field(
        default=None, description="TOML file of printed forms beside those that ship"
    )
    below_floor: Literal["flag", "refuse"] | None = Field(
        default=None, description="Scans below 200 dpi colour; what the rule in force says if unset"
    )
    presented_papers: Literal["fields_only", "keep"] | None = Field(
        default=None, description="Pictures of identity cards; what the rule in force says if unset"
    )

    # Questions about people

    dossiers: Literal["desk", "case_system"] = Field(
        default="desk",
        description="Who opens the dossiers for which people may be asked about:"
        " the desk, too, or case systems alone",
    )
    dossier_days: int = Field(
        default=365, ge=1, description="How long a dossier of the desk counts as open"
    )
    second_attribute: bool = Field(
        default=False,
        description="A question by number also needs the name or the birth of the person",
    )
    persons_per_dossier: int = Field(
        default=20, ge=1, description="About how many people may be asked for one dossier"
    )
    persons_per_day: int = Field(
        default=500, ge=1, description="About how many people one account may ask within a day"
    )

    # Reading

    models: Path | None = Field(
        default=None, description="Folder of the models; those that ship if unset"
    )
    runtime: Literal["openvino", "onnxruntime"] | None = Field(
        default=None, description="What runs the networks; OpenVINO where installed if unset"
    )
    threads: int | None = Field(
        default=None, ge=1, description="Threads of the networks in one process; all cores if unset"
    )

    # Pages

    idle_seconds: int = Field(
        default=900, gt=0, le=900, description="Idle time after which a session is locked"
    )
    https: bool = Field(
        default=False, description="Pages are reached over HTTPS only; cookies say so then"
    )
    workers: int = Field(default=1, ge=0, description="Reading processes started with the pages")

    api: ApiSettings = ApiSettings()
    backfill: BackfillSettings = Field(default_factory=BackfillSettings)

    @classmethod
    def read(cls, **given: object) -> Self:
        """Read the environment.

        Args:
            given: Settings that override the environment, e.g. from command options.

        Raises:
            SettingsError: A name is unknown or a value is invalid.
        """
        try:
            return cls(**given)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors()[0]
            name = _PREFIX + "_".join(str(part) for part in first["loc"]).upper()
            raise SettingsError("value", problem=first["msg"], source=name) from error

    @model_validator(mode="before")
    @classmethod
    def _known_names(cls, values: object) -> object:
        names = cls.names()
        for name in sorted(os.environ):
            if name.startswith(_PREFIX) and name not in names | _ELSEWHERE:
                near = difflib.get_close_matches(name, names, 1)
                if near:
                    raise SettingsError("near", near=near[0], source=name)
                raise SettingsError(source=name)
        return values

    @classmethod
    def names(cls) -> frozenset[str]:
        """Return the names of all environment variables for settings."""
        groups: dict[str, type[BaseModel]] = {"api": ApiSettings, "backfill": BackfillSettings}
        single = {name.upper() for name in cls.model_fields if name not in groups}
        grouped = {
            f"{group}_{name}".upper()
            for group, model in groups.items()
            for name in model.model_fields
        }
        return frozenset(_PREFIX + name for name in single | grouped)

    @property
    def folder(self) -> Path:
        """Absolute path of the home folder."""
        return self.home.expanduser().absolute()

    @property
    def store_url(self) -> str:
        """Address of the object store."""
        return self.store or str(self.folder / "store")

    @property
    def index_url(self) -> str | Path:
        """Address of the index."""
        return self.index or self.folder / f"index{self._store_mark}.sqlite"

    @property
    def ledger_url(self) -> str | Path:
        """Address of the ledger, the desk and the batches."""
        return self.index or self.folder / f"ledger{self._store_mark}.sqlite"

    @property
    def audit_url(self) -> str | Path:
        """Address of the audit chain."""
        return self.index or self.folder / "audit.sqlite"

    @property
    def _store_mark(self) -> str:
        """Distinguishes the embedded indexes of several stores."""
        if self.store is None:
            return ""
        return "-" + hashlib.sha256(self.store.encode()).hexdigest()[:8]

    @property
    def authority_folder(self) -> Path:
        """Folder of the test signing authority."""
        return self.folder / "authority"

    @property
    def api_folder(self) -> Path:
        """Folder for the accounts of other systems and the keys of this installation."""
        return self.folder / "api"

    @property
    def idle(self) -> dt.timedelta:
        """Idle time after which a session on the pages is locked."""
        return dt.timedelta(seconds=self.idle_seconds)
