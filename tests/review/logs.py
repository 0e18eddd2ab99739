"""Reviews of one short text, written as rows of (who, what, on which mark, when)."""

from collections.abc import Mapping

from audit.domain import Severity
from audit.review.decision import Decision, Mark, Review, SegmentText, Verdict

S1, S2, S3 = "The cat barks.", "It is night.", "Twelve euros euros."
CAT, BARKS = (
    Mark("s1", 4, 7, "style/awkward", Severity.MINOR),
    Mark("s1", 8, 13, "accuracy/mistranslation", Severity.MAJOR),
)
NIGHT = Mark("s2", 6, 11, "accuracy/mistranslation", Severity.MAJOR)
EUROS = Mark("s3", 13, 18, "fluency/repetition", Severity.MINOR)


def at(second: int) -> str:
    return f"2026-11-23T10:{second // 60:02}:{second % 60:02}Z"


def decided(who: str, what: str, mark: Mark = BARKS, second: int = 0, **more: object) -> Decision:
    return Decision(mark, Verdict(what), who, **{"at": at(second), **more})


def review(*decisions: Decision, seen: Mapping[str, tuple[str, ...]] | None = None, **changed: object) -> Review:
    segments = tuple(SegmentText(f"s{number}", text) for number, text in enumerate((S1, S2, S3), 1))
    fields = {"path": "story.txt", "digest": "0" * 64, "source_language": None, "target_language": "en"}
    return Review(**{**fields, "segments": segments, "seen": seen or {}, "decisions": decisions, **changed})
