"""Each fault of pyttsx3 as the library itself shows it, and that SystemEngine is immune to it."""

import json
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pyttsx3_alone import bare, espeak_only, faked, utterance

from presence.audio import Clip
from presence.errors import NarrationError
from presence.narration.shaping import to_mix_rate, trimmed
from presence.narration.system import WORKER, SystemEngine
from presence.narration.system_process import WorkerProcesses


def seconds(file: Path) -> float:
    return float(soundfile.info(file).duration)


@pytest.fixture(scope="module")
def engine() -> Iterator[SystemEngine]:
    made = SystemEngine()
    yield made
    made.close()


# Lost and unfinished files


@espeak_only
def test_two_lines_are_two_clips(engine: SystemEngine, tmp_path: Path) -> None:
    """Of two queued lines bare pyttsx3 writes the last; here each is a clip of its own."""
    bare(
        """
        engine.save_to_file("Breathe in, slowly and gently.", "first.wav")
        engine.save_to_file("Out.", "second.wav")
        engine.runAndWait()
        finished.wait(30)
        """,
        tmp_path,
    )
    assert not (tmp_path / "first.wav").exists()
    assert (tmp_path / "second.wav").exists()

    first = engine.synthesize(utterance("Breathe in, slowly and gently."))
    second = engine.synthesize(utterance("Out."))
    assert first.frame_count > 2 * second.frame_count > 0


@espeak_only
def test_the_whole_line_is_waited_for(engine: SystemEngine, tmp_path: Path) -> None:
    """Bare `runAndWait` returns before the end, with no file yet; here the line is whole.

    The first word's callback waits for `runAndWait` to return: however slow the machine is, the
    render can't be over by then, so the test does not depend on who is faster.
    """
    done = bare(
        """
        returned = threading.Event()
        engine.connect("started-word", lambda **_: returned.wait(30))
        engine.save_to_file("Breathe in.", "line.wav")
        engine.runAndWait()
        os._exit(7 if finished.is_set() or os.path.exists("line.wav") else 0)
        """,
        tmp_path,
    )
    assert done.returncode == 0
    assert not (tmp_path / "line.wav").exists()

    half = "Breathe in, and let it go. " * 11
    whole = engine.synthesize(utterance((half * 2).strip()))
    assert whole.frame_count > 1.8 * engine.synthesize(utterance(half.strip())).frame_count


