"""How an administrator calls types, checks, formulas and their arguments: the words of the editor's lists."""

from __future__ import annotations

from motcua.registries.eforms.types import Audience, FieldType, FormDefinition, Formula

TYPES = {
    FieldType.TEXT: "Chữ, một dòng",
    FieldType.LONGTEXT: "Chữ, nhiều dòng",
    FieldType.NAME: "Họ tên người",
    FieldType.DATE: "Ngày đầy đủ",
    FieldType.DATE_PARTIAL: "Ngày, hoặc chỉ tháng, chỉ năm",
    FieldType.YEAR: "Năm",
    FieldType.TIME: "Giờ, phút",
    FieldType.MOMENT: "Ngày và giờ",
    FieldType.INT: "Số nguyên",
    FieldType.MONEY: "Số tiền (đồng)",
    FieldType.DECIMAL: "Số có phần lẻ",
    FieldType.BOOL: "Có hoặc không",
    FieldType.CHOICE: "Chọn một",
    FieldType.MULTI: "Chọn nhiều",
    FieldType.ID12: "Số định danh cá nhân",
    FieldType.PHONE: "Số điện thoại",
    FieldType.EMAIL: "Thư điện tử",
    FieldType.ADDRESS: "Địa chỉ (tỉnh, xã, số nhà)",
    FieldType.PLACE: "Tỉnh, xã",
    FieldType.AGENCY: "Cơ quan",
    FieldType.VSIC: "Mã ngành kinh tế",
    FieldType.TABLE: "Bảng nhiều dòng (nhóm lặp lại)",
    FieldType.CONSENT: "Cam đoan, đồng ý",
    FieldType.COMPUTED: "Tự tính",
    FieldType.FILE: "Tệp tải lên",
    FieldType.STATIC: "Lời dẫn, không hỏi",
}

COMMON = {
    "not_future": ("Không sau hôm nay", ""),
    "not_past": ("Không trước hôm nay", ""),
    "not_before_today": ("Từ hôm nay trở đi", ""),
    "after": ("Sau ngày ở câu khác", "câu hỏi về ngày"),
    "before": ("Không muộn hơn ngày ở câu khác", "câu hỏi về ngày"),
    "not_before": ("Từ ngày ở câu khác trở đi", "câu hỏi về ngày"),
    "not_after": ("Đến ngày ở câu khác là cùng", "câu hỏi về ngày"),
    "equals_today": ("Đúng là hôm nay", ""),
    "age<": ("Chưa đủ tuổi hôm nay", "số tuổi, rồi @today: 6@today"),
    "age>=": ("Đủ tuổi hôm nay", "số tuổi, rồi @today: 18@today"),
    "int_range": ("Số nguyên trong khoảng", "từ..đến: 1..20"),
    "int>": ("Số nguyên lớn hơn", "con số"),
    "int>=": ("Số nguyên từ", "con số"),
    "dec>": ("Số lớn hơn", "con số, phần lẻ sau dấu chấm"),
    "dec>=": ("Số từ", "con số, phần lẻ sau dấu chấm"),
    "le": ("Không lớn hơn câu khác", "câu hỏi về số"),
    "ge": ("Không nhỏ hơn câu khác", "câu hỏi về số"),
    "vname": ("Họ tên hợp lệ, ít nhất hai chữ", ""),
    "short_name": ("Nhắc khi tên quá dài", "số chữ cái"),
    "id12": ("Số định danh hợp lệ", ""),
    "id12_agrees": ("Số định danh khớp ngày sinh, giới tính", "birth=mã câu ngày sinh,sex=mã câu giới tính"),
    "phone10": ("Điện thoại 10 chữ số", ""),
    "email": ("Thư điện tử đúng dạng", ""),
    "upper": ("Viết chữ in hoa", ""),
    "prefix": ("Bắt đầu bằng", "những chữ phải đứng đầu"),
    "pattern": ("Đúng khuôn", "biểu thức trong ^…$, hoặc: 10 digits or 10-3"),
    "is": ("Chỉ nhận câu trả lời", "giá trị được nhận"),
    "never": ("Không nhận câu trả lời", "giá trị phải dừng"),
    "must_be_true": ("Phải đánh dấu", ""),
    "true_blocks": ("Đánh dấu thì dừng", ""),
    "not_blank_write": ("Không để trống, không biết thì ghi", "chữ phải ghi khi không biết"),
    "says": ("Nhắc khi có chữ", "các chữ, ngăn bằng dấu |"),
    "either": ("Câu này hoặc câu khác phải trả lời", "câu hỏi"),
    "mentions": ("Nên nhắc đến câu khác", "câu hỏi"),
    "same_person": ("Nhắc khi khác người với câu", "câu hỏi về số định danh"),
    "other_person": ("Là người khác với câu", "câu hỏi về số định danh"),
    "own_when": (
        "Là số của chính người khai khi chọn “Bản thân”",
        "câu hỏi về tư cách; thêm phẩy và câu có số của người khai nếu biểu mẫu hỏi",
    ),
    "filer_is_party": ("Người nộp là một trong hai người", "câu hỏi có số của người kia"),
    "adult_when": ("Nhắc khi chưa đủ 18 tuổi", "câu hỏi về ngày sinh"),
    "min_rows": ("Bảng có ít nhất", "số dòng"),
    "unique": ("Không có hai dòng trùng", "các cột, nối bằng dấu +"),
    "exactly_one_main": ("Đúng một dòng được đánh dấu chính", ""),
    "equals_count_of": ("Bằng số dòng của bảng", "bảng"),
    "equals_sum_of": ("Bằng tổng một cột", "bảng.cột"),
    "two_tier_address": ("Xã, tỉnh đang có", ""),
    "commune_of": ("Cơ quan của xã ghi ở câu", "câu hỏi về địa chỉ"),
    "in_db": ("Có trong cơ sở dữ liệu", "tk, dc, ht, yt, dk, th, dd, xd, lltp hoặc kho"),
    "within": ("Trong số ngày tới", "3wd là 3 ngày làm việc, 10d là 10 ngày"),
}
"""Checks of every form: what they ask, and what the argument is (empty: none)."""

