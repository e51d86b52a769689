"""Adapters of our signers and stamps for pyHanko."""

from __future__ import annotations

import io
from typing import Any

from asn1crypto import tsp
from pyhanko.pdf_utils import content, layout
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipeline.seal.errors import TimestampUnavailableError
from pipeline.seal.signing.keys import Signer
from pipeline.seal.signing.stamp import Stamp
from pipeline.seal.signing.timestamp import TimestampAuthority

__all__ = ["PortSigner", "PortTimeStamper", "stamp_style"]

_LARGEST_SIGNATURE = 512
"""Bytes of an RSA-4096 signature, for reserving space before the key is used."""


class PortSigner(signers.Signer):  # type: ignore[misc]  # pyHanko is not typed for us
    """Adapts a `pipeline.seal.signing.keys.Signer` to pyHanko.

    The root is embedded for long-term proof: without it the existence of the root's revocation list
    cannot be proven, and archive timestamps prove nothing. Otherwise it is left out: a verifier has
    its own, and no signature covers a copy that nobody reads.
    """

    def __init__(self, signer: Signer, *, embed_root: bool = False) -> None:
        """Wrap a signer."""
        registry = SimpleCertificateStore()
        registry.register_multiple(signer.chain)
        super().__init__(
            signing_cert=signer.certificate, cert_registry=registry, embed_roots=embed_root
        )
        self._port = signer

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign with the key; on a dry run only the size of the signature matters."""
        if dry_run:
            return bytes(_LARGEST_SIGNATURE)
        return self._port.sign(data, digest_algorithm)


class PortTimeStamper(TimeStamper):  # type: ignore[misc]
    """Adapts a `pipeline.seal.signing.timestamp.TimestampAuthority` to pyHanko."""

    def __init__(self, authority: TimestampAuthority) -> None:
        """Wrap an authority."""
        super().__init__()
        self._authority = authority

    async def async_request_tsa_response(self, req: Any) -> Any:
        """Request a timestamp from the authority."""
        answer = self._authority.respond(req.dump())
        try:
            return tsp.TimeStampResp.load(answer, strict=True)
        except ValueError as error:
            raise TimestampUnavailableError("damaged") from error


class _StampPage(content.PdfContent):  # type: ignore[misc]
    """The single page of a stamp, imported from memory."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__(box=layout.BoxConstraints(width=stamp.width, height=stamp.height))
        self._stamp = stamp

    def render(self) -> bytes:
        page = PdfFileReader(io.BytesIO(self._stamp.page))
        self.set_resource(content.ResourceType.XOBJECT, pdf_name("/Stamp"), self._import(page))
        return b"/Stamp Do"

    def _import(self, page: PdfFileReader) -> Any:
        return self.writer.import_page_as_xobject(page)


def stamp_style(stamp: Stamp) -> Any:
    """Return the style that shows a stamp at its own size, without border, opaque."""
    return StaticStampStyle(
        background=_StampPage(stamp),
        border_width=0,
        background_opacity=1.0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN,
            y_align=layout.AxisAlignment.ALIGN_MIN,
            inner_content_scaling=layout.InnerScaling.NO_SCALING,
        ),
    )
