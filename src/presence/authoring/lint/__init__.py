"""A sound script → what a good facilitator would say of it, as warnings.

`lint` is the way in; `RuleChoice` says which rules are left out and with which figures they work.
Each rule is a file in `rules/`, and its docstring is its manual page.
"""

from presence.authoring.lint.choice import ChoiceError, RuleChoice
from presence.authoring.lint.engine import lint

__all__ = ["ChoiceError", "RuleChoice", "lint"]
