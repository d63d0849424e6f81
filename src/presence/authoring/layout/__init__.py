"""A sound script's bytes → the same script in the one canonical layout, comments and all.

The layout follows from the tables of the format, and each comment is carried by its place, so the
reader's own tree is what is laid out: no second reading of YAML can differ from the first.
"""

from presence.authoring.layout.layout import Laid, lay_out

__all__ = ["Laid", "lay_out"]
