"""The page of a benchmark, in Markdown."""

import figures
import machine
import result
import rig


def page(document, kept, bars, growth):
    """All of it; the rest are the names of the files beside it: the results and the pictures."""
    parts = [
        "<!-- Written by `make bench`; what is changed here is lost. -->",
        "# The fleet benchmark",
        about(document, kept),
        f"![Wall time, processor time and memory of each program]({bars})",
        "## Programs",
        programs(document),
    ]
    for size in result.sizes(document):
        parts += [f"## {size:,} devices", size_table(document, size)]
    parts += ["## As the fleet grows", f"![Wall time and memory over the size of the fleet]({growth})"]
    parts += ["## nethost and the floor", beside(document)]
    for size in result.sizes(document, busy=True):
        parts += [
            f"## {size:,} devices, the processors busy",
            "Beside each run, one process for each processor computed without end.",
            size_table(document, size, busy=True),
        ]
    return "\n\n".join(parts) + "\n"


def about(document, kept):
    commands = ", ".join(f"`{command}`" for command in document["commands"])
    return (
        f"Each program logs in to each device with a password, sets the terminal's length, asks {commands} and "
        f"checks that the answers are that device's own and whole. The devices are `nethost lab serve`'s, on the same "
        f"machine; each takes {document['latency'] * 1000:.0f} ms for a command. "
        f"[What is measured, and how](../bench/README.md).\n\n"
        f"- Date: {document['date']}\n"
        f"- Machine: {machine.told(document['machine'])}\n"
        f"- Made by: `{document['command']}`; nethost and the floor {document['repeat']} times in turns, three "
        f"times as often with no more than {rig.SMALL} devices, of which the median is told, the others once; stopped after {document['limit']:.0f} s\n"
        f"- All runs: [{kept}]({kept})"
    )


def programs(document):
    lines = [["program", "version", "devices at a time", "how"]]
    for told in document["programs"].values():
        at_once = "all" if told["concurrency"] is None else f"{told['concurrency']:,}"
        lines.append([told["title"], told["version"], at_once, told["how"]])
    text = table(lines)
    for title, reason in document["missing"].items():
        text += f"\n\nLeft out: {title}, because {reason}."
    return text


# So many kinds of errors are told of each program.
ERRORS = 3
# Where fewer than this share of the sessions were open at once, it is said.
MOST = 0.9
HEAD = [
    "program",
    "open at once",
    "wall",
    "of what latency needs",
    "processor for a device",
    "memory with one device",
    "at its peak",
    "for an open session",
    "failed",
]


def size_table(document, devices, busy=False):
    rows = result.rows(document, devices, busy)
    lines = [HEAD]
    for row in rows:
        lines.append(
            [
                f"**{row.title}**" if row.name == "nethost" else row.title,
                at_once(row),
                wall(row),
                "" if row.stopped else f"{row.times_needed:.2f} ×",
                "" if row.processor is None else figures.seconds(row.processor),
                "" if row.base is None else figures.size(row.base),
                figures.size(row.peak),
                "" if row.session is None else figures.size(row.session),
                failed(row),
            ]
        )
    notes = [note for row in rows for note in errors(row)]
    if not busy:
        notes += [
            f"{document['programs'][skipped['name']]['title']} was not run: {skipped['reason']}."
            for skipped in document["skipped"]
            if skipped["devices"] == devices
        ]
    return "\n\n".join([table(lines, right=range(1, len(HEAD))), *notes])


def at_once(row):
    fewer = f" ({row.seen:,} seen)" if row.seen < row.at_once * MOST else ""
    return f"{row.at_once:,}{fewer}"


def wall(row):
    if row.stopped:
        return f"stopped at {row.wall:.0f} s"
    spread = "" if row.runs == 1 else f" ({row.fastest:.2f} to {row.slowest:.2f})"
    return f"{row.wall:.2f} s{spread}"


def failed(row):
    if row.ok is None:
        return "not known"
    return f"{row.ok:,} answered until then" if row.stopped else f"{row.failed:,}"


def errors(row):
    common = sorted(row.errors.items(), key=lambda error: -error[1])
    for error, count in common[:ERRORS]:
        yield f"{row.title}: {count:,} × `{error}`."
    if rest := sum(count for _, count in common[ERRORS:]):
        yield f"{row.title}: {rest:,} × something else."


def beside(document):
    """What nethost takes for what the floor takes."""
    lines = [
        [
            "devices",
            "wall",
            "processor for a device",
            "memory for a session: nethost",
            "the floor",
            "peak: nethost",
            "the floor",
        ]
    ]
    for size in result.sizes(document):
        rows = {row.name: row for row in result.rows(document, size)}
        ours, floor = rows.get("nethost"), rows.get("floor")
        if ours is None or floor is None:
            continue
        lines.append(
            [
                f"{size:,}",
                f"{ours.wall / floor.wall:.2f} ×",
                f"{ours.processor / floor.processor:.2f} ×" if ours.processor and floor.processor else "",
                *("" if row.session is None else figures.size(row.session) for row in (ours, floor)),
                figures.size(ours.peak),
                figures.size(floor.peak),
            ]
        )
    return table(lines, right=range(len(lines[0])))


def table(lines, right=()):
    head, *body = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    rule = ["---:" if place in right else "---" for place in range(len(head))]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *body])
