"""`--manifest`: what was made and of what, as a JSON that is the same wherever it was made."""

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import soundfile
from command_line import Presence
from exercises import samples_of, written

SCRIPT = """\
presence: 1
title: Everything — once
partners: [Sam, Alex]
ambient: {sound: sounds/bed.wav, fade: 1s}
steps:
  - say: Before all sections.
  - section: First
  - bell: {times: 2, every: 1s}
  - pause: 1s
  - each-partner:
      - say: "{partner}, look at {other}."
  - breathe: {in: 1s, out: 1s, times: 1, cue: voice}
  - check-in: {ask: Is this good?, wait: 2s}
  - section: Second
  - recording: {file: hello.wav, text: Hello.}
  - reflect: What did you notice?
  - include: closing.yaml
"""
CLOSING = "presence: 1\ntitle: Closing\nsteps:\n  - say: Thank you.\n"

WHOLE = {"type": "integer", "minimum": 0}
TEXT = {"type": ["string", "null"]}


def fields(**known: Any) -> dict[str, Any]:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "properties": known,
        "required": list(known),
        "additionalProperties": False,
    }


def listed(**known: Any) -> dict[str, Any]:
    """An array of such objects."""
    return {"type": "array", "minItems": 1, "items": fields(**known)}


FILE = {"name": {"type": "string"}, "bytes": WHOLE, "sha256": {"pattern": "^[0-9a-f]{64}$"}}
KINDS = (
    "say recording pause bell breathe section check-in reflect ambient".split()  # noqa: SIM905
)
SCHEMA = fields(
    manifest={"const": 1},
    presence={"type": "string"},
    exercise=fields(
        title={"type": "string"},
        summary={"type": "string"},
        principle=TEXT,
        language={"type": "string"},
        partners={"type": "array"},
    ),
    inputs=listed(kind={"enum": ["script", "include", "recording", "ambient", "bell"]}, **FILE),
    settings={"type": "object"},
    engine=fields(name={"type": "string"}, version={"type": "string"}, voices={"type": "array"}),
    libraries={"type": "object", "additionalProperties": {"type": "string"}},
    format={"type": "object", "required": ["suffix", "sample_rate_hz", "channels"]},
    loudness=fields(voice_lufs={"type": ["number", "null"]}, measured={"type": ["object", "null"]}),
    frames=WHOLE,
    cues=listed(
        kind={"enum": KINDS},
        start_frame=WHOLE,
        frame_count=WHOLE,
        text=TEXT,
        partner=TEXT,
        section=TEXT,
    ),
    outputs=listed(**FILE),
)
"""What docs/manifest.md describes."""


def prepared(folder: Path) -> None:
    """The exercise with all that it is made from."""
    (folder / "sounds").mkdir(parents=True)
    written(folder, SCRIPT)
    written(folder, CLOSING, "closing.yaml")
    wave = 0.2 * np.sin(2 * np.pi * 200 * np.arange(48_000) / 48_000)
    soundfile.write(folder / "hello.wav", wave, 48_000)
    soundfile.write(folder / "sounds" / "bed.wav", wave[::2], 48_000)


def manifest_of(target: Path) -> Any:
    """The manifest beside a file."""
    return json.loads(target.with_name(f"{target.name}.manifest.json").read_text("utf-8"))


@pytest.fixture
def target(presence: Presence) -> Path:
    """An export of the exercise with captions and a manifest."""
    prepared(presence.folder)
    words = ("-o", "out.wav", "--captions", "vtt", "--manifest", "--ambient", "sounds/bed.wav")
    presence.fine("export", "mine.yaml", *words)
    return presence.folder / "out.wav"


def test_it_is_as_described(target: Path) -> None:
    """No field is missing and none is there that the manual doesn't name."""
    found = manifest_of(target)
    jsonschema.validate(found, SCHEMA)
    manual = Path(__file__).parents[2].joinpath("docs", "manifest.md").read_text("utf-8")
    assert [name for name in found if f"\n| `{name}` |" not in manual] == []
    assert {cue["kind"] for cue in found["cues"]} == set(KINDS)


