"""Invented citizens: names as people bear them, personal numbers of the right structure, places of the province."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

FAMILY = [
    "Nguyễn",
    "Trần",
    "Phạm",
    "Lê",
    "Vũ",
    "Đỗ",
    "Hoàng",
    "Bùi",
    "Đinh",
    "Ngô",
    "Dương",
    "Đặng",
    "Đoàn",
    "Lương",
    "Mai",
    "Trịnh",
    "Phan",
    "Tạ",
]
WEIGHTS = [34, 14, 11, 8, 8, 5, 4, 4, 5, 4, 2, 3, 3, 3, 2, 2, 2, 1]
MEN = (
    ["Văn", "Đức", "Quang", "Minh", "Hữu", "Ngọc", "Xuân", "Thanh"],
    [
        "Hùng",
        "Dũng",
        "Tuấn",
        "Nam",
        "Hải",
        "Long",
        "Sơn",
        "Thắng",
        "Hiếu",
        "Bình",
        "Cường",
        "Đạt",
        "Thành",
        "Kiên",
    ],
)
WOMEN = (
    ["Thị", "Thu", "Thanh", "Ngọc", "Phương", "Bích", "Hồng", "Kim"],
    [
        "Hương",
        "Lan",
        "Mai",
        "Hoa",
        "Hằng",
        "Thủy",
        "Nga",
        "Linh",
        "Trang",
        "Yến",
        "Nhung",
        "Thảo",
        "Huệ",
        "Quỳnh",
        "Tuyết",
        "Ánh",
    ],
)
HAMLETS = ["Đông", "Tây", "Nam", "Bắc", "Trung", "Thượng", "Hạ", "Đoài", "Thịnh", "Vượng"]


@dataclass(frozen=True, slots=True)
class Citizen:
    """One invented person."""

    name: str
    number: str
    phone: str
    born_on: date
    is_man: bool
    address: str


def citizen(chance: random.Random, *, birth_province: str, place: str, serial: int) -> Citizen:
    """A person of a place; ``serial`` keeps numbers unique. The structure follows the citizen number's own."""
    is_man = chance.random() < 0.5
    middle, given = MEN if is_man else WOMEN
    born_on = date(1952, 1, 1) + timedelta(days=chance.randrange(19_500))
    name = f"{chance.choices(FAMILY, WEIGHTS)[0]} {chance.choice(middle)} {chance.choice(given)}"
    century = 0 if born_on.year < 2000 else 2
    number = f"{birth_province}{century + (0 if is_man else 1)}{born_on:%y}{serial:06d}"
    phone = f"09{serial % 100_000_000:08d}"
    address = f"Số {chance.randrange(1, 240)}, tổ dân phố {chance.choice(HAMLETS)}, {place}"
    return Citizen(name, number, phone, born_on, is_man, address)
