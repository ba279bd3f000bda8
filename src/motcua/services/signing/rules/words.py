"""Codes of ETSI EN 319 102-1, and a few of ours, in words a citizen understands."""

from __future__ import annotations

from motcua.kernel.words import say
from motcua.services.signing.types import INDETERMINATE, TOTAL_FAILED, TOTAL_PASSED, Conclusion

REASONS: dict[str, tuple[Conclusion, str]] = {
    "OK": (TOTAL_PASSED, say("Nội dung còn nguyên từ lúc ký và người ký được tin cậy.")),
    # --- no
    "NO_SIGNATURE": (TOTAL_FAILED, say("Tệp không có chữ ký số nào.")),
    "HASH_FAILURE": (TOTAL_FAILED, say("Nội dung đã bị sửa sau khi ký.")),
    "SIG_CRYPTO_FAILURE": (TOTAL_FAILED, say("Giá trị chữ ký không khớp với chứng thư của người ký.")),
    "PARTIAL_COVERAGE": (TOTAL_FAILED, say("Chữ ký không bao trùm toàn bộ nội dung của bản được ký.")),
    "MODIFIED_AFTER_SIGNING": (TOTAL_FAILED, say("Có nội dung được thêm, bớt hoặc thay sau khi ký.")),
    "APPENDED_DATA": (TOTAL_FAILED, say("Có dữ liệu lạ nối vào cuối tệp sau khi ký.")),
    "WRAPPED_SIGNATURE": (TOTAL_FAILED, say("Chữ ký không đứng đúng chỗ hoặc không ký lên toàn bộ văn bản.")),
    "REVOKED": (TOTAL_FAILED, say("Chứng thư của người ký đã bị thu hồi trước lúc ký.")),
    "EXPIRED": (TOTAL_FAILED, say("Chứng thư của người ký đã hết hạn trước lúc ký.")),
    "NOT_YET_VALID": (TOTAL_FAILED, say("Chứng thư của người ký chưa có hiệu lực lúc ký.")),
    # --- cannot say
    "FORMAT_FAILURE": (INDETERMINATE, say("Tệp hỏng hoặc không đúng định dạng nên không kiểm tra được.")),
    "ENCRYPTED": (INDETERMINATE, say("Tệp đặt mật khẩu nên không kiểm tra được.")),
    "UNKNOWN_TYPE": (INDETERMINATE, say("Tệp không phải PDF hay XML.")),
    "TOO_LARGE": (INDETERMINATE, say("Tệp quá lớn để kiểm tra.")),
    "TIMEOUT": (INDETERMINATE, say("Kiểm tra lâu hơn mức cho phép nên đã dừng.")),
    "OUT_OF_MEMORY": (INDETERMINATE, say("Kiểm tra cần nhiều bộ nhớ hơn mức cho phép nên đã dừng.")),
    "GENERIC": (INDETERMINATE, say("Có trục trặc khi kiểm tra nên chưa kết luận được.")),
    "NO_SIGNING_CERTIFICATE_FOUND": (INDETERMINATE, say("Chữ ký không kèm chứng thư của người ký.")),
    "NO_CERTIFICATE_CHAIN_FOUND": (
        INDETERMINATE,
        say("Nội dung còn nguyên từ lúc ký, nhưng nơi cấp chứng thư không nằm trong danh sách tin cậy."),
    ),
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": (INDETERMINATE, say("Chuỗi chứng thư của người ký không hợp lệ.")),
    "CHAIN_CONSTRAINTS_FAILURE": (INDETERMINATE, say("Chứng thư của người ký không dùng để ký văn bản.")),
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": (
        INDETERMINATE,
        say("Chữ ký dùng thuật toán cũ, không còn an toàn."),
    ),
    "OUT_OF_BOUNDS_NO_POE": (
        INDETERMINATE,
        say(
            "Chứng thư của người ký nay không còn trong thời hạn và không có dấu thời gian chứng minh lúc ký."
        ),
    ),
    "REVOKED_NO_POE": (
        INDETERMINATE,
        say("Chứng thư của người ký đã bị thu hồi và không có dấu thời gian chứng minh ký trước lúc đó."),
    ),
    "TRY_LATER": (
        INDETERMINATE,
        say("Chưa có tin mới về việc chứng thư của người ký có bị thu hồi hay không."),
    ),
    "SIG_CONSTRAINTS_FAILURE": (INDETERMINATE, say("Chữ ký thiếu phần bắt buộc.")),
    "TIMESTAMP_ORDER_FAILURE": (INDETERMINATE, say("Các dấu thời gian mâu thuẫn nhau.")),
}


def reason_of(code: str) -> tuple[Conclusion, str]:
    """Conclusion and words of a code; a code we do not know concludes nothing."""
    return REASONS.get(code, REASONS["GENERIC"])


def worst(codes: list[str]) -> str:
    """The code that decides over several signatures: a no before a cannot-say before a yes."""
    rank = {TOTAL_FAILED: 0, INDETERMINATE: 1, TOTAL_PASSED: 2}
    return min(codes, key=lambda code: rank[reason_of(code)[0]])
