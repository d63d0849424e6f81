"""A number, and the words for one and for several → both as a person says them."""


def counted(count: int, one: str, several: str) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count} {one if count == 1 else several}"
