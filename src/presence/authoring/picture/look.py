"""The look of a timeline's picture: sizes in pixels and colours, made for white paper."""

from typing import Final

WIDTH: Final = 1400
MARGIN: Final = 40
LEFT: Final = 100.0
"""Where time begins; left of it stand the clock times."""
RIGHT: Final = float(WIDTH - MARGIN)

FACES: Final = "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif"
TITLE_SIZE: Final = 30.0
FACTS_SIZE: Final = 15.0
HEADING_SIZE: Final = 14.0
BOLD: Final = 1.14
"""How much broader bold letters are than plain ones."""
LABEL_SIZE: Final = 12.0
SMALL_SIZE: Final = 10.5

HEADING_HEIGHT: Final = 20.0
MOST_HEADING_LEVELS: Final = 4
MARKS_HEIGHT: Final = 17.0
LANE_HEIGHT: Final = 30.0
LABEL_HEIGHT: Final = 15.0
MOST_LABEL_LINES: Final = 3
BED_HEIGHT: Final = 18.0
AXIS_HEIGHT: Final = 18.0
STRIP_SPACE: Final = 16.0

INK: Final = "#1f2b33"
DIM: Final = "#586670"  # 6:1 against white, so that small text can be read
RULE: Final = "#c9d1d6"
SECTION_RULE: Final = "#8696a0"
SPEECH: Final = "#bcd2e2"
PARTNERS: Final = ("#f3cfa6", "#c9dfae", "#dcc6ea", "#f2c0c0", "#b9e0dc", "#e6dc9a")
"""In turn, for what is said to each of the partners."""
BREATH: Final = "#2f827c"
BREATH_FILL: Final = "#d3ebe7"
CHECK_IN: Final = "#b3471d"
CHECK_IN_FILL: Final = "#fbe6da"
BELL: Final = "#96700a"
QUESTION: Final = "#6b4a94"
BED: Final = "#d8dfca"
BED_LINE: Final = "#a9b690"
BED_INK: Final = "#56632f"
