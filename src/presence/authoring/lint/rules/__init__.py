"""Every rule of craft, in the order in which they are explained. A new one is listed here."""

from presence.authoring.lint.rule import Rule
from presence.authoring.lint.rules import (
    fast_rate,
    hard_breath,
    hurried_question,
    late_check_in,
    length_out_of_reach,
    long_line,
    loud_bed,
    much_spoken,
    no_check_in,
    no_gentler,
    no_landing,
    no_way_out,
    pressing_word,
    presumed_person,
    rare_check_in,
    unequal_turns,
)

RULES: tuple[Rule, ...] = (
    no_check_in,
    late_check_in,
    rare_check_in,
    no_gentler,
    no_way_out,
    no_landing,
    unequal_turns,
    hurried_question,
    long_line,
    much_spoken,
    fast_rate,
    hard_breath,
    loud_bed,
    pressing_word,
    presumed_person,
    length_out_of_reach,
)
