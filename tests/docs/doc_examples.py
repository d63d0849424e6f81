"""An example as a page shows it → a script in a folder that has the files its author would have."""

from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).parents[2] / "docs"
OPENING: Final = "presence: 1\ntitle: An example\n"
SOUNDS: Final = ("bowl.wav", "sounds/bowl.wav", "welcome.ogg")
SCRIPTS: Final = {
    "closing.yaml": f"{OPENING}steps: [bell]\n",
    "for-three.yaml": f"{OPENING}partners: [Ada, Ben, Cy]\nsteps: [bell]\n",
}


def whole(example: str) -> str:
    """An example as a script: steps and single keys get the rest around them."""
    if example.startswith("presence:"):
        return example
    if not example.startswith("- "):
        return f"{OPENING}{example}steps:\n  - bell\n"
    steps = "".join(f"  {line}\n" for line in example.splitlines())
    return f"{OPENING}partners: [Ada, Ben]\nsteps:\n{steps}"


def write_example(example: str, folder: Path) -> Path:
    """The example as `mine.yaml`, with the files beside it that examples name."""
    (folder / "sounds").mkdir()
    for name in SOUNDS:
        (folder / name).touch()
    for name, text in SCRIPTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    script = folder / "mine.yaml"
    script.write_text(whole(example), encoding="utf-8")
    return script
