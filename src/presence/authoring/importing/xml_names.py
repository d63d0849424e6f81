"""Tags as written → element names of one namespace, by the prefixes declared around them.

Lenient where authors are: a prefix that is declared nowhere names something of another namespace,
and a document that declares none at all is taken for one of ours.
"""


class Names:
    """Follows the elements of a document as they open and close."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._bound: dict[str, list[str]] = {"": [namespace]}  # each prefix's, innermost last
        self._declared: list[list[str]] = []  # for each open element, its prefixes

    def enter(self, tag: str, attributes: dict[str, str]) -> str | None:
        """The element's name, or None if it is of another namespace."""
        declared = [name for name in attributes if name == "xmlns" or name.startswith("xmlns:")]
        for name in declared:
            self._bound.setdefault(name.partition(":")[2], []).append(attributes[name])
        self._declared.append([name.partition(":")[2] for name in declared])
        prefix, _, name = tag.rpartition(":")
        bound = self._bound.get(prefix)
        return name if bound and bound[-1] == self._namespace else None

    def leave(self) -> None:
        """The innermost element closes."""
        for prefix in self._declared.pop():
            self._bound[prefix].pop()
