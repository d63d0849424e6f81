"""Documents → what the YAML language server, the one in most editors, shows of them.

It is installed by npm into a folder of the test's own. Where that can't be, the tests are skipped;
in CI they fail (see needs.py).
"""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import needs

VERSION: Final = "1.25.0"
LONGEST_S: Final = 120
_SETTINGS: Final = {"validate": True, "hover": True, "completion": True, "schemaStore": False}
_CAN: Final = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
    },
    "workspace": {"configuration": True},
}


def install(folder: Path) -> Path:
    """The server's program, with what it needs, inside `folder`."""
    package = needs.npm_package(folder, f"yaml-language-server@{VERSION}")
    return package / "bin" / "yaml-language-server"


class LanguageServer:
    """Speaks the Language Server Protocol with a server on the other end of two pipes."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.asked = 0
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": _CAN})
        self.tell("initialized", {})

    def problems(self, scripts: dict[Path, str]) -> dict[Path, list[tuple[int, str]]]:
        """For each document that is opened, lines (from 1) and messages."""
        waiting = {path.as_uri(): path for path in scripts}
        for path, text in scripts.items():
            document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
            self.tell("textDocument/didOpen", {"textDocument": document})
        found: dict[Path, list[tuple[int, str]]] = {}
        while waiting:
            said = self.read(lambda m: m.get("method") == "textDocument/publishDiagnostics")
            uri = said["params"]["uri"]
            if uri in waiting:
                found[waiting.pop(uri)] = [
                    (problem["range"]["start"]["line"] + 1, problem["message"])
                    for problem in said["params"]["diagnostics"]
                ]
        return found

    def at(self, what: str, path: Path, line: int, column: int) -> Any:
        """The answer to 'completion' or 'hover' at a place, counted from 0."""
        place = {"line": line, "character": column}
        where = {"textDocument": {"uri": path.as_uri()}, "position": place}
        return self.ask(f"textDocument/{what}", where)

    def ask(self, method: str, params: Any) -> Any:
        self.asked += 1
        number = self.asked
        self.send({"id": number, "method": method, "params": params})
        return self.read(lambda m: m.get("id") == number and "method" not in m)["result"]

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def read(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted; the server's own questions are answered meanwhile."""
        while True:
            message = self.next_message()
            if "method" in message and "id" in message:
                self.send({"id": message["id"], "result": _answer(message)})
            elif wanted(message):
                return message

    def next_message(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while (line := self.process.stdout.readline()).strip():
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        assert length, "the language server has ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message


def _answer(question: dict[str, Any]) -> Any:
    if question["method"] != "workspace/configuration":
        return None
    asked = question["params"]["items"]
    return [_SETTINGS if item.get("section") == "yaml" else None for item in asked]


@contextmanager
def running(program: Path) -> Iterator[LanguageServer]:
    """The server, for as long as the block lasts; it is ended if it does not answer in time."""
    process = subprocess.Popen(  # noqa: S603 (what was just installed)
        [needs.program("node"), str(program), "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    in_time = threading.Timer(LONGEST_S, process.kill)
    in_time.start()
    with process:
        try:
            yield LanguageServer(process)
        finally:
            in_time.cancel()
            process.kill()
