"""The little of SVG that the pictures need: elements as text, scales, and colours for a light and a dark page."""

import math
from xml.sax.saxutils import escape, quoteattr

# A page on GitHub is light or dark as its reader's system is; the background is the page's own.
STYLE = """
text { font-family: -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
  font-size: 12px; fill: #1f2328; font-variant-numeric: tabular-nums; }
.title { font-size: 16px; font-weight: 600; }
.head { font-size: 13px; font-weight: 600; }
.quiet { fill: #59636e; font-size: 11px; }
.strong { font-weight: 600; }
.grid { stroke: #e4e8ec; stroke-width: 1; }
.bar { fill: #afb8c1; }
.floor { fill: #6e7781; }
.nethost { fill: #0969da; }
.stopped { fill: none; stroke: #8c959f; stroke-width: 1.5; stroke-dasharray: 4 3; }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round; }
.hollow { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .quiet { fill: #9198a1; }
  .grid { stroke: #2f353d; }
  .bar { fill: #656c76; }
  .floor { fill: #9198a1; }
  .nethost { fill: #4493f8; }
  .stopped { stroke: #9198a1; }
  .hollow { fill: #0d1117; }
}
"""


def picture(width, height, title, parts):
    """A whole file."""
    head = element("title", title) + element("style", STYLE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img">\n{head}{"".join(parts)}</svg>\n'
    )


def element(name, inner=None, **attributes):
    """An attribute is written with `_` for `-`, and `class_` for the word that Python keeps to itself."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(f'{value:.1f}' if isinstance(value, float) else str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}/>\n" if inner is None else f"<{name}{told}>{escape(inner)}</{name}>\n"


def text(x, y, words, class_=None, anchor=None):
    return element("text", words, x=float(x), y=float(y), class_=class_, text_anchor=anchor)


def line(x1, y1, x2, y2, class_="grid", stroke=None):
    style = None if stroke is None else f"stroke: {stroke}"
    return element("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=class_, style=style)


class LogScale:
    """Places on a line for values from `low` to `high`; both are moved out to a power of ten, or half of one."""

    def __init__(self, low, high, start, end):
        self.low, self.high = nice_below(low), nice_above(high)
        self.start, self.end = start, end

    def place(self, value):
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def decades(self):
        """The powers of ten on it."""
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return [10.0**power for power in range(first, last + 1)]


def nice_below(value):
    power = 10.0 ** math.floor(math.log10(value))
    return power * 3 if value >= power * 3.6 else power


def nice_above(value):
    power = 10.0 ** math.ceil(math.log10(value))
    return power * 0.3 if value <= power * 0.25 else power


def apart(places, distance, low, high):
    """The same places in their order, moved as little as is needed so that each has its distance to the next."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    # Without the distances it is: the nearest places that do not fall. Neighbours that would are put at their mean.
    groups = []
    for rank, index in enumerate(order):
        groups.append([places[index] - rank * distance, 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            place, count = groups.pop()
            before, count_before = groups.pop()
            both = count + count_before
            groups.append([(place * count + before * count_before) / both, both])
    flat = [place for place, count in groups for _ in range(count)]
    highest = max(low, high - (len(places) - 1) * distance)
    moved = [0.0] * len(places)
    for rank, index in enumerate(order):
        moved[index] = min(max(flat[rank], low), highest) + rank * distance
    return moved
