"""What a forger does to a signed file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def _appended(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Append a revision, as `incremental update` attacks do."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def one_bit_of_the_picture(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[data.index(b"\xff\xda") + 4000] ^= 1
    return bytes(changed)


def page_content_swapped(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"1 g 0 0 m"))
        writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))

    return _appended(data, change)


def attachment_added(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        file = EmbeddedFileObject.from_file_data(writer, b"{}", mime_type="application/json")
        embed_file(writer, FileSpec(file_spec_string="extra.json", embedded_data=file))

    return _appended(data, change)


def attached_record_replaced(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        names = writer.root["/Names"]["/EmbeddedFiles"]
        while "/Names" not in names:
            names = names["/Kids"][0]
        stream: Any = names["/Names"][1]["/EF"]["/F"]
        stream._data = stream.data.replace(b'"size": ', b'"size": 9')
        stream._encoded_data = None
        writer.mark_update(stream.container_ref)

    return _appended(data, change)


def title_changed(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        stream: Any = writer.root["/Metadata"]
        stream._data = stream.data.replace("Giấy tờ số hóa".encode(), "Giấy chứng nhận".encode())
        stream._encoded_data = None
        writer.mark_update(stream.container_ref)

    return _appended(data, change)


def information_title_changed(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        info = writer.trailer_view["/Info"]
        info[pdf_name("/Title")] = generic.pdf_string("Giấy chứng nhận")
        writer.mark_update(writer.trailer_view.raw_get("/Info"))

    return _appended(data, change)


def junk_at_the_end(data: bytes) -> bytes:
    return data + b"<script>alert(1)</script>\n"


def junk_with_its_own_end(data: bytes) -> bytes:
    tail = data[data.rindex(b"startxref") :]
    return data + b"% something else\n" + tail


def saved_anew(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def padding_of_the_container_used(data: bytes) -> bytes:
    end = data.index(b">", data.index(b"/Contents <"))
    return data[: end - 8] + b"deadbeef" + data[end:]


def hexadecimal_case_changed(data: bytes) -> bytes:
    start = data.index(b"/Contents <") + 11
    place = next(i for i in range(start, len(data)) if data[i : i + 1].isalpha())
    return data[:place] + data[place : place + 1].swapcase() + data[place + 1 :]


def cut_in_half(data: bytes) -> bytes:
    return data[: len(data) // 2]
