"""A View and a terminal's size in, the rows of a calm picture out, as many as the terminal has."""

from typing import Final, NamedTuple

from presence.columns import columns_of
from presence.live.breath_shape import hill, openness, second_of
from presence.live.progress import thin_line
from presence.live.rows import BLANK, Look, Row, Span, columns_in, flowing, row, table
from presence.live.view import KEY_LIST, Mode, View
from presence.live.wrapping import wrap_evenly
from presence.mix.source import BreathMoment
from presence.units import clock

MODE_WORDS: Final[dict[Mode, str]] = {
    "playing": "",
    "paused": "paused",
    "asking": "check-in",
    "holding": "holding · take all the time you need",
    "gentler": "more gently",
    "resting": "resting",
    "lost": "no sound for now",
    "ending": "ending",
    "ended": "ended",
}
SILENT_LINE: Final = "not spoken: read it yourselves"
NOT_YET: Final = "for yes"
NOT_HEARD: Final = "after the question"
_MEASURE: Final = 52
"""The widest a line is set: few enough words for eyes a metre away to find the next row."""
_WIDEST_PROGRESS: Final = 72
_SPACIOUS_ROWS: Final = 16
"""From so many rows on, there is a blank one at the edges."""
_HIGHEST_HILL: Final = 8
_COLUMNS_A_HILL_ROW: Final = 6
_ROOM_TO_BREATHE: Final = 4


def layout(view: View, columns: int, lines: int) -> list[Row]:
    """`lines` rows, none wider than `columns`. What matters least gives way where room is short."""
    width = max(2, columns - 2)  # terminals differ in what they do at the edge
    head, foot = _head(view, width, lines), _foot(view, width, lines)
    room = max(0, lines - len(head) - len(foot))
    return [*head, *_body(view, width, room), *foot][-lines:]


def _head(view: View, width: int, lines: int) -> list[Row]:
    """Title and section; the section alone where both are too much."""
    if lines < 6:
        return []
    both = " · ".join(filter(None, (view.title, view.section)))
    fits = columns_of(both) <= width
    whole = row("quiet", both if fits else view.section or view.title, width)
    return [BLANK, whole, BLANK] if lines >= _SPACIOUS_ROWS else [whole]


def _foot(view: View, width: int, lines: int) -> list[Row]:
    """One calm notice, what can be chosen now, and the time left below all."""
    rows = [row("accent", text, width) for text in wrap_evenly(view.notice, width)]
    choices = flowing(view.choices, width)
    if lines >= _SPACIOUS_ROWS:
        rows += [BLANK] * bool(rows and choices)
        choices = [*choices, BLANK] if choices else []
    rows += [*choices, _progress(view, width)]
    rows += [BLANK] if lines >= _SPACIOUS_ROWS else []
    return rows[-max(1, lines - 2) :]


def _progress(view: View, width: int) -> Row:
    left = row("quiet", f"{clock(view.remaining_s)} left", width)
    room = min(_WIDEST_PROGRESS, width) - columns_in(left) - 2
    if room < 4:
        return left
    done, to_come = thin_line(view.progress, room)
    return Span("soft", done), Span("quiet", f"{to_come}  "), *left


def _body(view: View, width: int, room: int) -> list[Row]:
    """What is said or asked, in the middle of `room` rows; below it the breath."""
    said = _said(view, width)
    if view.help:
        return _centred(_with_keys(said, width, room), room)
    below: list[Row] = []
    if view.breath is not None and view.question is None and room >= _ROOM_TO_BREATHE:
        below = _breathing(view.breath, width, room)
    above = room - len(below)
    return [*_centred(_fitting(said, above, width), above), *below]


class _Said(NamedTuple):
    """What is in the middle. `above` gives way first, from its beginning, and then `text`."""

    above: list[Row]
    text: list[Row]
    below: list[Row]


