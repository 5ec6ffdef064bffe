"""The page of a benchmark, in Markdown."""

import result


def page(document, bars, growth):
    """All of it; `bars` and `growth` are the pictures' file names."""
    parts = [
        "<!-- Written by `make bench`; what is changed here is lost. -->",
        "# The fleet benchmark",
        about(document),
        f"![Wall time, processor time and memory of each program]({bars})",
        "## Programs",
        programs(document),
    ]
    for size in result.sizes(document):
        parts += [f"## {number(size)} devices", size_table(document, size)]
    parts += ["## As the fleet grows", f"![Wall time and memory over the size of the fleet]({growth})"]
    parts += ["## nethost and the floor", beside(document)]
    for size in result.sizes(document, busy=True):
        parts += [
            f"## {number(size)} devices, the processors busy",
            "Beside each run, one process for each processor computed without end.",
            size_table(document, size, busy=True),
        ]
    return "\n\n".join(parts) + "\n"


def about(document):
    machine = document["machine"]
    commands = ", ".join(f"`{command}`" for command in document["commands"])
    idle = machine.get("idle_before")
    quiet = "" if idle is None else f" Before the first run {idle:.0%} of the processors were idle."
    return (
        f"Each program logs in to each device with a password, sets the terminal's length, asks {commands} and checks that "
        f"the answers are that device's own and whole. The devices are `nethost lab serve`'s, on the same machine; each "
        f"takes {document['latency'] * 1000:.0f} ms for a command. [What is measured, and how](../bench/README.md).\n\n"
        f"- Date: {document['date']}\n"
        f"- Machine: {machine['processor']}, {machine['cores']} cores, {machine['memory'] / 1e9:.0f} GB, "
        f"{machine['system']}, Linux {machine['kernel']}, {number(machine['open_files'])} open files.{quiet} The lab "
        f"ran on the same cores.\n"
        f"- Made by: `{document['command']}`; nethost and the floor {document['repeat']} times in turns, of which the "
        f"median is told, the others once; stopped after {document['limit']:.0f} s\n"
        f"- All runs: [benchmark.json](benchmark.json)"
    )


def programs(document):
    lines = [["program", "version", "devices at a time", "how"]]
    for told in document["programs"].values():
        at_once = "all" if told["concurrency"] is None else number(told["concurrency"])
        lines.append([told["title"], told["version"], at_once, told["how"]])
    text = table(lines)
    for title, reason in document["missing"].items():
        text += f"\n\nLeft out: {title}, because {reason}."
    return text


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
                number(row.open),
                wall(row),
                "" if row.stopped else f"{row.times_needed:.2f} ×",
                "" if row.processor is None else f"{row.processor * 1000:.2f} ms",
                "" if row.base is None else megabytes(row.base),
                megabytes(row.peak),
                "" if row.session is None else f"{number(row.session / 1000)} KB",
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


def wall(row):
    if row.stopped:
        return f"stopped at {row.wall:.0f} s"
    spread = "" if row.runs == 1 else f" ({row.fastest:.2f} to {row.slowest:.2f})"
    return f"{row.wall:.2f} s{spread}"


def failed(row):
    if row.ok is None:
        return "not known"
    return f"{number(row.ok)} answered until then" if row.stopped else number(row.failed)


def errors(row):
    for error, count in row.errors.items():
        yield f"{row.title}: {number(count)} × `{error}`."


def beside(document):
    """What nethost takes for what the floor takes."""
    lines = [["devices", "wall", "processor for a device", "memory for a session: nethost", "the floor", "peak: nethost", "the floor"]]
    for size in result.sizes(document):
        rows = {row.name: row for row in result.rows(document, size)}
        ours, floor = rows.get("nethost"), rows.get("floor")
        if ours is None or floor is None:
            continue
        lines.append(
            [
                number(size),
                f"{ours.wall / floor.wall:.2f} ×",
                f"{ours.processor / floor.processor:.2f} ×" if ours.processor and floor.processor else "",
                *("" if row.session is None else f"{number(row.session / 1000)} KB" for row in (ours, floor)),
                megabytes(ours.peak),
                megabytes(floor.peak),
            ]
        )
    return table(lines, right=range(len(lines[0])))


def table(lines, right=()):
    head, *body = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    rule = ["---:" if place in right else "---" for place in range(len(head))]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *body])


def number(value):
    """With a comma between thousands; small ones with a digit after the point."""
    return f"{value:,.0f}" if value == int(value) or value >= 10 else f"{value:.1f}"


def megabytes(size):
    return f"{number(size / 1e6)} MB"