@espeak_only
def test_a_file_that_cannot_be_written_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bare pyttsx3 never finishes and exits with 0; here there is an error that names the path."""
    done = bare(
        """
        sys.unraisablehook = lambda _: os._exit(0 if not finished.is_set() else 7)
        engine.save_to_file("Breathe in.", "no/such/folder/line.wav")
        engine.runAndWait()
        finished.wait()
        """,
        tmp_path,
    )
    assert done.returncode == 0

    nowhere = tmp_path / "a file"
    nowhere.touch()
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere))
    with pytest.raises(NarrationError, match="a file"):
        SystemEngine().voices()


@espeak_only
def test_a_disk_that_fills_up_is_no_hang(tmp_path: Path) -> None:
    """What fails in espeak's callback, where pyttsx3 loses it, is in the worker's result."""
    result = tmp_path / "result.json"
    request = {
        "task": "say",
        "text": "Breathe in.",
        "voice": "en-us",
        "rate_wpm": 130,
        "pitch": 50,
        "result": str(result),
        "clip": str(tmp_path / "missing" / "clip.wav"),
        "limit_s": 30,
    }
    subprocess.run(  # noqa: S603 (our own worker)
        WORKER, input=json.dumps(request), text=True, capture_output=True, timeout=60, check=True
    )
    assert "No such file" in json.loads(result.read_text())["error"]


# Rates, voices and noise


@espeak_only
def test_the_rate_is_the_one_asked_for(engine: SystemEngine, tmp_path: Path) -> None:
    """Changing rates in one process gives wrong speeds; here each line has its own."""
    bare(
        """
        for number in range(30):
            engine.setProperty("rate", (100, 300)[number % 2])
            engine.save_to_file("Breathe in.", f"{number}.wav")
            engine.runAndWait()
        finished.wait(30)
        """,
        tmp_path,
    )
    slow_and_fast = engine_lengths(engine, [100, 300])
    written = [(n, tmp_path / f"{n}.wav") for n in range(30) if (tmp_path / f"{n}.wav").exists()]
    wrong = [n for n, file in written if abs(seconds(file) - slow_and_fast[n % 2]) > 0.1]
    assert wrong or len(written) < 30

    assert engine_lengths(engine, [100, 300, 100, 300]) == slow_and_fast * 2
    assert slow_and_fast[0] > 2 * slow_and_fast[1]


def engine_lengths(engine: SystemEngine, rates: list[int]) -> list[float]:
    clips = [engine.synthesize(utterance("Breathe in.", rate)) for rate in rates]
    return [clip.frame_count / clip.samplerate_hz for clip in clips]


@espeak_only
def test_a_busy_machine_does_not_lose_the_rate() -> None:
    """Where many lines are made at once, each process has its rate in force at the first attempt.

    pyttsx3 cancels a rate that espeak has not got round to. The engine's second attempt would
    hide that, so the processes are asked without it.
    """
    processes = WorkerProcesses(WORKER, 60)
    line = {"task": "say", "text": "Breathe in.", "voice": "en-us", "pitch": 50}
    with ThreadPoolExecutor(8) as pool:
        rates = [80 + 5 * number for number in range(40)]
        told = pool.map(lambda rate: processes.ask(**line, rate_wpm=rate)[0]["rate_wpm"], rates)
        assert list(told) == rates


@espeak_only
def test_an_unknown_voice_is_refused(engine: SystemEngine, tmp_path: Path) -> None:
    """Bare pyttsx3 says the line in another voice; here nobody speaks, and a near one is named."""
    done = bare(
        """
        engine.setProperty("voice", "gmw/en-uz")
        engine.save_to_file("Breathe in.", "line.wav")
        engine.runAndWait()
        finished.wait(30)
        """,
        tmp_path,
    )
    assert done.returncode == 0
    assert seconds(tmp_path / "line.wav") > 0.3

    with pytest.raises(NarrationError, match="no voice 'gmw/en-uz'") as refused:
        engine.synthesize(utterance("Breathe in.", voice="gmw/en-uz"))
    assert "Did you mean 'gmw/en-us'?" in refused.value.hint


@espeak_only
def test_an_unknown_variant_is_refused(engine: SystemEngine) -> None:
    """espeak takes any word after the plus sign and drops it; here only those it has."""
    assert engine.resolve(utterance("a", voice="en-us+Annie")).voice == "gmw/en-us+Annie"
    with pytest.raises(NarrationError, match=r"no voice 'en-us\+nobody'"):
        engine.resolve(utterance("a", voice="en-us+nobody"))


@espeak_only
def test_a_clip_does_not_depend_on_the_second_it_was_made_in(
    engine: SystemEngine, tmp_path: Path
) -> None:
    """espeak seeds its noise with the clock; here the same line is always the same samples.

    Two lines made within one second are alike even with the fault: so other seeds stand in for
    other seconds.
    """
    bare(
        """
        engine.setProperty("voice", "en-us+f5")
        engine.setProperty("rate", 130)
        library.espeak_ng_SetRandSeed(ctypes.c_long(2))
        engine.save_to_file("Breathe in.", "2.wav")
        engine.runAndWait()
        finished.wait(30)
        """,
        tmp_path,
    )
    other_second, _ = soundfile.read(tmp_path / "2.wav", dtype="float32")
    line = engine.resolve(utterance("Breathe in."))
    clips = [engine.synthesize(line).samples for _ in range(3)]
    assert other_second.shape == clips[0].shape
    assert not np.array_equal(other_second, clips[0])
    assert all(np.array_equal(clip, clips[0]) for clip in clips)


@espeak_only
def test_a_line_does_not_depend_on_those_before(tmp_path: Path) -> None:
    """A line said twice in one process differs; a fresh process for each makes them equal."""
    bare(
        """
        engine.setProperty("voice", "en-us+f5")
        for number in "12":
            finished.clear()
            engine.save_to_file("Breathe in.", f"{number}.wav")
            engine.runAndWait()
            finished.wait(30)
        """,
        tmp_path,
    )
    assert (tmp_path / "1.wav").read_bytes() != (tmp_path / "2.wav").read_bytes()

    ids = tmp_path / "ids"
    logged = faked(f"open({str(ids)!r}, 'a').write(f'{{os.getpid()}} '); work()", tmp_path)
    first, second = (logged.synthesize(utterance("Breathe in.")) for _ in "12")
    assert np.array_equal(first.samples, second.samples)
    assert len(set(ids.read_text().split())) == 2


@espeak_only
def test_the_bundled_espeak_is_the_one_that_speaks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The library mapped into the worker is the wheel's, even where the system has another."""
    import espeakng_loader

    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    told, _ = WorkerProcesses(WORKER, 60).ask(task="describe")
    bundled = Path(espeakng_loader.__file__).with_name("libespeak-ng.so.1")
    assert told["libraries"] == [str(bundled.resolve())]
    assert len(told["voices"]) > 100


