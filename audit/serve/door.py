"""Who may ask the server what: this machine's own page, with the token of this run, and nobody else. Pure.

A page of another site can send requests to 127.0.0.1 too. It does not know the token; it cannot send a header of its
own, nor JSON, without asking first, and is never answered that it may (no CORS header is ever sent). A name of another
site that leads to 127.0.0.1 (DNS rebinding) shows in the Host header. Each of these alone would do.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qs

PAGE, REVIEW, DECISIONS = "/", "/review", "/decisions"
METHODS: Mapping[str, str] = {PAGE: "GET", REVIEW: "GET", DECISIONS: "POST"}
LONGEST = 8 * 1024 * 1024
"""Bytes of a request's body at most: some 30,000 decisions."""
_TOKEN_HEADER = "X-Audit-Token"  # noqa: S105  # its name, not its value
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_JSON = "application/json"


class RefusedError(Exception):
    """A request that is not answered as it wishes. Never leaves `audit.serve`."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Door:
    """Where the server is, and what its page knows."""

    port: int
    token: str

    @property
    def address(self) -> str:
        """Of the page, with the token."""
        return f"http://{_NAMES[0]}:{self.port}{PAGE}?token={self.token}"

    def admit(self, method: str, target: str, headers: Message) -> str:
        """The path that is asked for. Raises RefusedError."""
        host = _only(headers, "Host")
        if host not in self._hosts:
            raise RefusedError(403, "This is not an address of this server.")
        path, _, query = target.partition("?")
        if path not in METHODS:
            raise RefusedError(404, "There is nothing here.")
        if method != METHODS[path]:
            raise RefusedError(405, f"{path} answers {METHODS[path]} only.")
        if path == PAGE:
            self._check_token(*parse_qs(query).get("token", ()))
            return path
        self._check_token(*headers.get_all(_TOKEN_HEADER, ()))
        _check_origin(headers, host)
        if path == DECISIONS and headers.get_content_type() != _JSON:
            raise RefusedError(415, f"Decisions are sent as {_JSON}.")
        return path

    @property
    def _hosts(self) -> frozenset[str]:
        """As a browser writes them; of HTTP's own port nothing is said."""
        named = (f"{name}:{self.port}" for name in _NAMES)
        return frozenset((*named, *(_NAMES if self.port == 80 else ())))

    def _check_token(self, *given: str) -> None:
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(errors="replace"), self.token.encode()):
            raise RefusedError(
                403, "The token is missing, or of another run: open the address that audit review printed."
            )


def length(headers: Message) -> int:
    """Bytes of the body, as announced. Raises RefusedError where that is not said, or too much."""
    if "Transfer-Encoding" in headers or "Content-Length" not in headers:
        raise RefusedError(411, "Say how long the body is (Content-Length).")
    said = _only(headers, "Content-Length")
    if not (said.isascii() and said.isdigit()):
        raise RefusedError(400, "Content-Length is no number.")
    if len(said) > len(str(LONGEST)) or int(said) > LONGEST:
        raise RefusedError(413, f"At most {LONGEST // 2**20} MB at a time: send fewer decisions.")
    return int(said)


def _check_origin(headers: Message, host: str) -> None:
    """Browsers say who sends a request; programs say nothing."""
    origins, sites = headers.get_all("Origin", ()), headers.get_all("Sec-Fetch-Site", ())
    if any(origin != f"http://{host}" for origin in origins):
        raise RefusedError(403, "Only this server's own page may ask for this.")
    if any(site not in {"same-origin", "none"} for site in sites):
        raise RefusedError(403, "Only this server's own page may ask for this.")


def _only(headers: Message, name: str) -> str:
    """The value of a header that is there once; empty where it is not."""
    values = headers.get_all(name, ())
    return str(values[0]) if len(values) == 1 else ""
