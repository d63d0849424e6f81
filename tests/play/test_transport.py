"""Transport: which frame of a source a frame of the ring stands for."""

from presence.play.transport import Stretch, Transport


def stretch(ring_frame: int, frame: int, *, moves: bool) -> Stretch:
    """Of some source, by some command."""
    return Stretch(ring_frame, None, frame, moves, "playing", 1)


def frames(transport: Transport, *ring_frames: int) -> list[int | None]:
    """What each frame of the ring stands for."""
    found = [(transport.at(frame), frame) for frame in ring_frames]
    return [known.frame_at(frame) if known else None for known, frame in found]


def test_it_moves_and_holds() -> None:
    """Before the first stretch there is nothing; then each rules from its frame on."""
    transport = Transport()
    transport.follow(stretch(50, 1000, moves=True), heard_frame=0)
    transport.follow(stretch(80, 1020, moves=False), heard_frame=0)
    transport.follow(stretch(90, 1020, moves=True), heard_frame=0)
    places = frames(transport, 0, 49, 50, 79, 80, 89, 90, 95)
    assert places == [None, None, 1000, 1029, 1020, 1020, 1020, 1025]


def test_a_new_stretch_replaces_what_was_planned() -> None:
    """Frames taken back take their stretches with them."""
    transport = Transport()
    transport.follow(stretch(10, 0, moves=True), heard_frame=0)
    transport.follow(stretch(90, 500, moves=True), heard_frame=20)
    transport.follow(stretch(30, 20, moves=False), heard_frame=20)
    assert frames(transport, 20, 30, 95) == [10, 20, 20]


def test_it_forgets_what_has_been_heard() -> None:
    """A thousand pauses leave as little behind as one, and the present is still known."""
    transport = Transport()
    for number in range(1000):
        transport.follow(stretch(100 * number, 100 * number, moves=True), 100 * number)
    assert len(transport._stretches) <= 3
    assert frames(transport, 99_905) == [99_905]
