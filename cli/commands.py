"""The list of commands: where each is defined and which part it needs."""

from __future__ import annotations

from cli.lazy import Entry

__all__ = ["COMMANDS"]

COMMANDS = {
    "digitize": Entry(
        "cli.papers.digitize:digitize",
        "server",
        "Số hóa giấy tờ: đọc, phân loại, bóc tách, ký số, lưu kho và lập chỉ mục.",
    ),
    "read": Entry(
        "cli.papers.read:read",
        "read",
        "Đọc chữ trên trang giấy; không phân loại, không lưu.",
    ),
    "extract": Entry(
        "cli.papers.extract:extract",
        "read",
        "Phân loại và bóc tách trường dữ liệu kèm căn cứ; không lưu gì.",
    ),
    "schema": Entry(
        "cli.papers.schema:schema",
        "read",
        "Các loại giấy tờ và JSON Schema của từng loại.",
    ),
    "split": Entry(
        "cli.papers.split:split",
        "read",
        "Tách một xấp thành từng giấy tờ theo tờ phân cách, đối chiếu số lượng đã ghi trên tờ đầu.",
    ),
    "separator": Entry(
        "cli.papers.split:print_separator",
        "read",
        "In tờ phân cách có mã QR, đặt trước mỗi giấy tờ trong xấp.",
    ),
    "query": Entry("cli.papers.query:query", "server", "Tìm giấy tờ đã có trong kho."),
    "reuse": Entry(
        "cli.papers.reuse:reuse",
        "server",
        "Thành phần hồ sơ nào của một thủ tục đã có trong kho, không phải nộp lại.",
    ),
    "form": Entry(
        "cli.papers.form:form", "server", "Tờ khai điền sẵn từ giấy tờ trong kho, để in."
    ),
    "person": Entry(
        "cli.papers.numbers:person", "server", "Các số của cùng một người: xem, gộp, tách."
    ),
    "verify": Entry(
        "cli.papers.verify:verify",
        "server",
        "Kiểm tra chữ ký, chứng thư, thay đổi sau khi ký, dữ liệu đính kèm và đối chiếu với kho.",
    ),
    "renew": Entry(
        "cli.operation.renew:renew",
        "server",
        "Bổ sung và gia hạn dấu thời gian của các giấy tờ đã ký trong kho.",
    ),
    "reindex": Entry(
        "cli.papers.query:reindex",
        "server",
        "Dựng lại chỉ mục từ kho: kho là bản gốc, chỉ mục bỏ đi được bất cứ lúc nào.",
    ),
    "scrub": Entry(
        "cli.operation.store:scrub",
        "server",
        "Đọc lại toàn bộ kho: tìm tệp mất, hỏng, thừa, xóa chưa hết; khôi phục từ bản sao nếu có.",
    ),
    "serve": Entry(
        "cli.operation.serve:serve",
        "server",
        "Mở trang làm việc, giao diện cho hệ thống khác và tiến trình đọc.",
    ),
    "store": Entry("cli.operation.store:store", "server", "Xem và lấy giấy tờ trong kho."),
    "paper": Entry(
        "cli.papers.paper:paper",
        "server",
        "Đính chính, thu hồi, thay thế, rút đồng ý, khôi phục, xóa giấy tờ.",
    ),
    "procedure": Entry(
        "cli.operation.procedure:procedure", "server", "Danh mục thủ tục hành chính."
    ),
    "audit": Entry("cli.operation.audit:audit", "server", "Nhật ký truy cập: kiểm tra, báo cáo."),
    "backup": Entry(
        "cli.operation.backup:backup",
        "server",
        "Sao lưu toàn bộ: cơ sở dữ liệu (kể cả quầy, đợt số hóa, nhật ký), khóa và kho.",
    ),
    "restore": Entry(
        "cli.operation.backup:restore",
        "server",
        "Khôi phục từ bản sao lưu vào cơ sở dữ liệu trống; kho trống hoặc còn lại được đối chiếu.",
    ),
    "doctor": Entry(
        "cli.operation.doctor:doctor",
        "server",
        "Kiểm tra máy này: thiết đặt, khóa, đồng hồ, cơ sở dữ liệu, kho, chỉ mục, mô hình, ổ đĩa.",
    ),
    "keys": Entry(
        "cli.operation.keys:keys", "server", "Khóa của hệ thống: xem, chấp nhận khóa mới."
    ),
    "account": Entry("cli.operation.account:account", "server", "Tài khoản của trang làm việc."),
    "station": Entry(
        "cli.operation.station:station",
        "station",
        "Trạm quét: nhận tệp từ máy quét, giữ an toàn tại trạm, gửi về trung tâm khi có mạng.",
    ),
    "backfill": Entry(
        "cli.backfill.commands:backfill",
        "server",
        "Số hóa hồ sơ cũ theo đợt: lập kế hoạch, duyệt, chạy, theo dõi, làm lại phần lỗi.",
    ),
}
