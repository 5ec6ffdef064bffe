"""How numbers are written, on the page and in the pictures: two digits or three, in the unit that keeps them short."""


def figure(value):
    digits = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    told = f"{value:,.{digits}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def seconds(value):
    """A time, from a tenth of a millisecond on."""
    return f"{figure(value)} s" if value >= 0.9995 else f"{figure(value * 1000)} ms"


def whole_seconds(value):
    """A time where all of them are of some seconds."""
    return f"{figure(value)} s"


def size(value):
    """Bytes, in steps of a thousand."""
    for unit, worth in (("GB", 1e9), ("MB", 1e6)):
        if value >= worth * 0.9995:
            return f"{figure(value / worth)} {unit}"
    return f"{figure(value / 1e3)} KB"
