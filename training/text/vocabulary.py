"""Names, labels and codes that stand on administrative papers."""

from __future__ import annotations

import random
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES: Final = _words(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Đoàn "
    "Lương Vương Tạ Chu Quách Cù Hà Lâm Kiều Đào Tô Thái Phùng Triệu Nghiêm Khuất Giàng Lò Vàng "
    "Hứa Nông Bế Ma Mạc Lục Tống Viên Ninh Thẩm Khổng Doãn Ứng Ức Lữ Sầm Thạch Kpă Rơ"
)
MIDDLE_NAMES: Final = _words(
    "Văn Thị Đức Hữu Quang Minh Ngọc Thanh Xuân Hồng Thùy Anh Bảo Gia Tuấn Quốc Công Đình Thế "
    "Trọng Khánh Phương Mỹ Kim Diệu Hải Trường Tấn Việt Duy Nhật Hoài Thiên Tường Mạnh Như"
)
GIVEN_NAMES: Final = _words(
    "An Anh Bình Châu Chi Cường Dũng Duy Dung Đạt Đức Giang Hà Hải Hạnh Hằng Hiếu Hòa Hoa Hùng "
    "Hưng Hương Huy Huyền Khánh Khoa Lan Linh Loan Long Lực Mai Minh My Nam Nga Ngân Nghĩa Ngọc "
    "Nhung Oanh Phong Phúc Phương Quân Quang Quyên Quỳnh Sơn Tâm Tân Thắng Thảo Thịnh Thu Thủy "
    "Thúy Tiến Toàn Trang Trinh Trung Tú Tuấn Tùng Tuyết Uyên Vân Việt Vinh Vy Yến Ngữ Hữu Lễ "
    "Kỳ Mỹ Quý Thụy Tỵ Diễm Thuận Khải Phiên Nhẫn Mẫn Viễn Chuẩn Ẩn Ánh Ấn Ước Ưng"
)
LABELS: Final = (
    "Họ và tên:",
    "Họ, chữ đệm, tên:",
    "Họ, chữ đệm và tên khai sinh:",
    "Ngày, tháng, năm sinh:",
    "Giới tính:",
    "Quốc tịch:",
    "Dân tộc:",
    "Tôn giáo:",
    "Quê quán:",
    "Nơi thường trú:",
    "Nơi tạm trú:",
    "Nơi cư trú:",
    "Nơi ở hiện tại:",
    "Số định danh cá nhân:",
    "Số CCCD:",
    "Số CMND/Hộ chiếu:",
    "Ngày cấp:",
    "Nơi cấp:",
    "Nơi sinh:",
    "Địa chỉ:",
    "Căn cứ",
    "Điện thoại:",
    "Email:",
    "Thửa đất số:",
    "Tờ bản đồ số:",
    "Diện tích:",
    "Loại đất:",
    "Mục đích sử dụng:",
    "Thời hạn sử dụng:",
    "Nguồn gốc sử dụng:",
    "Mã số thuế:",
    "Mã số doanh nghiệp:",
    "Vốn điều lệ:",
    "Người đại diện theo pháp luật:",
    "Cơ quan cấp:",
    "Có giá trị đến:",
    "Giấy tờ tùy thân:",
    "Ghi chú:",
    "Quyển số:",
    "Kính gửi:",
    "Mã hồ sơ:",
    "Ngày hẹn trả kết quả:",
    "Quan hệ với chủ hộ:",
    "Nghề nghiệp:",
    "Trình độ học vấn:",
    "Người lập biểu:",
    "Tổng cộng:",
    "Số tiền bằng chữ:",
)
LETTERHEAD: Final = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ỦY BAN NHÂN DÂN",
    "UỶ BAN NHÂN DÂN",
    "HỘI ĐỒNG NHÂN DÂN",
    "VĂN PHÒNG CHÍNH PHỦ",
    "THỦ TƯỚNG CHÍNH PHỦ",
    "BỘ TƯ PHÁP",
    "BỘ NỘI VỤ",
    "BỘ CÔNG AN",
    "BỘ Y TẾ",
    "BỘ TÀI CHÍNH",
    "BỘ GIÁO DỤC VÀ ĐÀO TẠO",
    "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
    "SỞ TƯ PHÁP",
    "QUYẾT ĐỊNH",
    "QUYẾT ĐỊNH:",
    "THÔNG BÁO",
    "TỜ TRÌNH",
    "BÁO CÁO",
    "KẾ HOẠCH",
    "CHỈ THỊ",
    "CÔNG ĐIỆN",
    "NGHỊ QUYẾT",
    "BIÊN BẢN",
    "GIẤY CHỨNG NHẬN",
    "GIẤY KHAI SINH",
    "TRÍCH LỤC",
    "HỎA TỐC",
    "THƯỢNG KHẨN",
    "KHẨN",
    "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH",
    "PHÓ CHỦ TỊCH",
    "CHỦ TỊCH",
    "KT. BỘ TRƯỞNG",
    "THỨ TRƯỞNG",
    "BỘ TRƯỞNG",
    "TL. BỘ TRƯỞNG",
    "KT. GIÁM ĐỐC",
    "PHÓ GIÁM ĐỐC",
    "GIÁM ĐỐC",
    "KT. THỦ TƯỚNG",
    "PHÓ THỦ TƯỚNG",
    "CHÁNH VĂN PHÒNG",
    "Nơi nhận:",
    "- Như trên;",
    "- Như Điều 3;",
    "- Lưu: VT, TH.",
    "- Lưu: VT, KSTT (2b).",
    "(Đã ký)",
    "(Ký, ghi rõ họ tên)",
)
PLACES: Final = (
    "Hà Nội",
    "TP. Hồ Chí Minh",
    "Đà Nẵng",
    "Hải Phòng",
    "Cần Thơ",
    "Huế",
    "Quảng Ngãi",
    "Quảng Ninh",
    "Nghệ An",
    "Hà Tĩnh",
    "Thanh Hóa",
    "Lào Cai",
    "Tuyên Quang",
    "Thái Nguyên",
    "Phú Thọ",
    "Bắc Ninh",
    "Hưng Yên",
    "Ninh Bình",
    "Quảng Trị",
    "Gia Lai",
    "Khánh Hòa",
    "Lâm Đồng",
    "Đắk Lắk",
    "Đồng Nai",
    "Tây Ninh",
    "Vĩnh Long",
    "Đồng Tháp",
    "An Giang",
    "Cà Mau",
    "Điện Biên",
    "Lai Châu",
    "Sơn La",
    "Lạng Sơn",
    "Cao Bằng",
    "Hoàn Kiếm",
    "Ba Đình",
    "Cầu Giấy",
    "Đống Đa",
)
_KINDS: Final = _words("QĐ TB TTr BC KH CV GM NQ CT CĐ NĐ-CP TT BB GCN GP HD PA ĐA TTLT UBND VPCP")
_OFFICES: Final = _words(
    "UBND HĐND BGDĐT BTP BNV BTC BYT BCA BXD BCT TTg VPCP STP SNV SYT STC SGDĐT SNNMT VPUB VPĐKĐĐ "
    "TTPVHCC KSTT NC KTTH CTN BNNMT BKHCN BVHTTDL TCT CAT CAHN HĐTV ĐKKD TNMT NNMT"
)


