"""The table: what was measured, what came, what is asked."""

import json


class Table:
    def __init__(self):
        self.lines = []

    def add(self, case, value, unit, least=None, most=None):
        """One measurement; `least` and `most` are what is asked of it."""
        met = (least is None or value >= least) and (most is None or value <= most)
        line = {"case": case, "value": value, "unit": unit}
        if least is not None or most is not None:
            line |= {"asked": f"at least {least}" if least is not None else f"at most {most}", "met": met}
        self.lines.append(line)

    def as_json(self):
        return json.dumps(self.lines, indent=1)

    def as_text(self):
        width = max(len(line["case"]) for line in self.lines)
        text = []
        for line in self.lines:
            asked = line.get("asked", "")
            if asked:
                asked = f"  {asked}{'' if line['met'] else ': MISSED'}"
            text.append(f"{line['case']:{width}} {line['value']:>12,.2f} {line['unit']:5}{asked}".rstrip())
        return "\n".join(text)