def _fitting(said: _Said, room: int, width: int) -> list[Row]:
    """As airy as there is room for; cut where there is not enough at all."""
    above, text, below = said
    for rows in (_joined(above, _spaced(text), below), _joined(above, text, below)):
        if len(rows) <= room:
            return rows
    spare = max(0, room - len(text) - len(below))
    text = _shortened(text, max(0, room - len(below)), width)
    return [*above[len(above) - min(spare, len(above)) :], *text, *below][:room]


def _joined(above: list[Row], text: list[Row], below: list[Row]) -> list[Row]:
    """With a blank row after each thing above, and one before what is below."""
    return [*_spaced([*above, BLANK])[:-1], *text, *[BLANK] * bool(below), *below]


def _spaced(rows: list[Row]) -> list[Row]:
    return [piece for each in rows for piece in (each, BLANK)][:-1]


def _shortened(rows: list[Row], room: int, width: int) -> list[Row]:
    if len(rows) <= room or not room:
        return rows[:room]
    look, last = rows[room - 1][0]
    return [*rows[: room - 1], row(look, f"{last[: max(0, width - 2)]} …", width)]


def _said(view: View, width: int) -> _Said:
    """The question and what each partner has said to it; or the line, and who it is for."""
    above = [row("quiet", MODE_WORDS[view.mode], width)]
    if view.question is not None:
        text = _set(view.question, "strong" if view.is_heard else "quiet", width)
        return _Said([*filter(None, above)], text, _answers(view, width))
    if view.line and view.silent_line:
        above.append(row("quiet", SILENT_LINE, width))
    if view.line and view.partner:
        above.append(row("accent", f"for {view.partner}", width))
    look: Look = "strong" if view.mode in ("playing", "gentler") else "plain"
    return _Said([*filter(None, above)], _set(view.line, look, width), [])


def _set(text: str, look: Look, width: int) -> list[Row]:
    """A text in its measure."""
    return [row(look, each, width) for each in wrap_evenly(text, min(_MEASURE, width))]


def _answers(view: View, width: int) -> list[Row]:
    """A row a partner: name, key, and the answer once there is one. While the question is said
    there is no key that answers it."""
    answers = view.answers
    if not view.is_heard:
        return [row("quiet", f"{answer.name}  {NOT_HEARD}", width) for answer in answers]
    cells = [
        (
            Span("plain", answer.name),
            Span("accent" if answer.said is None else "quiet", answer.key),
            Span("quiet", NOT_YET) if answer.said is None else Span("strong", answer.said),
        )
        for answer in answers
    ]
    return table(cells, width) or [
        row("plain", f"{a.key} {a.name}: {a.said or NOT_YET}", width) for a in answers
    ]


def _breathing(breath: BreathMoment, width: int, room: int) -> list[Row]:
    """The hill, and below it the phase and its seconds. The same height at every moment of it."""
    air = [BLANK] * (room >= _SPACIOUS_ROWS // 2)
    rows = min(_HIGHEST_HILL, max(1, room // 2 - 1))
    columns = min(width, rows * _COLUMNS_A_HILL_ROW)
    phase = row("plain", f"{breath.phase} {second_of(breath)}", width)
    drawn = [(Span("soft", each),) for each in hill(openness(breath), columns, rows)]
    return [*drawn, *air, phase, *air]


def _with_keys(said: _Said, width: int, room: int) -> list[Row]:
    """All keys, and what is said above them where both fit."""
    cells = [(Span("plain", key), Span("quiet", does)) for key, does in KEY_LIST]
    keys = table(cells, width)
    if keys is None or len(keys) > room:
        keys = flowing(KEY_LIST, width)
    above = _joined(*said)
    both = [*above, BLANK, BLANK, *keys] if above else keys
    return both if len(both) <= room else keys[:room]


def _centred(rows: list[Row], room: int) -> list[Row]:
    """Blank rows above and below; the odd one below."""
    spare = max(0, room - len(rows))
    return [*[BLANK] * (spare // 2), *rows, *[BLANK] * (spare - spare // 2)]
