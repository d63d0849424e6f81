"""Whatever is wrong is said in words: what was found, what to do, and an exit code that fits."""

import sys
from pathlib import Path

import pytest
from command_line import Presence
from exercises import PARTNERS, SHORT, WITH_A_BED, written


def test_the_way_to_a_script_that_is_none(presence: Presence, tmp_path: Path) -> None:
    """Missing, a folder, not text, not YAML: the file is named, and nothing is written."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    written(tmp_path, "steps: [", "broken.yaml")
    for name in ("missing.yaml", "folder/", "binary.yaml", "broken.yaml"):
        for command in (["check"], ["export", "-o", "out.wav"]):
            done = presence(*command, name)
            assert done.returncode == 1, name
            assert name.strip("/") in done.stderr + done.stdout
            assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.wav").exists()


EXPORT = ("export", "mine.yaml", "-o", "out.wav")


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["check", "ariving"], "no exercise 'ariving'", "Did you mean 'arriving'?"),
        ([*EXPORT, "--from", "Nowhere"], "no section 'Nowhere'", "1 Settling, 2 Listening"),
        ([*EXPORT, "--from", "3"], "no section '3'", "1 Settling, 2 Listening"),
        ([*EXPORT, "--names", "Sam,Alex"], "has no partners", "--names"),
        ([*EXPORT, "--voice", "en-uss"], "no voice 'en-uss'", "Did you mean 'en-us'?"),
        ([*EXPORT, "--ambient", "thunder"], "no sound 'thunder'", "rain"),
        ([*EXPORT, "--ambient-level", "-20"], "no bed", "--ambient rain"),
        ([*EXPORT, "--ambient", "off", "--ambient-level", "-20"], "no bed", "--ambient"),
        ([*EXPORT, "--ambient", "mine.yaml"], "mine.yaml is no sound", "WAV"),
        (["export", "mine.yaml", "-o", "out.ogx"], "'.ogx' is no format", ".wav, .flac"),
        (["export", "mine.yaml", "-o", "no/out.wav"], "no folder no", "Make it first"),
        (["export", "mine.yaml", "-o", "."], ". is a folder", "out.wav"),
        (["export", "mine.yaml", "-o", "out.flac", "--bits", "float"], "16 or 24", "--bits"),
        (["voices", "--language", "tlh"], "does not speak tlh", "presence voices"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_wish_is_refused(
    presence: Presence, tmp_path: Path, words: list[str], said: str, hint: str
) -> None:
    """Exit code 1, what is wrong and what would be right, and no file."""
    written(tmp_path)
    message = presence.refused(*words)
    first, _, rest = message.partition("\n")
    assert said in first
    assert hint in rest
    assert not list(tmp_path.glob("out.*"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--voice", "en-uss"], "no voice 'en-uss'"),
        (["--from", "Nowhere"], "no section 'Nowhere'"),
        (["--ambient", "thunder"], "no sound 'thunder'"),
    ],
)
def test_a_play_is_refused_before_it_begins(
    presence: Presence, tmp_path: Path, options: list[str], said: str
) -> None:
    """The same words as for an export, and nothing of the exercise is shown."""
    done = presence("play", written(tmp_path), "--engine", "espeak", *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize("names", ["Sam", "Sam,Alex,Kim"])
def test_one_name_for_each_partner(presence: Presence, tmp_path: Path, names: str) -> None:
    """Too few and too many are refused, with how many there are."""
    written(tmp_path, PARTNERS)
    assert "has 2 partners" in presence.refused(*EXPORT, "--names", names)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dance"], "no command 'dance'"),
        (["exprot"], "Did you mean 'export'?"),
        (["arriving"], "presence play arriving"),
        (["mine.yaml"], "presence play mine.yaml"),
        (["export", "mine.yaml"], "'--output'"),
        (["export", "-o", "out.wav"], "NAME|FILE"),
        (["check"], "FILE"),
        ([*EXPORT, "--engine", "robot"], "'espeak', 'pyttsx3', 'silent'"),
        ([*EXPORT, "--bits", "12"], "'16', '24', 'float'"),
        ([*EXPORT, "--rate", "20"], "80<=x<=300"),
        ([*EXPORT, "--rate", "fast"], "'fast'"),
        ([*EXPORT, "--names", "Sam,Sam"], "different names"),
        ([*EXPORT, "--names", "Sam,,Alex"], "different names"),
        ([*EXPORT, "--volume", "loud"], "'loud' is not a level"),
        ([*EXPORT, "--volume", "13"], "not between -60 and 12 dB"),
        ([*EXPORT, "--ambient-level", "3dB"], "not between -60 and 0 dB"),
        ([*EXPORT, "--ambient-level", "-20 dBA"], "is not a level"),
        ([*EXPORT, "--ambient-levl", "-20"], "--ambient-level"),
        (["cache", "prune", "--to", "-1"], "-1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_told_from_wrong_input(
    presence: Presence, tmp_path: Path, words: list[str], said: str
) -> None:
    """Exit code 2, and what could be written instead."""
    written(tmp_path)
    assert said in presence.refused(*words, code=2)
    assert not (tmp_path / "out.wav").exists()


def test_an_unknown_voice_of_a_script_has_its_place(presence: Presence, tmp_path: Path) -> None:
    """Where the script, not the option, asks for the voice, the line is named."""
    script = written(tmp_path, SHORT.replace("steps:", "voice: {name: robbot}\nsteps:"))
    message = presence.refused("export", script, "-o", "out.wav")
    assert f"{script}:6:5: " in message
    assert "no voice 'robbot'" in message


def test_the_bed_itself_is_not_overwritten(presence: Presence, tmp_path: Path) -> None:
    """`--ambient rain.flac -o rain.flac` would replace somebody's recording by the exercise."""
    from presence import resources

    rain = tmp_path / "rain.flac"
    rain.write_bytes(resources.sounds()["rain"].read_bytes())
    script = written(tmp_path, WITH_A_BED)
    message = presence.refused("export", script, "-o", rain, "--ambient", "rain.flac")
    assert "is a sound of this exercise" in message
    assert rain.read_bytes() == resources.sounds()["rain"].read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_results_that_can_not_be_written_are_an_error(presence: Presence) -> None:
    """A full disk behind stdout: words, exit code 1, and nothing more at the end of the process."""
    program = (
        "import os, sys; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)\n"
        "from presence.__main__ import main; sys.argv[1:] = ['list']; main()"
    )
    from processes import environment, run

    done = run(["-c", program], environment(presence.cache))
    assert (done.returncode, done.stderr) == (1, "error: no space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_has_had_enough_is_no_failure(presence: Presence) -> None:
    """As in `presence voices | head -1`: it ends quietly."""
    import os
    import signal

    from processes import PRESENCE, environment, start

    process = start([*PRESENCE, "voices", "--engine", "espeak"], environment(presence.cache))
    assert process.stdout
    os.kill(process.pid, signal.SIGSTOP)
    process.stdout.close()
    os.kill(process.pid, signal.SIGCONT)
    assert process.stderr
    said = process.stderr.read()
    process.stderr.close()
    if process.stdin:
        process.stdin.close()
    assert process.wait() == 0
    assert said in (b"", b"Engine espeak; the default here is espeak.\n")


def test_letters_that_a_terminal_has_not_are_replaced(presence: Presence, tmp_path: Path) -> None:
    """A title in another script on an ASCII terminal is a question mark, not a traceback."""
    script = written(tmp_path, SHORT, "Übung.yaml")
    done = presence("check", script, "--no-craft", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert "bung.yaml: fine" in done.stdout