SPECIAL = {
    "after_of": ("Kết hôn sau ngày sinh của con thì nhắc", "câu hỏi về ngày"),
    "age_at_registration": ("Đủ tuổi vào ngày đăng ký", "số tuổi"),
    "all_of": ("Mọi người có tên đều ký", "các bảng và câu hỏi có tên người, ngăn bằng dấu phẩy"),
    "area>": ("Diện tích mỗi dòng lớn hơn", "con số"),
    "blank_means_issue_date": ("Để trống là ngày cấp", ""),
    "birth_registered": ("Trẻ đã khai sinh trước khi khai tử", "mã câu ngày sinh,mã câu ngày chết"),
    "book_no": ("Số quyển hộ tịch đúng dạng", ""),
    "commune_is_last_residence": ("Xã là nơi cư trú cuối cùng", ""),
    "commune_is_permanent_or_temporary_residence": ("Xã là nơi thường trú hoặc tạm trú", ""),
    "commune_is_residence_of": ("Xã là nơi cư trú của", "father_or_mother hoặc one_side"),
    "commune_is_residence_or_first_registry": ("Xã là nơi cư trú hoặc nơi đã đăng ký", ""),
    "covers": ("Bảng kể đủ thời gian từ tuổi", "age14_to_today"),
    "date_in_words": ("Ngày bằng chữ khớp ngày bằng số", ""),
    "digital_signature_when_online": ("Nộp trực tuyến thì ký điện tử", ""),
    "equals_id12_when_card": ("Số thẻ là số định danh", ""),
    "equals_signing_day": ("Đúng ngày ký", ""),
    "ethnicity_of_father_or_mother": ("Dân tộc theo cha hoặc mẹ", ""),
    "ethnicity_of_parent": ("Dân tộc xác định lại theo cha, mẹ", ""),
    "father_unmarried": ("Cha mẹ chưa kết hôn thì nhắc nhận con", "câu hỏi"),
    "fee_formula": ("Phí đúng theo cách tính", ""),
    "fits_act": ("Nội dung sửa đúng việc đã chọn", "câu hỏi"),
    "format": ("Số quyển chứng thực", "NN/yyyy-SCT/BS"),
    "from_marriage_age": ("Từ ngày đủ tuổi kết hôn", "mã câu ngày sinh,mã câu giới tính"),
    "from_01_each_year": ("Số bắt đầu từ 01 mỗi năm", ""),
    "ge_sum_of": ("Không thấp hơn tổng các tầng", "bảng.cột"),
    "grade_by_floors_and_area": ("Cấp nhà theo số tầng và diện tích", ""),
    "hkd_name_rules": ("Tên hộ kinh doanh đúng quy định", ""),
    "holders_fit": ("Đủ người theo loại người sử dụng đất", "câu hỏi"),
    "home_of_parent": ("Ở cùng xã, phường với cha hoặc mẹ đã chọn", "câu hỏi chọn Cha, Mẹ"),
    "parent_told": ("Cha hoặc mẹ đã chọn thì đã khai", ""),
    "home_place_of_father_or_mother": ("Quê quán theo cha hoặc mẹ", ""),
    "id12_sex": ("Số định danh của người giới tính", "Nam hoặc Nữ"),
    "land_office_of": ("Văn phòng đất đai của các thửa", "bảng"),
    "le_share": ("Nhắc khi xây hết đất", "câu hỏi về diện tích"),
    "legalised_when_foreign": ("Giấy nước ngoài phải hợp pháp hóa", ""),
    "no_gap": ("Số chứng thực liên tục", ""),
    "no_overlap": ("Nhắc khi thời gian trùng nhau", ""),
    "not_apartment_for_living": ("Nhắc khi là căn hộ để ở", ""),
    "not_banned": ("Ngành nghề không bị cấm", ""),
    "old_ne_new": ("Nội dung mới khác nội dung cũ", ""),
    "one_number_per_row": ("Mỗi dòng một số chứng thực", ""),
    "one_when_never_married": ("Lần đầu khi chưa từng kết hôn", ""),
    "owner_is_member": ("Chủ hộ là thành viên", ""),
    "paper_not_needed": ("Nhắc khi hai công dân Việt Nam không cần giấy", "câu hỏi về quốc tịch"),
    "online_only": ("Nộp trực tuyến chỉ nhận", "câu trả lời được nhận"),
    "parcel": ("Số thửa, số tờ đúng dạng", ""),
    "permit_exempt": ("Nhắc khi có thể miễn giấy phép xây dựng", "câu hỏi về địa chỉ"),
    "registered_within": ("Nhắc đúng hạn, quá hạn", "số ngày: 60d"),
    "same_as_certificate_or_case": ("Khớp Giấy chứng nhận đất", ""),
    "slip_two_alone": ("Phiếu số 2 không nộp thay", "mã câu tư cách,mã câu ngày sinh"),
    "subject_age_below": ("Chỉ hỏi khi chưa đủ tuổi", "số tuổi"),
    "subject_age_between": ("Chỉ hỏi trong độ tuổi", "từ..đến: 9..17"),
    "surname_of_father_or_mother": ("Họ của con theo cha hoặc mẹ", ""),
    "unique_in_commune": ("Tên không trùng trong xã", ""),
    "vsic_level4_for_main": ("Ngành chính có mã bốn số", ""),
    "younger_child_by": ("Cha mẹ hơn con số tuổi", "số tuổi: 12y"),
}
"""Checks written for one procedure; they stay usable where the same question is asked again."""

