"""The ring: whatever the order of writes, pulls and take-backs, no frame is lost or comes twice."""

import sys
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.audio import CHANNELS, Samples
from presence.play.ring import Ring

CAPACITY = 64
SIZES = st.integers(0, 80)
OPERATIONS = st.lists(st.tuples(st.sampled_from(["write", "pull", "cut"]), SIZES))


def numbered(first: int, count: int) -> Samples:
    """Frames that bear their number, from 1, left, and its negative right."""
    numbers = np.arange(first + 1, first + 1 + count, dtype=np.float32)
    return np.stack([numbers, -numbers], axis=1)


def pulled(ring: Ring, count: int) -> Samples:
    """The next `count` frames as a device gets them."""
    out = np.full((count, CHANNELS), np.nan, dtype=np.float32)
    ring.pull(out)
    return out


@given(OPERATIONS)
def test_it_is_a_queue(operations: list[tuple[str, int]]) -> None:
    """Every pull gives what a plain list would, then zeros; every count agrees with it."""
    ring, queue, made = Ring(CAPACITY), numbered(0, 0), 0
    for operation, size in operations:
        if operation == "write":
            block = numbered(made, min(size, ring.room))
            ring.write(block)
            queue, made = np.concatenate([queue, block]), made + len(block)
        elif operation == "pull":
            out = pulled(ring, size)
            count = min(size, len(queue))
            np.testing.assert_array_equal(out[:count], queue[:count])
            assert not out[count:].any()
            queue = queue[count:]
        else:
            np.testing.assert_array_equal(
                ring.queued_from(ring.taken + size, CAPACITY), queue[size:]
            )
            assert ring.cut(ring.taken + size)
            queue = queue[:size]
        assert (ring.queued, ring.room) == (len(queue), CAPACITY - len(queue))


class InterleavedRing(Ring):
    """Does something else just before an attribute is read or set, as another thread may."""

    def __init__(self) -> None:
        self.meanwhile: dict[str, Iterator[Callable[[], object]]] = {}
        super().__init__(CAPACITY)

    def __getattribute__(self, name: str) -> object:
        if name in ("written", "claimed", "_frames"):
            planned = super().__getattribute__("meanwhile").pop(name, iter(()))
            for action in planned:
                action()
        return super().__getattribute__(name)

    def __setattr__(self, name: str, value: object) -> None:
        if name == "written":
            for action in self.meanwhile.pop("set written", iter(())):
                action()
        super().__setattr__(name, value)


PULLS = st.lists(SIZES, max_size=3)


@given(st.integers(0, CAPACITY), st.integers(0, 80), PULLS, PULLS)
def test_pulls_during_a_cut(
    queued: int, place: int, before_the_cut: list[int], after_the_cut: list[int]
) -> None:
    """Pulls between any two steps of `cut`: either it stands, and nothing beyond was heard, or
    nothing has changed.

    Few pulls reach beyond a cut in practice; without these a lost frame would not show.
    """
    ring = InterleavedRing()
    ring.write(numbered(0, queued))
    heard: list[Samples] = [numbered(0, 0)]

    def pull_each(sizes: list[int]) -> None:
        heard.extend(pulled(ring, size) for size in sizes)

    def at_the_cut() -> None:
        pull_each(before_the_cut)
        ring.meanwhile["claimed"] = iter([lambda: pull_each(after_the_cut)])

    ring.meanwhile["set written"] = iter([at_the_cut])
    stands = ring.cut(place)
    ring.meanwhile.clear()
    heard.append(pulled(ring, CAPACITY))
    frames = np.concatenate(heard)
    expected = numbered(0, min(queued, place) if stands else queued)
    np.testing.assert_array_equal(frames[frames.any(axis=1)], expected)


@pytest.mark.parametrize("step", ["written", "_frames"])
@given(st.integers(0, CAPACITY), st.integers(1, 80), SIZES)
def test_a_cut_during_a_pull(step: str, queued: int, wanted: int, place: int) -> None:
    """A cut and a new write in the middle of a pull leave the frames in their order."""
    ring = InterleavedRing()
    ring.write(numbered(0, queued))

    def rewrite() -> None:
        rest = ring.queued_from(place, CAPACITY)
        if ring.cut(place):
            ring.write(rest)

    ring.meanwhile[step] = iter([rewrite])
    heard = np.concatenate([pulled(ring, wanted), pulled(ring, CAPACITY)])
    np.testing.assert_array_equal(heard[heard.any(axis=1)], numbered(0, queued))


@pytest.fixture
def eager_switching() -> Iterator[None]:
    """Lets threads take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("eager_switching")
def test_two_threads() -> None:
    """A device that pulls all the time hears every frame once, while many are cut off again."""
    ring, last = Ring(512), 60_000
    heard: list[Samples] = []

    def pull_all() -> None:
        while ring.taken < last:
            heard.append(pulled(ring, 37))

    device = threading.Thread(target=pull_all)
    device.start()
    made = 0
    while made < last:
        block = numbered(made, min(ring.room, 90, last - made))
        ring.write(block)
        made += len(block)
        place = ring.claimed + 40
        if made % 3 == 0 and place < made < last and ring.cut(place):
            made = place
    device.join(60.0)
    frames = np.concatenate(heard)
    np.testing.assert_array_equal(frames[frames.any(axis=1)], numbered(0, last))


def test_it_refuses_what_does_not_fit() -> None:
    """Frames beyond the room are refused whole."""
    ring = Ring(CAPACITY)
    with pytest.raises(ValueError, match="room for 64"):
        ring.write(numbered(0, CAPACITY + 1))
    assert ring.queued == 0


def test_a_cut_the_device_has_passed() -> None:
    """It is refused, and what is queued stays."""
    ring = Ring(CAPACITY)
    ring.write(numbered(0, 30))
    pulled(ring, 10)
    assert not ring.cut(9)
    assert ring.queued == 20
    assert ring.cut(10)
    assert ring.queued == 0


def test_what_counts_as_an_underrun() -> None:
    """One for each time it runs dry; none while idle."""
    ring = Ring(CAPACITY)
    pulled(ring, 8)
    assert (ring.underruns, ring.silent_frames) == (0, 8)
    ring.idle = False
    pulled(ring, 8)
    pulled(ring, 8)
    assert ring.underruns == 1
    ring.write(numbered(0, 8))
    pulled(ring, 8)
    pulled(ring, 8)
    assert (ring.underruns, ring.silent_frames) == (2, 32)


def test_frames_that_come_during_a_dry_pull() -> None:
    """The first frames, written while a pull finds none, make that pull no underrun.

    Looked at too late, the flag would be that of a queue that is no longer idle.
    """
    ring = InterleavedRing()

    def begin() -> None:
        ring.write(numbered(0, 8))
        ring.idle = False

    ring.meanwhile["_frames"] = iter([begin])  # once the pull has found that there are none
    assert not pulled(ring, 4).any()
    assert (ring.queued, ring.underruns) == (8, 0)
