"""A look at single claims, put to a scripted model."""

import json
from collections.abc import Mapping, Sequence

from audit.article import Article
from audit.detect.confirm import confirm
from audit.domain import Claim, Usage
from audit.llm.model import Activity, Answer, Failure, Outcome, Request
from audit.merge.findings import merge
from audit.prompting.prompt import Prompt, parse_prompt
from tests.builders import ScriptedChat, article, claim

HEAD = 'description = ""\nversion = "1"\nscope = "finding"\nsource = {source}\nschema = "verdicts"\n'
STORY = article(["The man rose early.", "He was glad."], "It rained.")
PANEL = {name: frozenset({"first", "second"}) for name in ("s1", "s2", "s3")}


def prompt(source: str = "false") -> Prompt:
    body = "# user\n{{article}}\n=====\n{{findings}}\n"
    return parse_prompt("look", f"+++\n{HEAD.format(source=source)}+++\n# system\nLook.\n{body}")


def candidates(request: Request) -> list[dict[str, str]]:
    return json.loads(request.messages[-1][1].split("\n=====\n")[1])


class Looker(ScriptedChat):
    """Gives these chances, as (confidence, major), to what it is shown."""

    def __init__(self, chances: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(lambda _: Failure("not asked"))
        self.chances = chances

    def chat(self, requests):  # type: ignore[no-untyped-def]
        for number, request in enumerate(requests):
            self.requests.append(request)
            rows = [
                {"id": row["id"], "confidence": self.chances[row["words"]][0], "major": self.chances[row["words"]][1]}
                for row in candidates(request)
            ]
            yield number, Answer({"candidates": rows}, Usage(requests=1))


def looked(story: Article, claims: Sequence[Claim], model: ScriptedChat) -> list[tuple[str, float, float | None]]:
    found = confirm(story, claims, PANEL, [prompt()], model, lambda *_: None)
    assert all(one.shown and one.detector == "look" for one in found.claims)
    return [(story.quote(one.span), one.confidence, one.major) for one in found.claims]


def said(detector: str, quote: str, **more: object) -> Claim:
    return claim(STORY, quote, detector=detector, **more)


def test_only_what_one_opinion_found_alone_is_put_to_the_model() -> None:
    claims = [
        said("first", "rose"),
        said("second", "rose early"),
        said("first", "glad"),
        said("numbers", "rained"),
        said("first", "It rained"),
        said("numbers", "man"),
    ]
    model = Looker({"glad": (30, 10)})
    assert looked(STORY, claims, model) == [("glad", 0.3, 0.1)]
    assert len(model.requests) == 1


def test_the_model_is_shown_the_words_and_no_reason_and_no_number() -> None:
    model = Looker({"glad": (30, 10)})
    looked(STORY, [said("first", "glad", suggestion="sad", explanation="Why?", confidence=0.9)], model)
    assert candidates(model.requests[0]) == [{"id": "c1", "segment": "s2", "words": "glad", "proposed": "sad"}]
    assert model.requests[0].ids == ("c1",)
    assert "Why?" not in model.requests[0].messages[-1][1]


def test_nothing_to_look_at_asks_nothing() -> None:
    model = Looker({})
    assert looked(STORY, [], model) == []
    assert model.requests == []


def test_a_second_look_weighs_as_much_as_an_opinion() -> None:
    claims = [said("first", "glad", confidence=0.9, major=0.9)]
    found = confirm(STORY, claims, PANEL, [prompt()], Looker({"glad": (60, 0)}), lambda *_: None)
    (finding,) = merge(STORY, [*claims, *found.claims], PANEL)
    assert (round(finding.confidence, 2), finding.detectors) == (0.5, ("first", "look"))  # (0.9 + 0 + 0.6) / 3


def test_no_answer_leaves_the_finding_as_it_was_and_says_so() -> None:
    class Mute(ScriptedChat):
        def chat(self, requests):  # type: ignore[no-untyped-def]
            yield from ((number, Failure("timed out", Usage(requests=1))) for number, _ in enumerate(requests))

    outcome: Outcome = Failure("unused")
    found = confirm(STORY, [said("first", "glad")], PANEL, [prompt()], Mute(lambda _: outcome), lambda *_: None)
    assert (found.claims, found.gaps, found.usage.requests) == ((), (), 1)
    assert found.notes == ("look: no second look at 1 of the findings (timed out).",)


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []

    def watch(done: int, total: int, _activity: Activity) -> None:
        seen.append((done, total))

    confirm(STORY, [said("first", "glad")], PANEL, [prompt()], Looker({"glad": (1, 1)}), watch)
    assert seen == [(1, 1)]
