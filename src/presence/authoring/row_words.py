"""A Row, or a whole Outline → the words that a listing and a picture use for it."""

from presence.authoring.outline import Outline, Row
from presence.units import clock, seconds_of, spell_seconds


def about(row: Row) -> str:
    """What a row is, beside its kind: the text said, a range, a pattern."""
    match row.kind:
        case "say" | "recording":
            return row.text
        case "pause":
            return range_of(row)
        case "breathe":
            return pattern_of(row)
        case "bell":
            strikes = f", {row.times} strikes" if row.times > 1 else ""
            return row.text + strikes
        case "check-in":
            return "waits for an answer"
        case "reflect":
            return "a question for the journal"
        case "ambient":
            return bed_of(row)
        case "ending":
            return "the last sound ebbs away"
        case _:
            return ""


def range_of(row: Row) -> str:
    """`45s to 2m` for a flexible pause, nothing for any other."""
    if row.pause is None or row.pause[0] == row.pause[1]:
        return ""
    return " to ".join(map(spell_seconds, row.pause))


def pattern_of(row: Row) -> str:
    """`in 4s, out 6s, 3 times`."""
    phases = ", ".join(f"{phase} {spell_seconds(length)}" for phase, length in row.phases)
    return phases if row.times == 1 else f"{phases}, {row.times} times"


def bed_of(row: Row) -> str:
    """`sea, -18 dB, over 8s`; `off, over 8s`."""
    level = "" if row.level_db is None else f", {row.level_db:g} dB".replace("-", "\N{MINUS SIGN}")
    fade = f", over {spell_seconds(row.fade)}" if row.fade else ""
    return f"{row.text}{level}{fade}"


def length_of(frames: int) -> str:
    """`5.0 s` below a minute, `1:30` from there on; nothing for a mark."""
    if not frames:
        return ""
    seconds = seconds_of(frames)
    return f"{seconds:.1f} s" if seconds < 59.95 else clock(seconds)


def share_of(part: int, whole: int) -> str:
    """`43 %`."""
    return f"{round(100 * part / whole) if whole else 0} %"


def reach_of(outline: Outline) -> str:
    """`6:27 to 10:58`, or the one length that there is."""
    shortest, longest = (
        clock(seconds_of(frames)) for frames in (outline.frame_count, outline.longest_frames)
    )
    return shortest if shortest == longest else f"{shortest} to {longest}"


def people_of(outline: Outline) -> str:
    """`for one`, or the partners' names."""
    partners = outline.sequence.partners
    if not partners:
        return "for one"
    return f"for {', '.join(partners[:-1])} and {partners[-1]}"
