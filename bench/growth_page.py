"""The tables of the page on growth, in Markdown. Its prose is written by hand, around the marks of the tables."""

import re

import figures
import machine
import million
import result
from growth_rows import row, rows
from page import table

BEGIN = "<!-- growth: {} -->"
END = "<!-- /growth: {} -->"


def filled(page, parts):
    """The page with each table where its marks are; what is around them stays."""
    for name, text in parts.items():
        begin, end = BEGIN.format(name), END.format(name)
        if page.count(begin) != 1 or page.count(end) != 1:
            raise ValueError(f"the page has not one `{begin}` with its `{end}`")
        before, _, rest = page.partition(begin)
        if end not in rest:
            raise ValueError(f"the page has `{end}` before `{begin}`")
        page = f"{before}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}"
    return page


def names(page):
    """The tables that a page has marks for, in their order."""
    return re.findall(BEGIN.format("([a-z]+)"), page)


def tables(document, benchmark):
    """All of them, by the names of their marks; `benchmark` is the fleet benchmark's document, where there is one."""
    return {
        "about": about(document),
        "devices": devices(document, benchmark),
        "commands": commands(document),
        "outputs": outputs(document),
        "drivers": drivers(document),
        "logins": logins(document),
        "held": held(document),
        "files": files(document),
        "inventory": inventory(document),
        "million": million_table(document, benchmark),
    }


def about(document):
    plan = document["plan"]
    return (
        f"- Date: {document['date']}; nethost {document['version']}\n"
        f"- Machine: {machine.told(document['machine'], ports=True)}\n"
        f"- Made by: `{document['command']}`; the median of {document['repeat']} runs is told, of great outputs, held "
        f"sessions, limits and inventories the only one\n"
        f"- A device takes {figures.seconds(plan['devices_latency'])} for a command where devices grow in number, "
        f"{figures.seconds(plan['commands_latency'])} where commands do and for logins, "
        f"{figures.seconds(plan['held_latency'])} where sessions are held, and no time where outputs and drivers do"
    )


def written(lines):
    if len(lines) == 1:
        return "Not measured."
    return table(lines, right=range(1, len(lines[0])))


def failed(one):
    return f"{one.failed:,}" + "".join(f", `{error}`" for error in sorted(one.errors))


def devices(document, benchmark):
    lines = [["devices", "wall", "processor for a device", "peak memory", "open at once", "failed", "measured in"]]
    for one in rows(document, "devices"):
        lines.append(
            [
                f"{one.value:,}",
                figures.seconds(one.wall),
                figures.seconds(one.processor / one.devices),
                figures.size(one.memory),
                f"{min(one.connections, one.devices):,}",
                failed(one),
                "this",
            ]
        )
    for one in from_benchmark(document, benchmark):
        lines.append(
            [
                f"{one.devices:,}",
                figures.seconds(one.wall),
                "" if one.processor is None else figures.seconds(one.processor),
                figures.size(one.peak),
                f"{one.seen:,}",
                f"{one.failed:,}",
                "[the fleet benchmark](benchmark.md)",
            ]
        )
    return written(lines)


def from_benchmark(document, benchmark):
    """nethost's rows of the fleet benchmark at the sizes that are not measured here."""
    if benchmark is None:
        return []
    greatest = max((one.value for one in rows(document, "devices")), default=0)
    found = [one for size in result.sizes(benchmark) for one in result.rows(benchmark, size)]
    return [one for one in found if one.name == "nethost" and one.devices > greatest and not one.stopped]


def commands(document):
    lines = [["commands", "wall", "processor for a device", "for each further command", "peak memory", "failed"]]
    found = rows(document, "commands")
    for one in found:
        further = ""
        if one is not found[0]:
            more = (one.processor - found[0].processor) / one.devices / (one.value - found[0].value)
            further = amount(more)
        lines.append(
            [
                f"{one.value:,}",
                figures.seconds(one.wall),
                figures.seconds(one.processor / one.devices),
                further,
                figures.size(one.memory),
                failed(one),
            ]
        )
    return written(lines)


def amount(seconds):
    return figures.seconds(seconds) if seconds > 0 else "too small to tell"


