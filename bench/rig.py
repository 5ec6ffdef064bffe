"""What the rigs share: results come from a file that was kept, or from a run that leaves nothing behind."""

import argparse
import json
import math
import os
import signal
import sys
from pathlib import Path

from fleet import FleetError
from machine import raise_open_files

# Up to so many devices a run takes no more than a tenth of a second of the processor, in which little else is much.
SMALL = 100


def repeats(times, size):
    """How often ours run where a fleet is run `times` times: small ones more often."""
    return 3 * times if size <= SMALL else times


def document(rig, only_write, programs, target, make):
    """The kept results, or those of what `make` makes of the number of open files; `rig` is who says what is wrong."""
    # So that a fleet does not outlive its benchmark.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(f"{rig}: told to end"))
    if only_write:
        return kept(rig, only_write)
    for program in programs:
        if not Path(program).exists():
            raise SystemExit(f"{rig}: {program} is not there; `{target}` builds it")
        if not (Path(program).is_file() and os.access(program, os.X_OK)):
            raise SystemExit(f"{rig}: {program} is no program; `{target}` builds it")
    measured = make(raise_open_files())
    try:
        measured.so_far.unlink(missing_ok=True)
        measured.run()
    except (FleetError, OSError) as error:
        raise SystemExit(f"{rig}: {error}") from error
    except KeyboardInterrupt:
        raise SystemExit(f"{rig}: interrupted; the runs that had ended are in {measured.so_far}, if any") from None
    return measured.document


def so_far(rig, folder):
    """Where each run is kept as it ends, so that a benchmark that is broken off neither is for nothing nor leaves half
    of its results in the place of whole ones."""
    return folder / "bench" / f"so-far-{Path(rig).stem}.json"


def keep(document, file):
    """Results, in a file that a later call takes."""
    put(json.dumps(document, indent=1) + "\n", file)


def put(text, file):
    """The whole text in the place of what was there, or an error and what was there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    try:
        new.write_text(text)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def kept(rig, file):
    """What a run has kept."""
    try:
        document = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else f"it is no JSON: {error}"
        raise SystemExit(f"{rig}: {file}: {why}; --only-write takes what --keep wrote") from error
    if not isinstance(document, dict):
        raise SystemExit(f"{rig}: {file} holds no results; --only-write takes what --keep wrote")
    return document


def written(rig, write):
    """Writes, and says what cannot be."""
    try:
        write()
    except OSError as error:
        raise SystemExit(f"{rig}: {error.filename or 'the results'} cannot be written: {error.strerror}") from error
    except KeyError as error:
        raise SystemExit(f"{rig}: the kept results lack {error}; measure them anew") from error


def seconds(text):
    """A time of an argument's."""
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"{text} is no time above zero")
    return value


def count(text):
    """A number of an argument's, from one on."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return value
