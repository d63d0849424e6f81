"""Blocks → packets of one of FFmpeg's encoders, which PyAV brings along."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import Samples
from presence.units import SAMPLE_RATE_HZ

_SLICE_FRAMES: Final = 1 << 15
"""As much is kept in several forms at once on its way to the encoder."""
_SHAPES: Final[dict[str, Callable[[Samples], NDArray[Any]]]] = {
    "flt": lambda block: np.ascontiguousarray(block).reshape(1, -1),
    "fltp": lambda block: np.ascontiguousarray(block.T),
}


class Encoder:
    """One stream of packets. It holds no more than the frames of one packet."""

    def __init__(self, codec: str, shape: str, kbps: int = 0, **options: str) -> None:
        from av import AudioFrame, CodecContext
        from av.audio.codeccontext import AudioCodecContext

        context = CodecContext.create(codec, "w")
        if not isinstance(context, AudioCodecContext):
            raise TypeError(f"{codec} is no codec for sound")
        context.sample_rate = SAMPLE_RATE_HZ
        context.time_base = Fraction(1, SAMPLE_RATE_HZ)
        context.layout = "stereo"
        context.format = shape
        context.thread_count = 1
        if kbps:
            context.bit_rate = kbps * 1000
        context.options = options
        context.open()
        self._context = context
        self._frame_type = AudioFrame
        self._shape = shape
        self.frames_in = 0
        self.packet_frames = context.frame_size
        """Frames that each packet holds; the last one of some formats fewer."""

    @property
    def header(self) -> bytes:
        """What decoders have to know beforehand, in the form that the codec defines."""
        return bytes(self._context.extradata or b"")

    def encode(self, block: Samples) -> list[bytes]:
        """The packets that `block`, (n, CHANNELS), completes."""
        packets: list[bytes] = []
        for at in range(0, len(block), _SLICE_FRAMES):
            part = block[at : at + _SLICE_FRAMES]
            frame = self._frame_type.from_ndarray(
                _SHAPES[self._shape](part), format=self._shape, layout="stereo"
            )
            frame.sample_rate = SAMPLE_RATE_HZ
            frame.pts = self.frames_in
            self.frames_in += len(part)
            packets += map(bytes, self._context.encode(frame))
        return packets

    def finish(self) -> list[bytes]:
        """The packets that are left."""
        return [bytes(packet) for packet in self._context.encode(None)] if self.frames_in else []
