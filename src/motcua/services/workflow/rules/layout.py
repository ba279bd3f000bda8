"""Where things stand in the drawing: lanes as bands, columns by the longest way, flows in channels between.

Measured in pixels. Text widths come from the advance widths of Be Vietnam Pro, so that wrapped Vietnamese
lines fit their boxes without asking a browser.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from motcua.services.workflow.rules import paths
from motcua.services.workflow.types import Flow, Node, NodeKind, ProcessDefinition, TaskKind

TASK_W, TASK_PAD, LINE, FONT = 164, 9, 18, 13
SMALL, SMALL_LINE = 11, 15
GATE, EVENT, HEADER = 40, 30, 132
END_LABEL = 88  # words right of an end event
TRACK, CHANNEL_TRACK = 9, 17

# Advance widths of Be Vietnam Pro Regular in thousandths of an em; a marked letter is as wide as the bare one.
_WIDTH = {
    "0": 676, "1": 385, "2": 651, "3": 660, "4": 710, "5": 660, "6": 680, "7": 594, "8": 634, "9": 680, "a":
    642, "b": 652, "c": 613, "d": 652, "e": 599, "f": 386, "g": 643, "h": 583, "i": 264, "j": 274, "k": 555,
    "l": 255, "m": 893, "n": 573, "o": 642, "p": 652, "q": 652, "r": 392, "s": 508, "t": 428, "u": 566, "v":
    576, "w": 870, "x": 559, "y": 583, "z": 502, "A": 736, "B": 674, "C": 775, "D": 728, "E": 620, "F": 633,
    "G": 783, "H": 709, "I": 258, "J": 465, "K": 679, "L": 624, "M": 853, "N": 732, "O": 826, "P": 644, "Q":
    822, "R": 668, "S": 635, "T": 650, "U": 725, "V": 706, "W": 1005, "X": 720, "Y": 665, "Z": 660, " ": 230,
    ".": 286, ",": 303, ":": 286, ";": 303, "-": 608, "/": 503, "(": 439, ")": 439, '"': 318, "&": 740, "đ":
    662, "Đ": 788, "“": 370, "”": 407,
}  # fmt: skip


def text_width(text: str, size: float) -> float:
    total = 0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            continue
        total += _WIDTH.get(letter, 640)
    return total * size / 1000


BOLD = 1.06  # semibold lines are so much wider


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines that fit even when set semibold; a word longer than the line stands alone."""
    width /= BOLD
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> float:
        return self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Band:
    code: str
    name: str
    y: float
    h: float


@dataclass(frozen=True, slots=True)
class Line:
    flow: str
    points: tuple[tuple[float, float], ...]
    label: str
    label_at: tuple[float, float]
    label_width: float


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    boxes: dict[str, Box]
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]


@dataclass
class _Route:
    flow: Flow
    straight: bool
    out_gap: int | None  # gap right of the source column with a vertical run
    channel: int | None  # row under which it runs
    in_gap: int | None  # gap left of the target column with a vertical run
    label: str
    along: str = ""  # which row the long horizontal run uses: source, target, channel
    track: tuple[str, int] = ("", 0)


def footer(n: Node) -> str:
    """Hours and sort of a task as the drawing says them."""
    hours = f"{n.hours:g} giờ".replace(".", ",") if n.hours else ""
    if n.clock == "pause":
        return f"{hours}, đồng hồ dừng" if hours else "đồng hồ dừng"
    if n.clock == "extend":
        return f"{hours}, hẹn lại" if hours else "hẹn lại"
    return hours


KIND_WORDS = {
    TaskKind.RECEIVE: "Tiếp nhận", TaskKind.ASSIGN: "Phân công", TaskKind.SIGN: "Ký", TaskKind.RETURN: "Trả kết quả",
    TaskKind.SUPPLEMENT: "Chờ bổ sung", TaskKind.WAIT: "Chờ", TaskKind.REFUSE: "Từ chối",
}  # fmt: skip


def small_words(n: Node) -> list[str]:
    """The lines under a task's name."""
    words = ", ".join(p for p in (KIND_WORDS.get(n.task, ""), footer(n)) if p)
    return wrap(words[:1].upper() + words[1:], TASK_W - 2 * TASK_PAD, SMALL)


def size_of(n: Node) -> tuple[float, float]:
    if n.kind is NodeKind.TASK:
        lines = len(wrap(n.name, TASK_W - 2 * TASK_PAD, FONT)) or 1
        small = len(small_words(n)) + 1  # and one for the state
        return TASK_W, lines * LINE + small * SMALL_LINE + 18
    if n.kind in (NodeKind.EXCLUSIVE, NodeKind.PARALLEL):
        return GATE, GATE
    return EVENT, EVENT


@lru_cache(maxsize=256)
def layout(d: ProcessDefinition) -> Layout:
    return _Plan(d).draw()


