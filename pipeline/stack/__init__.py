"""From a scanned stack to its papers: separator sheets, the cut, the contact sheet."""
