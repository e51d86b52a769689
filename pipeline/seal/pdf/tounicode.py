"""ToUnicode maps, which determine the text that readers copy (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["to_unicode_cmap"]

_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_MOST_IN_A_BLOCK = 100  # the limit of the CMap format


def to_unicode_cmap(characters: Mapping[int, str]) -> bytes:
    """Return the CMap from two-byte codes to characters in UTF-16BE."""
    pairs = sorted(characters.items())
    blocks = []
    for start in range(0, len(pairs), _MOST_IN_A_BLOCK):
        block = pairs[start : start + _MOST_IN_A_BLOCK]
        rows = b"".join(
            b"<%04X> <%s>\n" % (code, text.encode("utf-16-be").hex().upper().encode())
            for code, text in block
        )
        blocks.append(b"%d beginbfchar\n%sendbfchar\n" % (len(block), rows))
    return _HEAD + b"".join(blocks) + _TAIL
