"""Reading of intake without a line: what a machine takes with it, what it sent, what its head sees."""

from .catalogue import catalogue, procedure_on
from .journal import (
    Device,
    Received,
    answer_of,
    conflict,
    devices,
    no_device,
    no_number,
    office_of,
    own_office,
    received,
    settled_of,
    shown,
    to_settle,
)

__all__ = [
    "Device",
    "Received",
    "answer_of",
    "catalogue",
    "conflict",
    "devices",
    "no_device",
    "no_number",
    "office_of",
    "own_office",
    "procedure_on",
    "received",
    "settled_of",
    "shown",
    "to_settle",
]