def test_hashes_are_those_of_the_files(target: Path) -> None:
    """Of all that it is made from, by names seen from the script, and of all that was written."""
    found = manifest_of(target)
    own = [entry for entry in found["inputs"] if entry["name"] != "bell"]
    assert [(entry["kind"], entry["name"]) for entry in own] == [
        ("script", "mine.yaml"),
        ("include", "closing.yaml"),
        ("ambient", "sounds/bed.wav"),
        ("recording", "hello.wav"),
    ]
    assert [entry["name"] for entry in found["outputs"]] == ["out.vtt", "out.wav"]
    for entry in [*own, *found["outputs"]]:
        content = (target.parent / entry["name"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        )


def test_cues_stand_where_they_sound(presence: Presence) -> None:
    """Each line's frames hold sound at their first and last, and what is between lines is silence;
    pauses are as long as they were written."""
    prepared(presence.folder)
    presence.fine("export", "mine.yaml", "-o", "out.wav", "--voice-only", "--manifest")
    samples = np.abs(samples_of(presence.folder / "out.wav")).max(axis=1)
    found = manifest_of(presence.folder / "out.wav")
    assert found["frames"] == len(samples)
    unspoken = np.ones(len(samples), dtype=bool)
    for cue in found["cues"]:
        first, end = cue["start_frame"], cue["start_frame"] + cue["frame_count"]
        if cue["kind"] in ("say", "recording"):
            assert samples[first] > 0
            assert samples[end - 1] > 0
        if cue["kind"] in ("say", "recording", "breathe"):
            unspoken[first:end] = False
    assert not samples[unspoken].any()
    lengths = {cue["kind"]: cue["frame_count"] for cue in found["cues"]}
    assert (lengths["check-in"], lengths["breathe"]) == (96_000, 48_000)
    assert [cue["partner"] for cue in found["cues"] if "look at" in (cue["text"] or "")] == [
        "Sam",
        "Alex",
    ]
    assert [cue["section"] for cue in found["cues"] if cue["kind"] == "say"][::4] == [
        None,
        "Second",
    ]


def test_it_is_the_same_bytes_in_another_folder(presence: Presence) -> None:
    """Made apart, with another clip store, alone and among others: no time, no place is in it."""
    one, other = presence.folder / "one", presence.folder / "deep" / "other"
    for folder in (one, other):
        prepared(folder)
    words = ["--manifest", "--report", "--names", "Sam,Alex"]
    presence.fine("export", one / "mine.yaml", "-o", one / "mine.opus", *words)
    words += ["-d", str(other), "--format", "opus"]
    cache = str(presence.folder / "cache2")
    presence.fine("export", other / "mine.yaml", *words, PRESENCE_CACHE=cache)
    name = "mine.opus.manifest.json"
    assert (one / name).read_bytes() == (other / name).read_bytes()
    assert str(presence.folder) not in (one / name).read_text("utf-8")


def test_a_changed_comment_is_another_input(presence: Presence) -> None:
    """What is heard is the same, and the manifest tells the script's hash: it is written anew."""
    prepared(presence.folder)
    words = ["export", "mine.yaml", "-d", "out", "--format", "wav"]
    presence.fine(*words, "--manifest")
    assert presence.json(*words, "--manifest")[0]["state"] == "up to date"
    with (presence.folder / "mine.yaml").open("a") as script:
        script.write("# a note\n")
    assert presence.json(*words, "--manifest")[0]["state"] == "made"
    path = presence.folder / "out" / "mine.wav"
    content = (presence.folder / "mine.yaml").read_bytes()
    assert manifest_of(path)["inputs"][0]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_page_has_one_too(presence: Presence) -> None:
    """Of the exercise itself, and of the one file that there is."""
    prepared(presence.folder)
    presence.fine("export", "mine.yaml", "-o", "out.html", "--manifest")
    found = manifest_of(presence.folder / "out.html")
    jsonschema.validate(found, SCHEMA)
    assert [entry["name"] for entry in found["outputs"]] == ["out.html"]
