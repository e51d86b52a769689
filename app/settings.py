"""Settings of an installation, from the environment (`MOTLAN_…`)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Where things are kept and who signs; every default works without a server."""

    model_config = SettingsConfigDict(env_prefix="MOTLAN_", extra="ignore")

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
    index: str | None = Field(
        default=None, description="Database of index and ledger; embedded SQLite if unset"
    )
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

    models: Path | None = Field(
        default=None, description="Folder of the models; those beside the packages if unset"
    )
    runtime: Literal["openvino", "onnxruntime"] | None = Field(
        default=None, description="What networks run on; OpenVINO where it is installed if unset"
    )
    threads: int | None = Field(
        default=None, ge=1, description="Threads of the networks in a process; as many as cores"
    )

    below_floor: Literal["flag", "refuse"] | None = Field(
        default=None, description="Scans below 200 dpi colour; what the rule in force says if unset"
    )
    presented_papers: Literal["fields_only", "keep"] | None = Field(
        default=None, description="Pictures of identity cards; what the rule in force says if unset"
    )

    @property
    def folder(self) -> Path:
        """The home folder, absolute."""
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
        """Address of the ledger."""
        return self.index or self.folder / f"ledger{self._store_mark}.sqlite"

    @property
    def _store_mark(self) -> str:
        """Keeps the embedded indexes of several stores apart."""
        if self.store is None:
            return ""
        return "-" + hashlib.sha256(self.store.encode()).hexdigest()[:8]

    @property
    def authority_folder(self) -> Path:
        """Folder of the test signing authority."""
        return self.folder / "authority"
