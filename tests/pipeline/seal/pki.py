"""A whole public key infrastructure on loopback: root, issuing CA, OCSP, CRL, RFC 3161 TSA."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_der_x509_certificate

from pipeline.seal.signing.keys import Pkcs12Signer
from pipeline.seal.signing.timestamp import HttpTimestampAuthority
from pipeline.seal.verification.trust import Trust
from tests.servers import free_ports

_SIGNS = {
    "id": "key_usage",
    "critical": True,
    "smart-value": {"schema": "key-usage", "params": ["digital_signature", "non_repudiation"]},
}
_ENTITIES = {
    "root": "Gốc",
    "issuing": "CA phục vụ các cơ quan Nhà nước",
    "ocsp": "OCSP",
    "tsa": "Máy chủ dấu thời gian",
    "tsa-old": "Máy chủ dấu thời gian cũ",
    "agency": "Ủy ban nhân dân phường Ô Chợ Dừa",
    "clerk": "Nguyễn Thị Hường",
    "expired": "Sở Nội vụ (hết hạn)",
    "revoked": "Sở Tư pháp (bị thu hồi)",
    "short": "Chi cục (sắp hết hạn)",
    "brief": "Chi cục (sắp hết hạn, CRL ngắn hạn)",
    "late": "Chi cục (sẽ bị thu hồi)",
    "encrypts": "Chỉ để mã hóa",
}


@dataclass
class Pki:
    """The running infrastructure and what was made with it."""

    folder: Path
    port: int
    short_ends: dt.datetime
    late_revoked: dt.datetime
    _certificates: dict[str, Any] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def certificate(self, name: str) -> Any:
        """A certificate as `asn1crypto` has it."""
        if name not in self._certificates:
            answer = httpx.get(f"{self.url}/_certomancer/any-cert/vn/{name}.crt")
            answer.raise_for_status()
            self._certificates[name] = x509.Certificate.load(answer.content)
        return self._certificates[name]

    def start(self) -> None:
        """Start the servers, again on the same port after `stop`."""
        program = str(Path(sys.executable).with_name("certomancer"))
        with (self.folder / "log").open("ab") as log:
            command = [program, "animate", "--port", str(self.port)]
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        self._wait(self._process)

    def stop(self) -> None:
        """Stop all servers: an outage of the timestamp authority, OCSP and CRL."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None, (self.folder / "log").read_text()[-3000:]
            try:
                httpx.get(f"{self.url}/", timeout=2)
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            else:
                return

    def signer(self, name: str) -> Pkcs12Signer:
        return Pkcs12Signer(self.store(name))

    def store(self, name: str) -> bytes:
        """A PKCS#12 store with key, certificate and issuer, without passphrase."""
        key = load_pem_private_key((self.folder / "keys" / f"{_key(name)}.pem").read_bytes(), None)
        own, issuing = (
            load_der_x509_certificate(self.certificate(n).dump()) for n in (name, "issuing")
        )
        assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
        return pkcs12.serialize_key_and_certificates(None, key, own, [issuing], NoEncryption())

    def tsa(self, name: str = "tsa") -> HttpTimestampAuthority:
        return HttpTimestampAuthority(f"{self.url}/vn/tsa/{name}")

    def trust(self, *, online: bool = True, moment: dt.datetime | None = None) -> Trust:
        return Trust((self.certificate("root"),), online=online, moment=moment)


def _key(name: str) -> str:
    return (
        "agency" if name in {"expired", "revoked", "short", "brief", "late", "encrypts"} else name
    )


