"""What the rigs share: results come from a file that was kept, or from a run that leaves nothing behind."""

import json
import signal
import sys
from pathlib import Path

from fleet import FleetError
from machine import raise_open_files


def document(rig, only_write, programs, target, make):
    """The kept results, or those of what `make` makes of the number of open files; `rig` is who says what is wrong."""
    # So that a fleet does not outlive its benchmark.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(f"{rig}: told to end"))
    if only_write:
        return json.loads(only_write.read_text())
    for program in programs:
        if not Path(program).exists():
            raise SystemExit(f"{rig}: {program} is not there; `{target}` builds it")
    measured = make(raise_open_files())
    try:
        measured.run()
    except FleetError as error:
        raise SystemExit(f"{rig}: {error}") from error
    return measured.document
