"""Options and comments come in; they must leave out, or tune, exactly what they name."""

from pathlib import Path
from typing import Final

import pytest
from test_craft import linted

from presence.authoring.lint import ChoiceError, RuleChoice

SCRIPT: Final = """\
presence: 1
title: Tuned
gentler: [{pause: 1m}]
voice: {rate: 160}
steps:
  - say: You can stop. You should not.
  - each-partner:
      - say: "{partner}, you must."
      - check-in:
          ask: Must it be?
          gentler:
            - say: It must.
  - pause: 30s
partners: [Ada, Ben]
"""


def said(
    folder: Path, text: str, *, allow: tuple[str, ...] = (), sets: tuple[str, ...] = ()
) -> str:
    """Code and line of each warning."""
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    found = linted(file, RuleChoice.from_options(allow, sets))
    return " ".join(f"{warning.code}:{warning.span.line}" for warning in found)


EVERYTHING: Final = "fast-rate:4 pressing-word:6 pressing-word:8 pressing-word:10 pressing-word:12"


def test_options(tmp_path: Path) -> None:
    """A rule is left out, several at once, or gets another figure."""
    assert said(tmp_path, SCRIPT) == EVERYTHING
    assert said(tmp_path, SCRIPT, allow=("pressing-word",)) == "fast-rate:4"
    assert said(tmp_path, SCRIPT, allow=("pressing-word, fast-rate",)) == ""
    sets = ("fast-rate.most = 160", "long-line.most=2s")
    assert said(tmp_path, SCRIPT, sets=sets, allow=("pressing-word",)) == "long-line:6"


@pytest.mark.parametrize(
    ("written", "instead", "left"),
    [
        ("presence: 1", "# check: allow pressing-word\n\npresence: 1", "fast-rate:6"),
        ("{rate: 160}", "{rate: 160} # check: allow fast-rate", EVERYTHING[12:]),
        (
            "voice:",
            "# check: allow fast-rate\nvoice:",
            "pressing-word:7 pressing-word:9 pressing-word:11 pressing-word:13",
        ),
        (
            "should not.",
            "should not.  #check: allow pressing-word",
            "fast-rate:4 pressing-word:8 pressing-word:10 pressing-word:12",
        ),
        (
            "each-partner:",
            "each-partner: # check: allow pressing-word",
            "fast-rate:4 pressing-word:6",
        ),
        (
            "      - check-in:",
            "      # check: allow pressing-word, long-line\n      # another\n      - check-in:",
            "fast-rate:4 pressing-word:6 pressing-word:8",
        ),
        (
            "gentler:\n",
            "gentler: # check: allow pressing-word\n",
            "fast-rate:4 pressing-word:6 pressing-word:8",
        ),
        (
            "  - each-partner",
            "  # check: allow pressing-word\n  - each-partner",
            "fast-rate:4 pressing-word:6",
        ),
        (
            "presence: 1",
            "# check: fast-rate.most = 160\npresence: 1",
            "pressing-word:7 pressing-word:9 pressing-word:11 pressing-word:13",
        ),
        (
            "title",
            "# check: allow fast-rate\ntitle",  # not above 'voice'
            "fast-rate:5 pressing-word:7 pressing-word:9 pressing-word:11 pressing-word:13",
        ),
    ],
)
def test_comments(tmp_path: Path, written: str, instead: str, left: str) -> None:
    """At the top a comment holds for the script; elsewhere for its step or key, and all inside."""
    text = SCRIPT.replace(written, instead, 1)
    assert text != SCRIPT
    assert said(tmp_path, text) == left


def test_an_option_goes_before_a_comment(tmp_path: Path) -> None:
    """Whoever runs the check has the last word on a figure."""
    text = "# check: fast-rate.most = 170\n" + SCRIPT
    assert "fast-rate" not in said(tmp_path, text)
    assert "fast-rate:5" in said(tmp_path, text, sets=("fast-rate.most=150",))


@pytest.mark.parametrize(
    ("allow", "sets", "message", "hint"),
    [
        ("long-lin", "", "there is no rule 'long-lin'", "Did you mean 'long-line'?"),
        ("", "", "there is no rule ''", "The rules are no-check-in, "),
        (None, "long-line", "'long-line' sets nothing; expected RULE.KEY=VALUE", "For example"),
        (None, "long-line=3s", "'long-line=3s' sets nothing", "For example, long-line.most=15s."),
        (None, "longline.most=3s", "there is no rule 'longline'", "Did you mean 'long-line'?"),
        (None, "long-line.max=3s", "the rule 'long-line' has no figure 'max'", "It has most."),
        (None, "no-gentler.most=3", "the rule 'no-gentler' has no figure 'most'", "It has none"),
        (None, "long-line.most=3", "'long-line.most' is a time such as 20s; found '3'", "12s."),
        (None, "loud-bed.most=-12", "'loud-bed.most' is a level such as -10 dB", "-10 dB."),
        (None, "much-spoken.most=half", "'much-spoken.most' is a percentage", "45 %."),
        (None, "fast-rate.most=1e3", "is a number (words a minute); found '1e3'", "150."),
        (None, "fast-rate.most=²", "is a number (words a minute); found '²'", "150."),
        (None, "fast-rate.most=.", "is a number (words a minute); found '.'", "150."),
        (None, "fast-rate.most=", "is a number (words a minute); found ''", "150."),
    ],
)
def test_a_wrong_option_is_explained(allow: str | None, sets: str, message: str, hint: str) -> None:
    """What was found, what was expected, and what was probably meant."""
    with pytest.raises(ChoiceError) as caught:
        RuleChoice.from_options([] if allow is None else [allow], [sets] if sets else [])
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_figures_are_written_as_in_a_script() -> None:
    """Units are those of the format."""
    sets = [
        "long-line.most=1m",
        "loud-bed.most=-12 dB",
        "much-spoken.most=50%",
        "hard-breath.pace=9.5",
    ]
    assert dict(RuleChoice.from_options([], sets).figures) == {
        ("long-line", "most"): 60.0,
        ("loud-bed", "most"): -12.0,
        ("much-spoken", "most"): 50.0,
        ("hard-breath", "pace"): 9.5,
    }
