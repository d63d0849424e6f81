"""Scripts as no careful person would write them: any order, any form, comments everywhere."""

from itertools import count
from typing import Final

from hypothesis import strategies as st

Draw = st.DrawFn
MOST_INDENTED: Final = 12

TEXTS: Final = (
    "Sit down.",
    '"Let go. [2s] And\\n   rest, {first}."',
    "'It''s fine: really'",
    "{quoted}",
    "word " * 30 + "end",
    '"# no comment"',
    "a#b and 'c'",
    "No",
    "'null'",
    '"12"',
    "- dash".replace("- ", "-"),
    "'- dash'",
    "Écoute… 👩\u200d👩 «oui»",
    '"say \\"hi\\" \\\\ now"',
    '"{first}, look"',
    "Round {{one}}",
    "'ends with:'",
    '"a \\u2028 b, [1.5s] c"',
)
TIMES: Final = ("90s", "1.5m", "20s", "1m 30s", "'2 s'", "500ms", "60s", "0.25s")
LEVELS: Final = ("-16dB", "-16 dB", "-12.50 dB", "'-3dB'", "-0 dB", "-18.0dB")
BREATHS: Final = (
    "box", "{pattern: box}", "{times: 03, pattern: resonance}", "{out: 6s, in: 4.0s, cue: tone}",
)  # fmt: skip
BELLS: Final = ("", "{}", "bell", "{level: -6dB, times: 2}", "{sound: bell}", "~")
WHOLE: Final = {
    "presence": ("1", "01", '"1"'),
    "title": TEXTS[:1] + TEXTS[2:3] + TEXTS[4:10],
    "summary": TEXTS[:1] + TEXTS[4:9],
    "principle": ("consent", "'needs'"),
    "language": ("en-GB", "no", "'de'"),
}


