"""The pictures of a benchmark: what each program takes at one size, and how that grows with the fleet."""

from collections.abc import Callable
from dataclasses import dataclass

import figures
import result
import svg

# The size that the picture of the README shows, where it was run.
SHOWN = 1000


@dataclass(frozen=True)
class Measure:
    """What a column or a panel shows of each program, and how it is written."""

    head: str
    value: Callable
    written: Callable


WALL = Measure("Wall time", lambda row: row.wall, figures.whole_seconds)
PROCESSOR = Measure("Processor time per device", lambda row: row.processor, figures.seconds)
SESSION = Measure("Memory per open session", lambda row: row.session, figures.size)
PEAK = Measure("Peak memory", lambda row: row.peak, figures.size)

WIDTH = 880
NAMES = 150
ROW = 27
BAR = 13
NOTE = 16
# So many numbers of a scale have no place beside each other.
MANY = 4
TOP = 98


def shown_size(document):
    """That one, or the greatest at which most programs ran."""
    sizes = result.sizes(document)
    if SHOWN in sizes or not sizes:
        return SHOWN
    return max(sizes, key=lambda size: (len(result.rows(document, size)), size))


def bars(document):
    """One row for each program; wall time, processor time and memory beside each other."""
    size = shown_size(document)
    rows = ordered(result.rows(document, size))
    title = f"{size:,} devices, {len(document['commands'])} commands on each"
    latency = f"{document['latency'] * 1000:.0f} ms"
    parts = [
        svg.text(0, 18, title, "title"),
        svg.text(0, 38, f"Simulated devices, {latency} for a command. Shorter is better; log scales.", "quiet"),
    ]
    notes = footnotes(rows, document)
    height = TOP + ROW * len(rows) + NOTE * len(notes) + 4
    for index, row in enumerate(rows):
        parts.append(svg.text(0, TOP + ROW * index + BAR - 2, row.title, "strong" if row.name == "nethost" else None))
    columns = (WALL, PROCESSOR, SESSION)
    width = (WIDTH - NAMES) / len(columns)
    for place, measure in enumerate(columns):
        parts += column(rows, measure, NAMES + place * width, width - 22)
    for place, note in enumerate(notes):
        parts.append(svg.text(0, TOP + ROW * len(rows) + NOTE * place + 14, note, "quiet"))
    return svg.picture(WIDTH, height, title, parts)


def ordered(rows):
    """Ours first, then the others, the fastest first; who did not end comes last."""
    ours = [row for row in rows if row.name in ("nethost", "floor")]
    others = [row for row in rows if row not in ours]
    return ours + sorted(others, key=lambda row: (row.stopped, row.wall))


def column(rows, measure, left, width):
    values = {row.name: measure.value(row) for row in rows}
    known = [number for number in values.values() if number]
    yield svg.text(left, TOP - 30, measure.head, "head")
    if not known:
        return
    # The number stands after its bar.
    scale = svg.LogScale(min(known) / 2, max(known), left, left + width - 62)
    bottom = TOP + ROW * len(rows) - ROW + BAR + 4
    decades = scale.decades()
    for nth, decade in enumerate(decades):
        x = scale.place(decade)
        yield svg.line(x, TOP - 6, x, bottom)
        # Where there are many, every second one says what it is.
        if len(decades) < MANY or nth % 2 == 0:
            yield svg.text(x, TOP - 11, measure.written(decade), "quiet", "middle")
    for index, row in enumerate(rows):
        number = values[row.name]
        y = TOP + ROW * index
        if not number:
            yield svg.text(left + 2, y + BAR - 2, "too small to tell" if number == 0 else "not known", "quiet")
            continue
        end = scale.place(number)
        yield bar(row, left, y, end - left)
        limit = "> " if row.stopped and measure is WALL else ""
        class_ = "strong" if row.name == "nethost" else None
        yield svg.text(end + 6, y + BAR - 2, f"{limit}{measure.written(number)}", class_)


def bar(row, x, y, width):
    class_ = {"nethost": "nethost", "floor": "floor"}.get(row.name, "bar")
    if row.stopped:
        class_ = "stopped"
    return svg.element("rect", x=float(x), y=float(y), width=float(max(width, 1.5)), height=BAR, rx=2, class_=class_)


