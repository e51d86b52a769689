"""From a scanned stack to its papers: separator sheets, splitting, contact sheet."""
