"""Scan PDFs as scanners make them, built by hand."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.pipeline.seal import papers


def scan_pdf(
    page: papers.Page,
    *,
    rotate: int = 0,
    hidden_text: str = "",
    visible_text: str = "",
    strips: int = 1,
    in_form: bool = False,
) -> bytes:
    """A PDF of one page with a JPEG picture, perhaps in strips or inside a form, and text."""
    width, height = (v * 72 / papers.DPI for v in page.picture.size)
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(width, height))
        leaf = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        resources = Dictionary(XObject=Dictionary(), Font=Dictionary(F=font))
        drawn = []
        rows = page.picture.height // strips
        for strip in range(strips):
            cut = page.picture.crop((0, strip * rows, page.picture.width, (strip + 1) * rows))
            image = pdf.make_stream(papers.encoded(cut, "JPEG"))
            image.Type, image.Subtype = Name.XObject, Name.Image
            image.Width, image.Height = cut.size
            image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
            image.Filter = Name.DCTDecode
            resources.XObject[f"/I{strip}"] = image
            part = height / strips
            bottom = height - (strip + 1) * part
            drawn.append(f"q {width:.3f} 0 0 {part:.3f} 0 {bottom:.3f} cm /I{strip} Do Q")
        for mode, text in ((3, hidden_text), (0, visible_text)):
            if text:
                drawn.append(f"BT {mode} Tr /F 12 Tf 40 40 Td ({text}) Tj ET")
        content = " ".join(drawn).encode()
        if in_form:
            form = pdf.make_stream(content)
            form.Type, form.Subtype = Name.XObject, Name.Form
            form.BBox, form.Resources = Array([0, 0, width, height]), resources
            resources, content = Dictionary(XObject=Dictionary(Fm=form)), b"/Fm Do"
        leaf.obj.Resources = resources
        leaf.obj.Contents = pdf.make_stream(content)
        if rotate:
            leaf.obj.Rotate = rotate
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()