def full_name(rng: random.Random) -> str:
    """Returns the name of a person."""
    middle = rng.sample(MIDDLE_NAMES, rng.choice((1, 1, 2)))
    return " ".join((rng.choice(SURNAMES), *middle, rng.choice(GIVEN_NAMES)))


def document_sign(rng: random.Random) -> str:
    """Returns what follows the number of a document, like /QĐ-UBND."""
    kind, office = rng.choice(_KINDS), rng.choice(_OFFICES)
    form = rng.random()
    if form < 0.72:
        sign = f"{kind}-{office}"
    elif form < 0.86:
        sign = f"{office}-{rng.choice(_OFFICES)}"
    else:
        sign = f"{kind}-{office}-{rng.choice(_OFFICES)}"
    return f"/{rng.randint(2000, 2030)}/{sign}" if rng.random() < 0.15 else f"/{sign}"


def machine_readable(rng: random.Random) -> str:
    """Returns a line of a machine readable zone."""
    bare = "".join(rng.choice("ABCDEGHIKLMNOPQRSTUVXY") for _ in range(rng.randint(3, 8)))
    digits = "".join(rng.choice("0123456789") for _ in range(22))
    form = rng.randrange(4)
    if form == 0:
        return f"IDVNM{digits[:10]}{digits[10:22]}<<{digits[0]}"
    if form == 1:
        filler = "<" * rng.randint(8, 11)
        return f"{digits[:7]}{rng.choice('MF')}{digits[7:14]}VNM{filler}{digits[3]}"
    if form == 2:
        given = "".join(rng.choice("ABCDEGHINOTUVY<") for _ in range(rng.randint(4, 12)))
        return f"{bare}<<{given}{'<' * rng.randint(3, 14)}"
    return f"P<VNM{bare}<<{bare[::-1]}{'<' * rng.randint(5, 20)}"


def code(rng: random.Random) -> str:
    """Returns a number, date, amount or code as forms and papers carry them."""
    day, month = rng.randint(1, 31), rng.randint(1, 12)
    year, number = rng.randint(1930, 2030), rng.randint(1, 9999)
    forms = (
        lambda: "".join(rng.choice("0123456789") for _ in range(rng.choice((9, 10, 12, 12, 13)))),
        lambda: f"{day:02d}/{month:02d}/{year}",
        lambda: f"{day}/{month}/{year}",
        lambda: f"ngày {day:02d} tháng {month:02d} năm {year}",
        lambda: f"{rng.choice(PLACES)}, ngày {day:02d} tháng {month:02d} năm {year}",
        lambda: f"Số: {number}{document_sign(rng)}",
        lambda: f"số {number}{document_sign(rng)} ngày {day}/{month}/{year}",
        lambda: f"{rng.randint(1, 999)},{rng.randint(0, 9)} m²",
        lambda: f"{rng.randint(1, 999)}.{rng.randint(0, 999):03d}.000 đồng",
        lambda: (
            f"000.{rng.randint(0, 99):02d}.{rng.randint(0, 99):02d}.H26-"
            f"{rng.randint(200101, 261231)}-{number:04d}"
        ),
        lambda: f"{rng.choice('ABCDĐ')}{rng.choice('ABCHKLNPTX')} {rng.randint(0, 999999):06d}",
        lambda: f"0{rng.randint(200000000, 999999999)}",
        lambda: f"{rng.randint(10, 99)}{rng.choice('ABCDEFGHKLMNPSTUVXYZ')}-{number:05d}",
        lambda: f"{rng.randint(1, 500)}/{rng.randint(1, 60)} đường {full_name(rng)}",
        lambda: f"{rng.choice('abchklmnqtv')}{number}@{rng.choice(('gmail.com', 'hanoi.gov.vn'))}",
        lambda: f"{day % 24:02d} giờ {number % 60:02d} phút, {day:02d}/{month:02d}/{year}",
        lambda: f"{rng.randint(1, 30)}.{rng.randint(1, 20)}.{rng.randint(1, 9)}",
        lambda: machine_readable(rng),
    )
    return rng.choice(forms)()