def _utc(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _years(first: int, last: int) -> dict[str, str]:
    return {
        "valid-from": _utc(dt.datetime(first, 1, 1)),
        "valid-to": _utc(dt.datetime(last, 1, 1)),
    }


def _configuration(port: int, short_ends: dt.datetime, late_revoked: dt.datetime) -> dict[str, Any]:
    def crl(repo: str) -> dict[str, Any]:
        return {
            "id": "crl_distribution_points",
            "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": [repo]}},
        }

    aia = {
        "id": "authority_information_access",
        "smart-value": {
            "schema": "aia-urls",
            "params": {
                "ocsp-responder-names": ["issuing"],
                "ca-issuer-links": [{"repo": "issuing", "include-repo-authority": True}],
            },
        },
    }
    leaf = {
        "issuer": "issuing",
        "validity": _years(2025, 2031),
        "extensions": [_SIGNS, crl("issuing"), aia],
    }
    timestamping = {
        "issuer": "root",
        "extensions": [
            {
                "id": "key_usage",
                "critical": True,
                "smart-value": {"schema": "key-usage", "params": ["digital_signature"]},
            },
            {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
            crl("root"),
        ],
    }
    encrypts = {
        "id": "key_usage",
        "critical": True,
        "smart-value": {"schema": "key-usage", "params": ["key_encipherment"]},
    }
    started = _utc(dt.datetime(2026, 1, 1))
    simple_ca = {"id": "simple-ca", "params": {"crl-repo": "root"}}
    certificates: dict[str, Any] = {
        "root": {
            "subject": "root",
            "subject-key": "root",
            "issuer": "root",
            "authority-key": "root",
            "validity": _years(2020, 2050),
            "profiles": [simple_ca],
        },
        "issuing": {
            "issuer": "root",
            "validity": _years(2020, 2045),
            "profiles": [{"id": "simple-ca", "params": {"max-path-len": 0, "crl-repo": "root"}}],
        },
        "ocsp": {
            "issuer": "issuing",
            "validity": _years(2020, 2045),
            "profiles": ["ocsp-responder"],
        },
        "tsa": {**timestamping, "validity": _years(2020, 2040)},
        "tsa-old": {**timestamping, "validity": _years(2020, 2032)},
        "agency": leaf,
        "clerk": leaf,
        "expired": {**leaf, "validity": _years(2020, 2024)},
        "revoked": {**leaf, "revocation": {"revoked-since": started, "reason": "key_compromise"}},
        "short": {
            **leaf,
            "validity": {"valid-from": started, "valid-to": _utc(short_ends)},
        },
        "brief": {
            **leaf,
            "extensions": [_SIGNS, crl("quick")],
            "validity": {"valid-from": started, "valid-to": _utc(short_ends)},
        },
        "late": {
            **leaf,
            "revocation": {
                "revoked-since": _utc(late_revoked),
                "reason": "cessation_of_operation",
            },
        },
        "encrypts": {**leaf, "extensions": [encrypts]},
    }
    for name, certificate in certificates.items():
        if _key(name) != name:
            certificates[name] = {**certificate, "subject": name, "subject-key": _key(name)}
    schedule = {"simulated-update-schedule": "P7D"}
    return {
        "external-url-prefix": f"http://127.0.0.1:{port}",
        "keysets": {
            "vn": {
                "path-prefix": "keys",
                "keys": {n: {"path": f"{n}.pem"} for n in _ENTITIES if _key(n) == n},
            }
        },
        "pki-architectures": {
            "vn": {
                "keyset": "vn",
                "entity-defaults": {"country-name": "VN", "organization-name": "THỬ NGHIỆM"},
                "entities": {name: {"common-name": text} for name, text in _ENTITIES.items()},
                "certs": certificates,
                "services": {
                    "ocsp": {
                        "issuing": {
                            "for-issuer": "issuing",
                            "responder-cert": "ocsp",
                            "signing-key": "ocsp",
                        }
                    },
                    "crl-repo": {
                        "root": {"for-issuer": "root", "signing-key": "root", **schedule},
                        "issuing": {"for-issuer": "issuing", "signing-key": "issuing", **schedule},
                        "quick": {
                            "for-issuer": "issuing",
                            "signing-key": "issuing",
                            "simulated-update-schedule": "PT20S",
                        },
                    },
                    "cert-repo": {
                        "issuing": {"for-issuer": "issuing", "publish-issued-certs": True},
                        "root": {"for-issuer": "root", "publish-issued-certs": True},
                    },
                    "time-stamping": {
                        name: {"signing-key": name, "signing-cert": name}
                        for name in ("tsa", "tsa-old")
                    },
                },
            }
        },
    }


def _write_keys(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _ENTITIES:
        if _key(name) != name:
            continue
        key: Any = (
            rsa.generate_private_key(65537, 2048)
            if name in {"agency", "root"}
            else ec.generate_private_key(ec.SECP256R1())
        )
        data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(data)


@contextmanager
def running_pki(folder: Path, *, lifetime_seconds: int = 75) -> Iterator[Pki]:
    """Start the infrastructure; `short` expires and `late` is revoked after a few seconds."""
    _write_keys(folder / "keys")
    (port,) = free_ports(1)
    end = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(seconds=lifetime_seconds)
    pki = Pki(folder, port, end, end)
    (folder / "certomancer.yml").write_text(
        yaml.safe_dump(_configuration(port, end, end), allow_unicode=True), encoding="utf-8"
    )
    try:
        pki.start()
        yield pki
    finally:
        pki.stop()
