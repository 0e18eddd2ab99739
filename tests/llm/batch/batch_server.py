"""A real HTTP server on loopback with files and batches, as the OpenAI API has them. It works when it is told to."""

import json
import threading
from collections.abc import Callable, Mapping
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = Callable[[dict[str, Any]], tuple[int, Any] | None]
"""The body of a request -> status and body of its response; None: there was no time for it."""

ERROR = {"message": "it cannot be done", "type": "error", "code": None}


class BatchServer:
    """Files and batches at `url`; completions are refused. Use it as a context."""

    def __init__(self, unseen: int = 0) -> None:
        self.heard: list[tuple[str, str, Mapping[str, str]]] = []
        """Method, path and headers (by their names in lower case) of every request."""
        self.files: dict[str, bytes] = {}
        self.names: list[str] = []
        """Of the files uploaded."""
        self.batches: dict[str, dict[str, Any]] = {}
        self.instead: dict[str, tuple[int, str, Any]] = {}
        """METHOD /path -> status, content type and body, whatever is asked."""
        self._unseen = unseen
        """How often a file is not there yet when a batch is made of it."""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.owner = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.005})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    @property
    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.heard]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def work(self, answer: Answer, status: str = "completed") -> None:
        """Answer every line of every batch, the last first."""
        for batch in self.batches.values():
            results: dict[str, list[str]] = {"output": [], "error": []}
            for line in reversed(self.files[batch["input_file_id"]].splitlines()):
                request = json.loads(line)
                said = answer(request["body"])
                batch["request_counts"]["total"] += 1
                if said:
                    code, body = said
                    batch["request_counts"]["completed" if code == 200 else "failed"] += 1
                    results["output" if code == 200 else "error"].append(result(request["custom_id"], code, body))
            for kind, lines in results.items():
                if lines:
                    batch[f"{kind}_file_id"] = self.stored("".join(lines).encode())
            batch["status"] = status

    def stored(self, content: bytes) -> str:
        """The name of a new file."""
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return name

    def respond(self, method: str, path: str, content_type: str, body: bytes) -> tuple[int, str, Any]:
        """Status, content type and body of a response."""
        match method, path.removeprefix("/v1/").split("/"):
            case "POST", ["files"]:
                form = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
                for part in form.walk():
                    if name := part.get_filename():
                        self.names.append(name)
                        return _json({"object": "file", "id": self.stored(part.get_payload(decode=True))})  # type: ignore[arg-type]
            case "POST", ["batches"]:
                return self._made(json.loads(body))
            case "GET", ["batches", name] if name in self.batches:
                return _json(self.batches[name])
            case "GET", ["files", name, "content"] if name in self.files:
                return 200, "application/octet-stream", self.files[name]
        return _json({"error": {**ERROR, "message": f"no such thing: {path}"}}, 404)

    def _made(self, order: dict[str, Any]) -> tuple[int, str, Any]:
        if self._unseen:
            self._unseen -= 1
            return _json({"error": {**ERROR, "message": "no such file"}}, 404)
        assert order["endpoint"] == "/v1/chat/completions"
        assert order["completion_window"] == "24h"
        name = f"batch_{len(self.batches) + 1}"
        self.batches[name] = {
            "id": name,
            "object": "batch",
            "status": "validating",
            "input_file_id": order["input_file_id"],
            "output_file_id": None,
            "error_file_id": None,
            "errors": None,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
        }
        return _json(self.batches[name])


def result(key: str, status: int, body: Any, error: Any = None) -> str:
    """A line of an output or error file."""
    response = {"status_code": status, "request_id": "r", "body": body}
    return json.dumps({"id": "b", "custom_id": key, "response": response, "error": error}) + "\n"


def _json(body: Any, status: int = 200) -> tuple[int, str, Any]:
    return status, "application/json", json.dumps(body).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        owner: BatchServer = self.server.owner  # type: ignore[attr-defined]
        headers = {name.lower(): value for name, value in self.headers.items()}
        owner.heard.append((self.command, self.path, headers))
        response = owner.instead.get(f"{self.command} {self.path}")
        status, kind, content = response or owner.respond(
            self.command, self.path, headers.get("content-type", ""), body
        )
        self.send_response(status)
        self.send_header("Location" if status in {307, 308} else "Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""
