"""SoftHSM2 tokens in a private folder, filled as a real token is: the key is made inside."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN, PIN = "motlan", "thuNghiem-4711"


def initialise(folder: Path) -> Path:
    """Make a token; return the configuration for `SOFTHSM2_CONF`."""
    store = folder / "tokens"
    store.mkdir(parents=True)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\n")
    command = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN]
    subprocess.run(
        [*command, "--pin", PIN, "--so-pin", PIN],
        env={"SOFTHSM2_CONF": str(configuration), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
    return configuration


def add_keys(labels: dict[str, KeyType]) -> x509.Certificate:
    """Make keys on the token and certify them; return the root certificate."""
    ca_key = rsa.generate_private_key(65537, 2048)
    root = _certificate("Gốc", "Gốc", ca_key.public_key(), ca_key, ca=True)
    with (
        pkcs11.lib(str(LIBRARY)).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session
    ):
        for label, kind in labels.items():
            public = _generated(session, label, kind)
            own = _certificate(f"Cơ quan {label}", "Gốc", public, ca_key, ca=False)
            for name, certificate in ((label, own), ("root", root)):
                session.create_object(
                    {
                        Attribute.CLASS: ObjectClass.CERTIFICATE,
                        Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                        Attribute.TOKEN: True,
                        Attribute.LABEL: name,
                        Attribute.SUBJECT: certificate.subject.public_bytes(),
                        Attribute.ID: label.encode(),
                        Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                    }
                )
    return root


def _generated(session: Any, label: str, kind: KeyType) -> Any:
    if kind is KeyType.RSA:
        public, _ = session.generate_keypair(kind, 2048, label=label, store=True)
        return load_der_public_key(encode_rsa_public_key(public))
    parameters = session.create_domain_parameters(
        kind, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
    )
    public, _ = parameters.generate_keypair(label=label, store=True)
    return load_der_public_key(encode_ec_public_key(public))


def _certificate(
    name: str, issuer: str, public: Any, ca_key: rsa.RSAPrivateKey, *, ca: bool
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    common = {n: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in (name, issuer)}
    return (
        x509.CertificateBuilder()
        .subject_name(common[name])
        .issuer_name(common[issuer])
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False), critical=True
        )
        .sign(ca_key, hashes.SHA256())
    )
