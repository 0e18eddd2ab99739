"""Results of batches: lines of output and error files become answers in the cache, or failures with their reason."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from audit.domain import Usage
from audit.llm.answers import InvalidAnswerError, parse, said
from audit.llm.asker import remember_too_long, saved, worth_keeping
from audit.llm.batch.files import Exported, exported_as
from audit.llm.faults import Cure, Fault, hidden, of_body, of_status
from audit.llm.model import Answer, Failure, Outcome, Request
from audit.llm.sender import token_counts
from audit.llm.speaker import Said
from audit.llm.store.cache import Cache, Stored

_BOM = b"\xef\xbb\xbf"


class Importer:
    """Puts results into the cache: those answers that a run would keep. All else is counted as failed."""

    def __init__(self, cache: Cache, secret: str = "") -> None:
        self._cache, self._secret = cache, secret
        self.kept = 0
        self.known = 0
        """Answers that the cache had already."""
        self._failed: dict[str, tuple[str, str]] = {}

    @property
    def failed(self) -> dict[str, list[str]]:
        """What is still not answered: the reason -> the questions, or the lines as NAME:NUMBER."""
        places = defaultdict(list)
        for reason, place in self._failed.values():
            places[reason].append(place)
        return dict(places)

    def read(self, lines: Iterable[bytes], name: str) -> None:
        """Take the lines of an output or error file, in any order; a later one may mend what an earlier one lacks."""
        for number, line in enumerate(lines, 1):
            text = line.removeprefix(_BOM).strip()
            if text:
                self._take(text, f"{name}:{number}")

    def _take(self, line: bytes, place: str) -> None:
        try:
            result = json.loads(line)
        except (ValueError, RecursionError):
            result = None
        match result:
            case {"custom_id": str(key)} if self._cache.answer(key):
                self.known += 1
                self._failed.pop(key, None)
            case {"custom_id": str(key)} if exported := exported_as(key, self._cache):
                self._judge(key, result, exported)
            case {"custom_id": str(key)}:
                self._failed[key] = ("not exported with this cache", place)
            case _:
                self._failed[place] = ("this is no result of a batch, or the rest of it is missing", place)

    def _judge(self, key: str, result: Mapping[str, Any], exported: Exported) -> None:
        request = Request(
            messages=(),
            schema=exported.schema,
            schema_name=exported.schema_name,
            ids=tuple(exported.ids),
            divisible=exported.divisible,
        )
        outcome, origin = self._outcome(result, exported, request)
        if isinstance(outcome, Failure):
            if request.divisible:  # as in a run: the next one asks about the halves
                remember_too_long(self._cache, key, outcome)
            self._failed[key] = (outcome.reason, exported.label)
        elif origin and worth_keeping(outcome, request):
            self._cache.keep(key, replace(origin, content=outcome.content, complete=outcome.complete))
            self._cache.forget("batch", key)
            self._failed.pop(key, None)
            self.kept += 1
        else:
            self._failed[key] = ("the answer leaves segments out", exported.label)

    def _outcome(
        self, result: Mapping[str, Any], exported: Exported, request: Request
    ) -> tuple[Outcome, Stored | None]:
        """What a line says, and where that came from."""
        body = _body(result)
        if fault := of_body(body, self._secret) if body else _fault(result, self._secret):
            too_long = "question" if fault.cure is Cure.SPLIT else ""
            return Failure(fault.reason, splittable=bool(too_long), too_long=too_long), None
        heard = _heard(body, exported, self._secret)
        if heard.refusal:
            return Failure(f"the model declined: {heard.refusal}"), None
        try:
            return Answer(parse(heard.text, request.schema, heard.finish == "length"), Usage()), heard.stored
        except InvalidAnswerError as error:
            failure = Failure(f"the answer does not fit the schema: {error}")
        if heard.finish == "length":
            failure = Failure("the answer was cut off at the token limit", splittable=True, too_long="answer")
        return saved([heard], request, failure)


def _body(result: Mapping[str, Any]) -> dict[str, Any]:
    """The completion in a result; empty where the request failed."""
    match result:
        case {"response": {"status_code": 200, "body": dict(body)}} if not result.get("error"):
            return body
    return {}


def _fault(result: Mapping[str, Any], secret: str) -> Fault:
    """Why a request failed: in its body (OpenAI), beside the response (expired batches), or in words (vLLM)."""
    response = result.get("response")
    status, body = (response.get("status_code"), response.get("body")) if isinstance(response, Mapping) else (0, None)
    error = result.get("error") or body
    if isinstance(error, Mapping) and isinstance(error.get("error"), Mapping):
        error = error["error"]
    if isinstance(status, int) and status >= 400:
        return of_status(status, error, {}, secret)
    said_so = error.get("message") if isinstance(error, Mapping) else error
    return Fault(Cure.GIVE_UP, _line(said_so or "the request failed, no reason given", secret))


def _heard(body: Mapping[str, Any], exported: Exported, secret: str) -> Said:
    """A completion, as a speaker would have heard it."""
    text, finish = said(body)
    read, written, _ = token_counts(body)
    refusal = body["choices"][0]["message"].get("refusal") or ("content filter" if finish == "content_filter" else "")
    stored = Stored(
        content={},
        model=exported.model,
        endpoint=exported.endpoint,
        structured=exported.rung,
        served_model=str(body.get("model") or ""),
        fingerprint=str(body.get("system_fingerprint") or ""),
        request_id=str(body.get("id") or ""),
        prompt_tokens=read,
        completion_tokens=written,
    )
    return Said(hidden(text, secret), finish, _line(refusal, secret), Usage(), stored)


def _line(said_so: object, secret: str) -> str:
    """What an endpoint said, on one line of our output."""
    return hidden(" ".join(str(said_so).split()), secret)
