"""Blocks as they are written, and the voice in them → a Report: how loud it is, and for whom."""

import json
import math
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from presence.audio import Samples
from presence.export.aims import ACX_FLOOR_DB, ACX_HEAD_S, ACX_PEAK_DB, ACX_RMS_DB, ACX_TAIL_S
from presence.export.exporter import Read
from presence.export.meter import Measures, Meter
from presence.files import write_whole
from presence.mix.session import Session
from presence.units import seconds_of

_SUFFIX: Final = ".report.json"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is asked of a file: what was found, and the bounds of what is wanted."""

    name: str
    found: float
    unit: str
    least: float | None
    most: float | None

    @property
    def is_met(self) -> bool:
        """Whether it is, to the tenth or hundredth that it is said in."""
        found = round(self.found, self.places)
        return (self.least is None or found >= self.least) and (
            self.most is None or found <= self.most
        )

    @property
    def places(self) -> int:
        """Digits behind the point: as many as a meter shows."""
        return 2 if self.unit == "s" else 1


@dataclass(frozen=True, slots=True)
class Report:
    """What was written, measured before it was encoded. −inf is silence."""

    measures: Measures
    voice_lufs: float  # of the voice alone, as loud as it is in the file
    length_s: float
    spoken_s: float
    head_s: float  # before the first word; all of it where nothing is said
    tail_s: float

    @property
    def spoken_share(self) -> float:
        return self.spoken_s / self.length_s if self.length_s else 0.0

    @property
    def acx(self) -> tuple[Criterion, ...]:
        """What ACX's audio submission requirements ask of the sound of a file.

        Their peak is that of the samples; here it is the true peak, which is never lower.
        """
        heard = self.measures
        return (
            Criterion("level", heard.rms_db, "dB RMS", *ACX_RMS_DB),
            Criterion("peak", heard.true_peak_dbtp, "dB", None, ACX_PEAK_DB),
            Criterion("noise floor", heard.floor_db, "dB RMS", None, ACX_FLOOR_DB),
            Criterion("quiet at the head", self.head_s, "s", *ACX_HEAD_S),
            Criterion("quiet at the tail", self.tail_s, "s", *ACX_TAIL_S),
        )

    @property
    def meets_acx(self) -> bool:
        return all(criterion.is_met for criterion in self.acx)

    def as_json(self) -> dict[str, Any]:
        """Numbers as they are said, null for silence."""
        acx = [
            {
                "name": criterion.name,
                "found": _number(criterion.found),
                "unit": criterion.unit,
                "least": criterion.least,
                "most": criterion.most,
                "met": criterion.is_met,
            }
            for criterion in self.acx
        ]
        return {
            **{name: _number(value) for name, value in asdict(self.measures).items()},
            "voice_lufs": _number(self.voice_lufs),
            "length_s": self.length_s,
            "spoken_s": self.spoken_s,
            "spoken_share": round(self.spoken_share, 4),
            "head_s": self.head_s,
            "tail_s": self.tail_s,
            "acx": {"met": self.meets_acx, "criteria": acx},
        }


def report_path(sound: Path) -> Path:
    """Where the report on a file is written: beside it, under its whole name."""
    return sound.with_name(sound.name + _SUFFIX)


def write_report(report: Report, path: Path) -> None:
    """As JSON. Raises PresenceError."""
    write_whole(path, (json.dumps(report.as_json(), indent=2) + "\n").encode())


class Listener:
    """Hears the blocks of an export as they are written, and measures them beside it.

    Use as a context manager. It never holds more than the block before.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._all, self._voice = Meter(), Meter(peaks=False)
        self._pool = ThreadPoolExecutor(1, "meter")
        self._measuring: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def hearing(self, read: Read) -> Read:
        """The same, and the first of the files that it is for is heard."""

        def heard(start_frame: int, frame_count: int) -> Sequence[Samples]:
            parts = read(start_frame, frame_count)
            if parts and len(parts[0]):
                self.hear(start_frame, parts[0])
            return parts

        return heard

    def hear(self, start_frame: int, block: Samples) -> None:
        """The block that begins at `start_frame`; all of them, in order."""
        voice = self._session.read_voice(start_frame, len(block))
        self._wait()
        self._measuring = self._pool.submit(self._measure, block, voice)

    def report(self) -> Report:
        """On all that was heard, after the last block."""
        self._wait()
        spoken = self._session.timeline.voice.placed
        end_frame = self._session.finish()
        first = spoken[0].start_frame if spoken else end_frame
        last = max((line.end_frame for line in spoken), default=0)
        return Report(
            measures=self._all.measures(),
            voice_lufs=self._voice.measures().integrated_lufs,
            length_s=seconds_of(end_frame),
            spoken_s=seconds_of(_covered([(line.start_frame, line.end_frame) for line in spoken])),
            head_s=seconds_of(first),
            tail_s=seconds_of(max(0, end_frame - last)),
        )

    def _measure(self, block: Samples, voice: Samples) -> None:
        self._all.add(block)
        self._voice.add(voice)

    def _wait(self) -> None:
        if self._measuring:
            self._measuring.result()


def _covered(stretches: Sequence[tuple[int, int]]) -> int:
    """Frames that any of the stretches holds; they are in the order of their starts."""
    covered, reached = 0, 0
    for start, end in stretches:
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _number(value: float) -> float | None:
    return round(value, 3) if math.isfinite(value) else None
