"""Transport: which frame of the exercise a frame of the ring stands for."""

from presence.play.transport import Stretch, Transport


def test_it_moves_and_holds() -> None:
    """Before the first stretch it holds at the start; then each stretch rules from its frame on."""
    transport = Transport(1000)
    transport.follow(Stretch(50, 1000, moves=True), heard_frame=0)
    transport.follow(Stretch(80, 1020, moves=False), heard_frame=0)
    transport.follow(Stretch(90, 1020, moves=True), heard_frame=0)
    places = [transport.exercise_frame_at(frame) for frame in (0, 49, 50, 79, 80, 89, 90, 95)]
    assert places == [1000, 1000, 1000, 1029, 1020, 1020, 1020, 1025]


def test_a_new_stretch_replaces_what_was_planned() -> None:
    """Frames taken back take their stretches with them."""
    transport = Transport(0)
    transport.follow(Stretch(10, 0, moves=True), heard_frame=0)
    transport.follow(Stretch(90, 500, moves=True), heard_frame=20)
    transport.follow(Stretch(30, 20, moves=False), heard_frame=20)
    assert [transport.exercise_frame_at(frame) for frame in (20, 30, 95)] == [10, 20, 20]


def test_it_forgets_what_has_been_heard() -> None:
    """A thousand pauses leave as little behind as one, and the present is still known."""
    transport = Transport(0)
    for number in range(1000):
        transport.follow(Stretch(100 * number, 100 * number, moves=True), 100 * number)
    assert len(transport._stretches) <= 3
    assert transport.exercise_frame_at(99_905) == 99_905
