"""XML helpers: elements with namespaces, and times and hashes in the format of the standards."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from xml.etree import ElementTree  # written here, never parsed

from pipeline.seal.clock import shown_time

__all__ = ["CSIP", "EAD", "METS", "PREMIS", "XLINK", "XSI", "Element", "Part", "element", "written"]

METS = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
XLINK = "http://www.w3.org/1999/xlink"
PREMIS = "http://www.loc.gov/premis/v3"
EAD = "http://ead3.archivists.org/schema/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the package, as referenced by other files.

    Attributes:
        path: Path from the folder of the referring file.
        data: Content.
        media_type: Type.
    """

    path: str
    data: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Hash, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def reference(self, created: dt.datetime) -> dict[str, str]:
        """Return the METS attributes that describe a referenced file."""
        return {
            "MIMETYPE": self.media_type,
            "SIZE": str(len(self.data)),
            "CREATED": shown_time(created),
            "CHECKSUM": self.sha256,
            "CHECKSUMTYPE": "SHA-256",
        }

    @property
    def location(self) -> dict[str, str]:
        """Return the METS attributes for the location of a file."""
        return {
            "LOCTYPE": "URL",
            f"{{{XLINK}}}type": "simple",
            f"{{{XLINK}}}href": self.path,
        }


def element(
    name: str, *children: Element | None, text: str | None = None, **attributes: str
) -> Element:
    """Return an element, without children that are None.

    Args:
        name: `{namespace}name`.
        children: Elements inside.
        text: Text inside.
        attributes: Attributes without a namespace.
    """
    made = ElementTree.Element(name, attributes)
    made.text = text
    made.extend(child for child in children if child is not None)
    return made


def written(root: Element) -> bytes:
    """Return a document as indented UTF-8."""
    for prefix, namespace in (
        ("mets", METS),
        ("csip", CSIP),
        ("xlink", XLINK),
        ("premis", PREMIS),
        ("ead", EAD),
        ("xsi", XSI),
    ):
        ElementTree.register_namespace(prefix, namespace)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
