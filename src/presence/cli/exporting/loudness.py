"""A Report → the lines of it, to be read by people."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presence.export.report import Criterion, Report


def told(report: "Report") -> Iterator[str]:
    """The lines of a report, to be read by people."""
    heard = report.measures
    rows = (
        ("voice", f"{_level(report.voice_lufs, 'LUFS')} alone"),
        ("loudness", f"{_level(heard.integrated_lufs, 'LUFS')} with all that sounds"),
        ("range", f"{heard.range_lu:.1f} LU"),
        ("true peak", _level(heard.true_peak_dbtp, "dBTP")),
        ("level", _level(heard.rms_db, "dB RMS")),
        ("noise floor", f"{_level(heard.floor_db, 'dB RMS')} in the quietest half second"),
        ("spoken", f"{100 * report.spoken_share:.0f} % of the time"),
    )
    for name, found in rows:
        yield f"  {name:<12} {found}"
    yield f"  {'ACX':<12} {'met' if report.meets_acx else 'not met'}:"
    for criterion in report.acx:
        found = _level(criterion.found, criterion.unit, criterion.places)
        sign = "yes" if criterion.is_met else "no"
        yield f"    {sign:<4} {criterion.name:<18} {found}, wanted {_wanted(criterion)}"


def _wanted(criterion: "Criterion") -> str:
    if criterion.least is None:
        return f"at most {criterion.most:g} {criterion.unit}"
    return f"{criterion.least:g} to {criterion.most:g} {criterion.unit}"


def _level(value: float, unit: str, places: int = 1) -> str:
    return f"{value:.{places}f} {unit}" if math.isfinite(value) else "silence"
