"""An Outline → the object that `presence show --json` prints; docs/show.md explains its keys."""

from presence.authoring.outline import Chapter, Outline, Row
from presence.units import Seconds, seconds_of

Json = dict[str, object]


def as_json(outline: Outline) -> Json:
    """Times are seconds, shares 0…1, levels decibels relative to the voice."""
    sequence, whole = outline.sequence, outline.frame_count
    start, count = outline.longest_silence
    line = outline.longest_line
    return {
        "path": sequence.path,
        "title": sequence.title,
        "partners": list(sequence.partners),
        "exact": outline.exact,
        "seconds": seconds_of(whole),
        "shortest": seconds_of(whole),
        "longest": seconds_of(outline.longest_frames),
        "spoken": seconds_of(outline.spoken_frames),
        "silence": seconds_of(whole - outline.spoken_frames),
        "spoken_share": _share(outline.spoken_frames, whole),
        "words": outline.words,
        "words_per_minute": round(outline.words_a_minute, 3),
        "longest_line": None if line is None else _row(line),
        "longest_silence": {"start": seconds_of(start), "seconds": seconds_of(count)},
        "check_ins": outline.check_ins,
        "sections": [_chapter(chapter) for chapter in outline.chapters],
    }


def _chapter(chapter: Chapter) -> Json:
    return {
        "title": chapter.title,
        "start": seconds_of(chapter.start_frame),
        "seconds": seconds_of(chapter.frame_count),
        "spoken": seconds_of(chapter.spoken_frames),
        "silence": seconds_of(chapter.silent_frames),
        "spoken_share": _share(chapter.spoken_frames, chapter.frame_count),
        "rows": [_row(row) for row in chapter.rows],
    }


def _row(row: Row) -> Json:
    found: Json = {
        "kind": row.kind,
        "start": seconds_of(row.start_frame),
        "seconds": seconds_of(row.frame_count),
        "text": row.text,
        "partner": row.partner,
        "span": row.span._asdict() if row.span else None,
    }
    if row.pause is not None:
        found |= {"shortest": float(row.pause[0]), "longest": float(row.pause[1])}
    if row.phases:
        found["phases"] = [{"phase": phase, "seconds": float(s)} for phase, s in row.phases]
    if row.kind in ("bell", "breathe"):
        found["times"] = row.times
    if row.kind == "bell":
        found["every"] = _seconds(row.every)
    if row.kind in ("bell", "ambient"):
        found["level"] = row.level_db
    if row.kind == "ambient":
        found["fade"] = _seconds(row.fade)
    return found


def _seconds(value: Seconds | None) -> float | None:
    return None if value is None else float(value)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0
