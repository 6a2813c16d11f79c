"""How is a payment stub read by a machine? Code 128 (ISO/IEC 15417) as widths of bars and gaps."""

import re

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
PATTERNS = _WIDTHS.split()
START_B, START_C, TO_B, TO_C, STOP = 104, 105, 100, 99, 106
RUN_OF_DIGITS = re.compile(r"(?:\d\d){2,}")


def symbols(text: str) -> list[int]:
    """The symbol values of a printable ASCII text with check symbol and stop; pairs of digits are packed."""
    values: list[int] = []
    at, code = 0, ""
    while at < len(text):
        run = RUN_OF_DIGITS.match(text, at)
        if run:
            values.append(START_C if not code else TO_C)
            values += [int(run.group()[i : i + 2]) for i in range(0, len(run.group()), 2)]
            at, code = run.end(), "C"
            continue
        if code != "B":
            values.append(START_B if not code else TO_B)
            code = "B"
        values.append(ord(text[at]) - 32)
        at += 1
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))) % 103
    return [*values, check, STOP]


def bars(text: str) -> tuple[str, int]:
    """An SVG path of the bars, one unit wide per module and 1 high, and the width of all in modules."""
    path, x = [], 0
    for value in symbols(text):
        for place, width in enumerate(PATTERNS[value]):
            if place % 2 == 0:
                path.append(f"M{x} 0h{width}v1h-{width}z")
            x += int(width)
    return "".join(path), x