CHECKS = COMMON | SPECIAL

FIELD_ARG, TABLE_ARG, COLUMN_ARG, NUMBER_ARG, WORDS_ARG, PART_ARG = (
    "field",
    "table",
    "column",
    "number",
    "words",
    "part",
)

FORMULAS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "copy": ("Chép câu trả lời của", (("Câu hỏi", FIELD_ARG),)),
    "join": ("Ghép các câu trả lời và chữ", tuple((f"Phần {n}", PART_ARG) for n in range(1, 13))),
    "sum": ("Tổng một cột của bảng", (("Cột", COLUMN_ARG),)),
    "count": ("Số dòng của bảng", (("Bảng", TABLE_ARG),)),
    "today": ("Ngày hôm nay", ()),
    "date_in_words": ("Ngày viết bằng chữ", (("Câu hỏi về ngày", FIELD_ARG),)),
    "money_in_words": ("Số tiền viết bằng chữ", (("Câu hỏi về số tiền", FIELD_ARG),)),
    "prefix": ("Chữ đứng trước câu trả lời", (("Chữ đứng trước", WORDS_ARG), ("Câu hỏi", FIELD_ARG))),
    "commune_name": ("Tên xã của địa chỉ", (("Câu hỏi về địa chỉ", FIELD_ARG),)),
    "row_number": ("Số thứ tự của dòng", ()),
    "late_kind": (
        "Đúng hạn hay quá hạn",
        (("Tính từ ngày ở câu", FIELD_ARG), ("Số ngày", NUMBER_ARG), ("Trong hạn ghi", WORDS_ARG), ("Quá hạn ghi", WORDS_ARG)),
    ),
    "certified_copy_fee": (
        "Phí chứng thực bản sao",
        (("Bảng giấy tờ", TABLE_ARG), ("Đồng mỗi trang đầu", NUMBER_ARG), ("Đồng mỗi trang sau", NUMBER_ARG), ("Số trang đầu", NUMBER_ARG), ("Nhiều nhất mỗi bản", NUMBER_ARG)),
    ),
}  # fmt: skip
"""Formulas: what they work out, and each argument with its kind."""

AUDIENCES = {Audience.CITIZEN: "Người dân", Audience.OFFICER: "Cán bộ một cửa"}
LEVELS = {"error": "Lỗi, không cho đi tiếp", "warn": "Nhắc, hỏi lại", "note": "Chỉ báo"}


def check_said(word: str, arg: str) -> str:
    """A check as the editor tells it: "Số nguyên trong khoảng 1..20"."""
    return " ".join(part for part in (CHECKS[word][0], arg) if part)


def formula_said(formula: Formula, form: FormDefinition) -> str:
    """A formula in words, its fields by their labels."""
    said, args = FORMULAS[formula.word]
    parts = []
    for at, arg in enumerate(formula.args):
        kind = args[at][1] if at < len(args) else ""
        code, _, column = arg.partition(".")
        item = form.field(code) if kind in (FIELD_ARG, TABLE_ARG, COLUMN_ARG, PART_ARG) else None
        inner = next((one for one in item.columns if one.code == column), None) if item and column else None
        parts.append(f"“{(inner or item).label}”" if item else arg.removeprefix("="))
    return f"{said}: {', '.join(parts)}" if parts else said