def footnotes(rows, document):
    notes = ["floor: a minimal program over the SSH library that nethost uses, with no parsing."]
    stopped = [f"{row.title} with {row.ok:,} devices" for row in rows if row.stopped and row.ok is not None]
    if stopped:
        notes.append(f"Dashed: stopped at {document['limit']:.0f} s, {', '.join(stopped)} done.")
    return notes


# Hues that keep apart on light and dark, and for eyes that see fewer colours.
HUES = ["#d55e00", "#009e73", "#b35ca8", "#b58900", "#1b9fc4", "#c4392f", "#7a6fd0", "#5f8f2f"]
PANEL_TOP, PANEL_BOTTOM = 88, 360
LABELS = 128
LABEL_ROW = 15
# Between the names of two sizes.
SIZES_APART = 36


def growth(document):
    """Wall time and peak memory over the size of the fleet, a line for each program."""
    title = "As the fleet grows"
    rows = [row for size in result.sizes(document) for row in result.rows(document, size)]
    hues = iter(HUES * 4)
    colours = {
        name: {"nethost": "#2f81f7", "floor": "#7d8590"}.get(name) or next(hues) for name in document["programs"]
    }
    parts = [
        svg.text(0, 18, title, "title"),
        svg.text(0, 38, "Devices from left to right. Lower is better; all scales are logarithmic.", "quiet"),
    ]
    if rows:
        half = WIDTH / 2
        parts += panel(rows, colours, WALL, 0, half - 8)
        parts += panel(rows, colours, PEAK, half + 8, half - 8)
    parts.append(svg.text(0, PANEL_BOTTOM + 44, "Hollow: it did not end in the time that it had.", "quiet"))
    return svg.picture(WIDTH, PANEL_BOTTOM + 52, title, parts)


def panel(rows, colours, measure, left, width):
    start, end = left + 46, left + width - LABELS
    sizes = sorted({row.devices for row in rows})
    across = svg.LogScale(sizes[0], max(sizes[-1], sizes[0] * 10), start, end)
    values = [measure.value(row) for row in rows]
    up = svg.LogScale(min(values), max(values), PANEL_BOTTOM, PANEL_TOP)
    yield svg.text(left, PANEL_TOP - 20, measure.head, "head")
    for decade in up.decades():
        y = up.place(decade)
        yield svg.line(start, y, end, y)
        yield svg.text(start - 6, y + 4, measure.written(decade), "quiet", "end")
    named = end + 2 * SIZES_APART
    for size in reversed(sizes):
        x = across.place(size)
        yield svg.line(x, PANEL_BOTTOM, x, PANEL_BOTTOM + 4)
        if named - x >= SIZES_APART:
            yield svg.text(x, PANEL_BOTTOM + 18, f"{size:,}", "quiet", "middle")
            named = x
    points = {}
    for row in rows:
        points.setdefault(row.name, []).append((across.place(row.devices), up.place(measure.value(row)), row))
    lasts = [last[-1][1] for last in points.values()]
    labels = svg.apart(lasts, LABEL_ROW, PANEL_TOP, PANEL_BOTTOM)
    # nethost's lies on the others.
    curves = sorted(zip(points.items(), labels, strict=True), key=lambda one: one[0][0] == "nethost")
    for (name, places), label in curves:
        yield from curve(name, places, colours[name], end, label)


def curve(name, places, colour, end, label):
    ours = name == "nethost"
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
    thick = "; stroke-width: 3" if ours else "; stroke-dasharray: 6 3" if name == "floor" else ""
    x, y, row = places[-1]
    # From where the line ends to its name.
    yield svg.element(
        "path",
        d=f"M{x:.1f} {y:.1f} L{end + 4:.1f} {label:.1f} H{end + 10:.1f}",
        class_="line",
        style=f"stroke: {colour}; stroke-width: 1; stroke-opacity: 0.45",
    )
    yield svg.element("polyline", points=path, class_="line", style=f"stroke: {colour}{thick}")
    for x, y, one in places:
        style = f"stroke: {colour}; stroke-width: 1.5" if one.stopped else f"fill: {colour}"
        class_ = "hollow" if one.stopped else None
        yield svg.element("circle", cx=float(x), cy=float(y), r=4 if ours else 3, class_=class_, style=style)
    yield svg.text(end + 14, label + 4, row.title, "strong" if ours else None)