@espeak_only
def test_a_very_long_text_is_refused(engine: SystemEngine, tmp_path: Path) -> None:
    """29,000 characters crash bare pyttsx3; here a long line is refused with what to do."""
    done = bare(
        """
        engine.save_to_file("breathe in " * 2700, "line.wav")
        engine.runAndWait()
        finished.wait(30)
        """,
        tmp_path,
    )
    assert done.returncode == -signal.SIGSEGV

    with pytest.raises(NarrationError, match="29700 characters") as refused:
        engine.synthesize(utterance("breathe in " * 2700))
    assert "600" in refused.value.hint


# Text, output, silence, formats


@espeak_only
def test_nothing_is_printed(
    engine: SystemEngine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Bare pyttsx3 prints to stdout; here neither stdout nor stderr gets a byte."""
    code = 'engine.save_to_file("In.", "line.wav"); engine.runAndWait(); finished.wait(30)'
    assert "Audio saved" in bare(code, tmp_path).stdout
    capfd.readouterr()
    engine.synthesize(utterance("Breathe in."))
    SystemEngine().voices()
    assert capfd.readouterr() == ("", "")


@espeak_only
def test_trailing_silence_can_be_trimmed(engine: SystemEngine, tmp_path: Path) -> None:
    """Bare clips end in a long silence; after shaping they end with the sound."""
    code = 'engine.save_to_file("Breathe in.", "a.wav"); engine.runAndWait(); finished.wait(30)'
    bare(code, tmp_path)
    samples, rate = soundfile.read(tmp_path / "a.wav", dtype="float32")
    assert trailing_silence_s(Clip(samples, rate)) > 0.1

    clip = engine.synthesize(utterance("Breathe in."))
    assert trailing_silence_s(trimmed(to_mix_rate(clip))) == 0.0


def trailing_silence_s(clip: Clip) -> float:
    sounding = np.flatnonzero(np.abs(clip.samples) >= clip.peak / 1000)
    return float(clip.frame_count - 1 - sounding[-1]) / clip.samplerate_hz


@pytest.mark.parametrize("text", ["", "  ", "…", "\x00\x07", "– !"])
def test_a_text_without_words_is_refused(engine: SystemEngine, text: str) -> None:
    """There is no clip of nothing, and no process is started for one."""
    with pytest.raises(NarrationError, match="nothing to say"):
        engine.synthesize(utterance(text))


@espeak_only
def test_aiff_in_a_file_called_wav_is_read(engine: SystemEngine, tmp_path: Path) -> None:
    """As on macOS: a worker that leaves AIFF under the name it was given is understood."""
    code = f"""
        import subprocess, soundfile
        file = open(0, "rb", closefd=False)
        subprocess.run({WORKER!r}, stdin=file, check=True)
        samples, rate = soundfile.read(request["clip"], dtype="int16")
        soundfile.write(request["clip"], samples, rate, format="AIFF")
        """
    line = engine.resolve(utterance("Breathe in."))
    aiff = faked(code, tmp_path).synthesize(line)
    assert np.array_equal(aiff.samples, engine.synthesize(line).samples)