class Untidy:
    """Grows the lines of one script. Most comments have a number of their own."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.number = count(1)
        self.lines: list[str] = []
        self.deepest = MOST_INDENTED  # column of a comment: below a block it would be its text

    def chance(self, one_in: int = 3) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def comment(self) -> str:
        return f'# c{next(self.number)}: it\'s "so", {{x}} - [y]'

    def line(self, text: str, indent: int) -> None:
        """A line, with blank lines and comments of any indentation around it."""
        for _ in range(self.draw(st.integers(0, 2)) if self.chance() else 0):
            self.lines.append("" if self.chance() else self.alone())
        tail = " " * self.draw(st.integers(1, 9)) + self.comment() if self.chance(4) else ""
        self.lines.append(" " * indent + text + tail)
        self.deepest = MOST_INDENTED

    def alone(self) -> str:
        return " " * self.draw(st.integers(0, self.deepest)) + self.comment()

    def pick(self, options: tuple[str, ...]) -> str:
        return self.draw(st.sampled_from(options))

    def text(self) -> str:
        return self.pick(TEXTS).replace("{quoted}", "Plain, with commas and [3s] a pause")

    def value(self, head: str, value: str, indent: int) -> None:
        """A key and a value, beside it, below it, or as a block."""
        plain = value[:1] not in "\"'{[~" and value
        if plain and self.chance(6) and " #" not in value:
            style = self.pick(("|", ">", ">-", "|+"))
            self.line(f"{head} {style}", indent)
            inner = " " * (indent + 6)
            half = len(value.split()) // 2
            words = value.split()
            self.lines += [inner + " ".join(part) for part in (words[:half], words[half:]) if part]
            self.deepest = indent
        elif value and self.chance(8):
            self.line(head, indent)
            self.line(value, indent + 6)
        else:
            self.line(f"{head} {value}".rstrip(), indent)

    def braces(self, pairs: list[tuple[str, str]], head: str, indent: int) -> None:
        """A mapping in braces, on several lines."""
        self.line(head + " {", indent)
        for key, value in pairs:
            self.line(f"{key}: {value},", indent + self.draw(st.integers(1, 5)))
        self.line("}", indent + 1)

    def mapping(self, pairs: list[tuple[str, str]], head: str, indent: int) -> None:
        pairs = self.draw(st.permutations(pairs))
        if self.chance():
            self.braces([(k, f'"{v}"' if "," in v and v[0] not in "'\"" else v) for k, v in pairs],
                        head, indent)  # fmt: skip
            return
        self.line(head, indent)
        for key, value in pairs:
            self.value(f"{key}:", value, indent + 4)

    def steps(self, indent: int, depth: int) -> None:
        for _ in range(self.draw(st.integers(1, 4))):
            getattr(self, self.pick(STEPS if depth < 2 else STEPS[:6]))(indent, depth)

    def dash(self, name: str) -> str:
        if self.chance(8):
            return f'-   "{name}":'
        return f"- {name}:"

    def say(self, indent: int, _depth: int) -> None:
        if self.chance():
            text = self.pick(("Hello there.", "'Slow: down'", '"[1s] Now, {first}."'))
            pairs = [("text", text), ("rate", "110 wpm"), ("gap", "1.50s")]
            self.mapping(pairs[: self.draw(st.integers(1, 3))], self.dash("say"), indent)
        else:
            self.value(self.dash("say"), self.text(), indent)

    def pause(self, indent: int, _depth: int) -> None:
        first = self.pick(TIMES)
        ranged = ("90s to 2m", "1.5m to 90s", first)
        if self.chance():
            self.mapping([("time", self.pick(ranged))], self.dash("pause"), indent)
        else:
            self.value(self.dash("pause"), self.pick(ranged), indent)

    def bell(self, indent: int, _depth: int) -> None:
        if self.chance():
            self.line("- bell", indent)
        else:
            self.line(f"{self.dash('bell')} {self.pick(BELLS)}".rstrip(), indent)

    def breathe(self, indent: int, _depth: int) -> None:
        self.line(f"{self.dash('breathe')} {self.pick(BREATHS)}", indent)

    def section(self, indent: int, _depth: int) -> None:
        self.value(self.dash("section"), self.pick(WHOLE["title"]), indent)

    def ambient(self, indent: int, _depth: int) -> None:
        pairs = [("level", self.pick(LEVELS)), ("sound", "rain"), ("fade", "60s")]
        self.mapping(pairs[: self.draw(st.integers(2, 3))], self.dash("ambient"), indent)

    def each_partner(self, indent: int, depth: int) -> None:
        self.line(self.dash("each-partner"), indent)
        if self.chance():
            self.line("steps:", indent + 4)
            self.steps(indent + self.pick_int(4, 7), depth + 1)
        else:
            self.steps(indent + self.pick_int(2, 6), depth + 1)

    def pick_int(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def check_in(self, indent: int, depth: int) -> None:
        self.line(self.dash("check-in"), indent)
        self.line("wait: 60s", indent + 3)
        self.line("gentler:", indent + 3)
        self.steps(indent + self.pick_int(3, 6), depth + 1)
        self.value("ask:", self.text(), indent + 3)

    def repeat(self, indent: int, depth: int) -> None:
        self.line(self.dash("repeat"), indent)
        self.line("steps:", indent + 5)
        self.steps(indent + self.pick_int(5, 9), depth + 1)
        self.line("times: 02", indent + 5)

    def whole(self) -> str:
        """The keys of a script in any order."""
        keys = ["presence", "title", "partners", "steps"]
        others = ["summary", "principle", "language", "voice", "ambient", "values", "gentler"]
        keys += self.draw(st.lists(st.sampled_from(others), unique=True))
        if self.chance(6):
            self.lines.append("---")
        for key in self.draw(st.permutations(keys)):
            self.root_key(key)
        if self.chance():
            self.lines.append(self.alone())
        return "\n".join(self.lines) + "\n" * self.draw(st.integers(0, 3))

    def root_key(self, key: str) -> None:
        if key in ("steps", "gentler"):
            self.line(f"{key}:", 0)
            self.steps(self.pick_int(0, 4), 0)
        elif key == "partners":
            if self.chance():
                self.line('partners: [ Ada,"Ben, my dear" ]', 0)
            else:
                self.line("partners:", 0)
                for name in ("Ada", "'Ben'"):
                    self.line(f"- {name}", 2)
        elif key == "voice":
            self.mapping([("rate", "0120"), ("volume", self.pick(LEVELS))], "voice:", 0)
        elif key == "ambient":
            self.mapping([("level", self.pick(LEVELS)), ("sound", "sea")], "ambient:", 0)
        elif key == "values":
            self.mapping([("place", "the garden"), ("far-place", "'a, b'")], "values:", 0)
        else:
            self.value(f"{key}:", self.pick(WHOLE[key]), 0)


STEPS: Final = (
    "say", "pause", "bell", "breathe", "section", "ambient", "each_partner", "check_in", "repeat",
)  # fmt: skip


@st.composite
def untidy_scripts(draw: Draw) -> str:
    """Texts of scripts; most of them have no errors."""
    return Untidy(draw).whole()
