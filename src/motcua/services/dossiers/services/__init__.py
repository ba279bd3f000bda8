"""Commands of the dossier, by verb."""

from .apologising import propose_apology, sign_apology
from .assigning import unassign
from .certified import hand_out_certified, sign_by_certified, take_back_certified
from .colleagues import edit_note, follow, remove_note, unfollow, write_note
from .consulting import answer_consultation
from .declaring import declare
from .digitising import confirm_scan, remove_scan, scan_paper, scan_uploads, sign_scan
from .drafting import (
    attach_from_store,
    attach_paper,
    clear_drafts,
    detach_paper,
    discard_draft,
    note_progress,
    restore_draft,
    save_draft,
    start_again,
    start_draft,
    submit_draft,
)
from .handing_over import hand_over_results, receive_results
from .interrupting import (
    confirm_payment,
    receive_supplement,
    request_payment,
    request_supplement,
    resume,
    stop,
    withdraw,
)
from .members import answer_member, ask_back, leave_member, reply_to_member
from .partnering import remind_partners, take_answer, talk
from .paying import cancel_receipt, collect_charges, collect_fees
from .processing import answer_step, finish_step, reassign, send_back_step, take_task
from .receiving import accept, refuse_at_reception, submit, take_in
from .recording import add_paper, lodge, record_result, set_applicant, tie_provisional
from .reorganising import (
    Passing,
    hand_over_dossiers,
    hand_over_rest,
    hand_over_work,
    rename_in_dossiers,
)
from .results import draft_result, sign_result, submit_for_signature
from .returning import hand_to_desk, reopen, return_result
from .reusing import leave_store_paper, use_from_store
from .sealing import seal, seal_waiting, sealed
from .slips import control_slip
from .standing_still import tell_standing
from .storing import keep_earlier_results, keep_papers
from .sweeping import desk_officers, end_unanswered, sweep
from .taking_back import (
    hand_back,
    keep_batch,
    release_task,
    take_back_refusal,
    take_back_withdrawal,
    undo_batch,
)
from .tasting import choose_columns, delete_filter, open_with, restore_filter, save_filter
from .timing import keep_step_times

__all__ = [
    "Passing",
    "accept",
    "add_paper",
    "answer_consultation",
    "answer_member",
    "answer_step",
    "ask_back",
    "attach_from_store",
    "attach_paper",
    "cancel_receipt",
    "choose_columns",
    "clear_drafts",
    "collect_charges",
    "collect_fees",
    "confirm_payment",
    "confirm_scan",
    "control_slip",
    "declare",
    "delete_filter",
    "desk_officers",
    "detach_paper",
    "discard_draft",
    "draft_result",
    "edit_note",
    "end_unanswered",
    "finish_step",
    "follow",
    "hand_back",
    "hand_out_certified",
    "hand_over_dossiers",
    "hand_over_rest",
    "hand_over_results",
    "hand_over_work",
    "hand_to_desk",
    "keep_batch",
    "keep_earlier_results",
    "keep_papers",
    "keep_step_times",
    "leave_member",
    "leave_store_paper",
    "lodge",
    "note_progress",
    "open_with",
    "propose_apology",
    "reassign",
    "receive_results",
    "receive_supplement",
    "record_result",
    "refuse_at_reception",
    "release_task",
    "remind_partners",
    "remove_note",
    "remove_scan",
    "rename_in_dossiers",
    "reopen",
    "reply_to_member",
    "request_payment",
    "request_supplement",
    "restore_draft",
    "restore_filter",
    "resume",
    "return_result",
    "save_draft",
    "save_filter",
    "scan_paper",
    "scan_uploads",
    "seal",
    "seal_waiting",
    "sealed",
    "send_back_step",
    "set_applicant",
    "sign_apology",
    "sign_by_certified",
    "sign_result",
    "sign_scan",
    "start_again",
    "start_draft",
    "stop",
    "submit",
    "submit_draft",
    "submit_for_signature",
    "sweep",
    "take_answer",
    "take_back_certified",
    "take_back_refusal",
    "take_back_withdrawal",
    "take_in",
    "take_task",
    "talk",
    "tell_standing",
    "tie_provisional",
    "unassign",
    "undo_batch",
    "unfollow",
    "use_from_store",
    "withdraw",
    "write_note",
]