def outputs(document):
    head = ["output", "processor for each MB: raw", "parsed", "peak memory: raw", "parsed", "of the output: raw"]
    lines = [[*head, "parsed", "came of it: raw", "parsed"]]
    raw, parsed = (rows(document, "outputs", how) for how in ("raw", "parsed"))
    raised = {one.value: one for one in rows(document, "outputs", "raised")}
    for pair in zip(raw, parsed, strict=False):
        came = [came_of(one) for one in pair]
        if pair[1].value in raised:
            pair = (pair[0], raised[pair[1].value])
            came[1] += f"; with its limits raised: {came_of(pair[1])}"
        lines.append(
            [
                figures.size(pair[0].value),
                *(for_each_mb(one, first[0]) for one, first in zip(pair, (raw, parsed), strict=True)),
                *(figures.size(one.memory) for one in pair),
                *(times_output(one, first[0]) for one, first in zip(pair, (raw, parsed), strict=True)),
                *came,
            ]
        )
    return written(lines)


def for_each_mb(one, first):
    """Above what the smallest output takes, where there is enough to tell."""
    megabytes = (one.value - first.value) * one.devices / 1e6
    return "" if megabytes < 0.1 else amount((one.processor - first.processor) / megabytes)


def times_output(one, first):
    """How far the peak is above that of the smallest output, in times of all devices' outputs together."""
    told = one.value * one.devices
    return "" if told < 1e6 else f"{max(0.0, one.memory - first.memory) / told:.1f} ×"


def came_of(one):
    return "whole" if not one.failed else ", ".join(f"`{error}`" for error in sorted(one.errors))


def drivers(document):
    lines = [["drivers", "processor, kept", "a further driver", "peak memory", "a further driver", "compiled first"]]
    found = rows(document, "drivers", "kept")
    for one in found:
        compiled = row(document, "drivers", one.value, "compiled")
        more = one.value - found[0].value
        lines.append(
            [
                f"{one.value:,}",
                figures.seconds(one.processor),
                amount((one.processor - found[0].processor) / more) if more else "",
                figures.size(one.memory),
                figures.size(max(0.0, one.memory - found[0].memory) / more) if more else "",
                f"{figures.seconds(compiled.processor)}, {figures.size(compiled.memory)}",
            ]
        )
    return written(lines)


def logins(document):
    lines = [["algorithms", "processor for a login with one command", "of those, each second and core", "failed"]]
    for how in ("today's", "legacy"):
        one = row(document, "logins", None, how)
        if one is not None:
            each = one.processor / one.devices
            lines.append([how, figures.seconds(each), f"{1 / each:,.0f}", failed(one)])
    return written(lines)


def held(document):
    one, single = row(document, "held"), row(document, "devices", 1)
    lines = [["sessions open at once", "peak memory", "with one device", "for each session", "open files", "failed"]]
    if one is not None and single is not None:
        lines.append(
            [
                f"{one.connections:,}",
                figures.size(one.memory),
                figures.size(single.memory),
                figures.size(million.session_bytes(one, single)),
                f"{one.files:,}",
                failed(one),
            ]
        )
    return written(lines)


def files(document):
    lines = [["open files allowed", "devices", "sessions seen at once", "files seen open", "wall", "failed"]]
    for one in rows(document, "files"):
        lines.append(
            [
                f"{one.value:,}",
                f"{one.devices:,}",
                f"{one.connections:,}",
                f"{one.files:,}",
                figures.seconds(one.wall),
                failed(one),
            ]
        )
    return written(lines)


def inventory(document):
    lines = [["devices in the inventory", "its file", "wall", "processor", "peak memory", "memory for a device"]]
    found = rows(document, "inventory")
    for one in found:
        more = one.value - found[0].value
        lines.append(
            [
                f"{one.value:,}",
                figures.size(one.bytes),
                figures.seconds(one.wall),
                figures.seconds(one.processor),
                figures.size(one.memory),
                figures.size((one.memory - found[0].memory) / more) if more else "",
            ]
        )
    return written(lines)


def million_table(document, benchmark):
    costs = million.costs(document, from_benchmark(document, benchmark))
    if costs is None:
        return "Not all that it needs was measured."
    lines = [["what", "from", "comes to"], *million.lines(costs)]
    return table(lines, right=[2])