class _Plan:
    def __init__(self, d: ProcessDefinition) -> None:
        self.d = d
        self.rank = {n.id: paths.ranks(d).get(n.id, 0) for n in d.nodes}
        self.columns = max(self.rank.values(), default=0) + 1
        self.lane_of = self._lanes()
        self.row_of, self.rows_in = self._rows()
        self.first_row = self._first_rows()
        self.cell = {(self.row(n.id), self.rank[n.id]) for n in d.nodes}
        self.routes = [self._route(f) for f in d.flows]

    # ----- cells -----

    def _lanes(self) -> dict[str, str]:
        """Gateways and events without a lane stand in the lane of what leads to them."""
        lanes: dict[str, str] = {n.id: n.lane for n in self.d.nodes if n.lane}
        order = sorted(self.d.nodes, key=lambda n: self.rank[n.id])
        for n in order:
            if n.id not in lanes:
                near = [f.source for f in self.d.incoming(n.id)] + [f.target for f in self.d.outgoing(n.id)]
                lanes[n.id] = next((lanes[x] for x in near if x in lanes), "")
        return lanes

    def _rows(self) -> tuple[dict[str, int], dict[str, int]]:
        spine = paths.spine(self.d)
        taken: set[tuple[str, int, int]] = set()
        row: dict[str, int] = {}
        lanes_with_spine = {self.lane_of[n] for n in spine}
        for n in sorted(self.d.nodes, key=lambda n: (n.id not in spine, self.rank[n.id])):
            lane, rank = self.lane_of[n.id], self.rank[n.id]
            at = 0 if n.id in spine or lane not in lanes_with_spine else 1
            while (lane, at, rank) in taken:
                at += 1
            row[n.id] = at
            taken.add((lane, at, rank))
        count: dict[str, int] = {}
        for n in self.d.nodes:
            lane = self.lane_of[n.id]
            count[lane] = max(count.get(lane, 0), row[n.id] + 1)
        return row, count

    def _lane_codes(self) -> list[str]:
        known = [lane.code for lane in self.d.lanes]
        return known + ([""] if "" in self.rows_in else [])

    def _first_rows(self) -> dict[str, int]:
        first, at = {}, 0
        for code in self._lane_codes():
            first[code] = at
            at += max(1, self.rows_in.get(code, 1))
        self.row_count = at
        return first

    def row(self, node_id: str) -> int:
        return self.first_row[self.lane_of[node_id]] + self.row_of[node_id]

    # ----- routes -----

    def _clear(self, row: int, a: int, b: int) -> bool:
        """No box stands in the row strictly between two columns."""
        return all((row, c) not in self.cell for c in range(a + 1, b))

    def _route(self, f: Flow) -> _Route:
        a, b = self.rank[f.source], self.rank[f.target]
        ra, rb = self.row(f.source), self.row(f.target)
        if b > a:
            if ra == rb and self._clear(ra, a, b):
                return _Route(f, True, None, None, None, f.name, "target")
            if self._clear(rb, a, b):
                return _Route(f, False, a, None, None, f.name, "target")
            if self._clear(ra, a, b) and ra != rb:
                return _Route(f, False, None, None, b - 1, f.name, "source")
        under = min(ra, rb) if ra != rb else ra
        return _Route(f, False, a, under, b - 1, f.name, "channel")

    # ----- pixels -----

    def draw(self) -> Layout:
        out_tracks: dict[int, list[str]] = {}
        in_tracks: dict[int, list[str]] = {}
        channels: dict[int, list[tuple[str, int]]] = {}
        sharing: dict[tuple[str, int | None], int] = {}
        labelled: dict[int, float] = {}
        for r in self.routes:
            if r.out_gap is not None:
                _add(out_tracks, r.out_gap, r.flow.source)
            if r.in_gap is not None:
                _add(in_tracks, r.in_gap, r.flow.target)
            if r.channel is not None:
                # Flows to one step share a channel, unless their words would stand on each other.
                nth = sharing.get((r.flow.target, r.out_gap), 0)
                sharing[r.flow.target, r.out_gap] = nth + 1
                r.track = (r.flow.target, nth)
                _add(channels, r.channel, r.track)
            if r.label and r.along in ("target", "source"):
                gap = self.rank[r.flow.source]
                words = max((text_width(w, SMALL) for w in r.label.split()), default=0)
                whole = text_width(r.label, SMALL)
                labelled[gap] = max(labelled.get(gap, 0), words + 6, min(76.0, whole + 6))
        sizes = {n.id: size_of(n) for n in self.d.nodes}
        x, column_x, gap_x, gap_w = HEADER + 20.0, [], [], []
        gap_x_first = x
        pre = 14 + TRACK * len(in_tracks.get(-1, []))
        x += pre
        for c in range(self.columns):
            w = max((sizes[n.id][0] for n in self.d.nodes if self.rank[n.id] == c), default=float(EVENT))
            column_x.append((x, w))
            x += w
            gap_x.append(x)
            room = (
                22 + TRACK * (len(out_tracks.get(c, [])) + len(in_tracks.get(c, []))) + labelled.get(c, 0.0)
            )
            gap_w.append(room)
            x += room
        ends = [n for n in self.d.nodes if n.kind is NodeKind.END and self.rank[n.id] == self.columns - 1]
        width = x + (END_LABEL if ends else 0)
        row_y: list[tuple[float, float]] = []
        channel_y: list[float] = []
        bands: list[Band] = []
        y = 0.5
        for code in self._lane_codes():
            top = y
            lane = self.d.lane(code) if code else None
            y += 12
            for nth in range(max(1, self.rows_in.get(code, 1))):
                index = self.first_row[code] + nth
                h = max((sizes[n.id][1] for n in self.d.nodes if self.row(n.id) == index), default=GATE)
                name_h = len(wrap(lane.name if lane else "", HEADER - 20, FONT)) * LINE + 8
                if nth == 0:
                    h = max(h, name_h if self.rows_in.get(code, 1) == 1 else h)
                row_y.append((y, h))
                y += h
                channel_y.append(y)
                y += 12 + CHANNEL_TRACK * len(channels.get(index, []))
            bands.append(Band(code, lane.name if lane else "Chưa giao làn", top, y - top))
        boxes = {}
        for n in self.d.nodes:
            (cx, cw), (ry, rh), (w, h) = column_x[self.rank[n.id]], row_y[self.row(n.id)], sizes[n.id]
            boxes[n.id] = Box(cx + (cw - w) / 2, ry + (rh - h) / 2, w, h)

        def out_x(r: _Route) -> float:
            gap = self.rank[r.flow.source]
            return gap_x[gap] + 10 + TRACK * out_tracks.get(gap, [r.flow.source]).index(r.flow.source)

        def in_x(r: _Route) -> float:
            gap = self.rank[r.flow.target] - 1
            tracks = in_tracks[gap]
            at = tracks.index(r.flow.target)
            if gap < 0:
                return gap_x_first + 6 + TRACK * at
            return gap_x[gap] + gap_w[gap] - 12 - TRACK * (len(tracks) - 1 - at)

        lines = []
        arriving: dict[tuple[int, str], int] = {}
        for r in self.routes:
            s, t = boxes[r.flow.source], boxes[r.flow.target]
            x1, y1, x2, y2 = s.x + s.w, s.middle, t.x, t.middle
            if r.straight:
                points = [(x1, y1), (x2, y1)]
                at, room = (
                    (gap_x[self.rank[r.flow.source]] + 4, y1 - 5),
                    labelled.get(self.rank[r.flow.source], 0) + 14,
                )
            elif r.along == "target":
                v = out_x(r)
                points = [(x1, y1), (v, y1), (v, y2), (x2, y2)]
                at, room = (v + 4, y2 - 5), labelled.get(self.rank[r.flow.source], 0) + 8
                key = (self.rank[r.flow.source], r.flow.target)
                arriving[key] = arriving.get(key, 0) + 1 if r.label else arriving.get(key, 0)
                if arriving[key] > 1:  # its words stand under the line, for others stand above it
                    rows = len(wrap(r.label, room, SMALL))
                    at = (v + 4, y2 + 13 + SMALL_LINE * (rows - 1))
            elif r.along == "source":
                v = in_x(r)
                points = [(x1, y1), (v, y1), (v, y2), (x2, y2)]
                at, room = (
                    (gap_x[self.rank[r.flow.source]] + 4, y1 - 5),
                    labelled.get(self.rank[r.flow.source], 0) + 8,
                )
            else:
                assert r.channel is not None
                v, w = out_x(r), in_x(r)
                track = channels[r.channel].index(r.track)
                cy = channel_y[r.channel] + 14 + CHANNEL_TRACK * track
                points = [(x1, y1), (v, y1), (v, cy), (w, cy), (w, y2), (x2, y2)]
                ahead = w > v
                at = (v + 4, cy - 4) if ahead else (v - 4 - text_width(r.label, SMALL), cy - 4)
                room = 400
            lines.append(Line(r.flow.id, _simplify(points), r.label, at, room))
        return Layout(width, y + 0.5, boxes, tuple(bands), tuple(lines))


def _add(tracks: dict[int, list[object]] | dict, gap: int, key: object) -> None:  # type: ignore[type-arg]
    if key not in tracks.setdefault(gap, []):
        tracks[gap].append(key)


def _simplify(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Drop repeated points and the middle of straight runs."""
    kept: list[tuple[float, float]] = []
    for p in points:
        if kept and kept[-1] == p:
            continue
        if len(kept) >= 2 and (kept[-2][0] == kept[-1][0] == p[0] or kept[-2][1] == kept[-1][1] == p[1]):
            kept[-1] = p
        else:
            kept.append(p)
    return tuple(kept)
