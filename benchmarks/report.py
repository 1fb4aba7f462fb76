"""The tables and the picture of a run, written into this folder's README.

`python -m benchmarks.report LINES MACHINE`: LINES is a file with what `make bench` printed.
"""

import datetime as dt
import json
import sys
from pathlib import Path

from benchmarks import race

_README = Path(__file__).with_name("README.md")
_PICTURE = Path(__file__).with_name("ratios.svg")
_BEGIN, _END = "<!-- measured -->\n", "<!-- end of measured -->\n"
_ROW, _LABELS, _SCALE, _MOST = 24, 560, 90, 4.0
_GOOD, _SHORT = "#2166ac", "#b2182b"


def main() -> None:
    """Write both."""
    lines, machine = Path(sys.argv[1]), sys.argv[2]
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    found = [row for row in rows if row["unit"].startswith(race.SHARE)]
    rows = [row for row in rows if row not in found]
    _PICTURE.write_text(picture(rows), encoding="utf-8")
    text = _README.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    told = f"Measured on {dt.date.today()}, {machine}.\n\n"  # noqa: DTZ011 - the local day
    body = f"{told}![Ratios beside their goals]({_PICTURE.name})\n\n{table(rows)}"
    body += f"\n{table(found)}" if found else ""
    _README.write_text(f"{head}{_BEGIN}{body}{_END}{tail}", encoding="utf-8")


def table(rows: list[dict]) -> str:
    """The results as Markdown."""
    head = (
        "| what | value | unit | peer | ratio | goal | reached |\n|---|---|---|---|---|---|---|\n"
    )
    cells = ("name", "value", "unit", "peer", "ratio", "goal")
    return head + "".join(
        f"| {' | '.join(str(row[cell]) for cell in cells)} | {'yes' if row['ok'] else 'no'} |\n"
        for row in rows
    )


def picture(rows: list[dict]) -> str:
    """Each ratio as a share of its goal: a bar that stays left of the line reaches it.

    Values stand to the right of the line, which would cross them out.
    """
    high = _ROW * (len(rows) + 1)
    bars = ""
    for place, row in enumerate(rows):
        share = row["ratio"] / row["goal"]
        top, colour = _ROW * place, _GOOD if row["ok"] else _SHORT
        wide = round(min(share, _MOST) * _SCALE)
        bars += (
            f'<text x="{_LABELS - 8}" y="{top + 16}" text-anchor="end">{row["name"]}</text>'
            f'<rect x="{_LABELS}" y="{top + 4}" width="{wide}" height="16" fill="{colour}"/>'
            f'<text x="{_LABELS + max(wide, _SCALE) + 6}" y="{top + 16}">{row["ratio"]}</text>'
        )
    line = _LABELS + _SCALE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{line + 400}" height="{high}"'
        f' font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
        f'{bars}<line x1="{line}" x2="{line}" y1="0" y2="{high - _ROW}" stroke="#333"/>'
        f'<text x="{line}" y="{high - 6}" text-anchor="middle">goal</text></svg>\n'
    )


if __name__ == "__main__":
    main()
