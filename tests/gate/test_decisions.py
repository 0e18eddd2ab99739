"""Small decisions of the gate, as tables: what fails, which rule, whether a model is asked."""

import pytest

from audit import registry
from audit.article import Span
from audit.config.values import AskModel, FailOnModel, Profile
from audit.domain import Category, Finding, Severity
from audit.gate.asking import asking
from audit.gate.flags import Bar, rated
from audit.gate.rules import means, ran, rules, rules_of

CHECKS = frozenset({"doubled", "numbers"})
MODEL = "model/accuracy/mistranslation"


def finding(severity: str, *detectors: str) -> Finding:
    return Finding(Category.MISTRANSLATION, Severity(severity), Span(0, 1), "Wrong.", 0.5, detectors)


@pytest.mark.parametrize(
    ("severity", "detectors", "fail_on", "of_model", "fails"),
    [
        ("major", ["numbers"], "major", "never", True),
        ("minor", ["numbers"], "major", "never", False),
        ("critical", ["numbers"], "major", "never", True),
        ("neutral", ["numbers"], "minor", "any", False),
        ("critical", ["numbers"], None, "any", False),
        ("critical", ["window-target"], "major", "never", False),
        ("critical", ["window-target"], "major", "confirmed", False),
        ("critical", ["second-target", "window-target"], "major", "confirmed", True),
        ("minor", ["second-target", "window-target"], "major", "confirmed", False),
        ("critical", ["window-target"], "major", "any", True),
        ("minor", ["window-target"], "major", "any", False),
        ("critical", ["window-target"], None, "any", False),
        ("major", ["numbers", "window-target"], "major", "never", True),
    ],
)
def test_what_fails(severity, detectors, fail_on, of_model, fails):
    found = finding(severity, *detectors)
    profile = Profile(fail_on=Severity(fail_on) if fail_on else None)
    assert Bar(profile, FailOnModel(of_model)).fails(found, rules_of(found, CHECKS)[0]) is fails


@pytest.mark.parametrize(
    ("detectors", "named"),
    [
        (["numbers"], ("numbers",)),
        (["numbers", "window-target"], ("numbers",)),
        (["doubled", "numbers"], ("doubled", "numbers")),
        (["window-target"], (MODEL,)),
        (["document-target", "window-target"], (MODEL,)),
    ],
)
def test_a_finding_goes_under_the_checks_that_made_it_else_under_its_category(detectors, named):
    assert rules_of(finding("major", *detectors), CHECKS) == named


@pytest.mark.parametrize(
    ("names", "rule", "meant"),
    [
        (["numbers"], "numbers", True),
        (["*"], "numbers", True),
        (["*"], MODEL, True),
        (["model"], MODEL, True),
        (["model"], "numbers", False),
        (["model/accuracy/*"], MODEL, True),
        (["model/style/*"], MODEL, False),
        (["number"], "numbers", False),
        ([], "numbers", False),
    ],
)
def test_which_rules_a_comment_means(names, rule, meant):
    assert means(names, rule) is meant


def test_every_rule_says_what_it_is_about():
    checks = ran(frozenset({"doubled"}))
    every = rules(checks, model=True)
    assert list(every) == sorted(every)
    assert set(every) == {*checks, *(f"model/{category}" for category in Category)}
    assert "doubled" not in every
    for rule in every.values():
        assert rule.title
        assert not rule.title.endswith(".")
        assert len(rule.description) >= len(rule.title)
        assert rule.help
    assert not any(name.startswith("model/") for name in rules(checks, model=False))


def test_the_rules_have_names_that_the_configuration_knows():
    from audit.config.tables import RULES

    assert {*rules(ran(frozenset()), model=True)} == {*RULES}
    assert {*registry.names("audit.checks")} <= {*RULES}


def test_only_a_models_findings_are_rated_here():
    found = (finding("major", "window-target"), finding("major", "numbers"))
    severities = {MODEL: Severity.MINOR, "numbers": Severity.NEUTRAL}
    assert [one.severity for one in rated(found, severities, CHECKS)] == ["minor", "major"]


KEY = {"OPENAI_API_KEY": "sk-1"}


@pytest.mark.parametrize(
    ("wanted", "model", "url", "environment", "llm", "why"),
    [
        ("auto", None, None, {}, False, "no model is configured"),
        ("always", None, None, {}, False, "no model is configured"),
        ("never", "m", None, KEY, False, ""),
        ("auto", "m", None, KEY, True, ""),
        ("auto", "m", None, {}, False, "OPENAI_API_KEY is not set for the model 'm'"),
        ("auto", None, None, KEY, False, "a key is set but no model is named"),
        ("auto", None, None, {**KEY, "AUDIT_MODEL": "m"}, True, ""),
        ("auto", None, None, {"AUDIT_MODEL": "", "OPENAI_API_KEY": ""}, False, "no model is configured"),
        ("auto", None, "http://localhost/v1", {}, True, ""),
        ("auto", None, None, {"OPENAI_BASE_URL": "http://localhost/v1"}, True, ""),
        ("auto", "local", None, {}, True, ""),
        ("auto", "local:big.gguf", None, {}, True, ""),
    ],
)
def test_whether_a_model_is_asked(wanted, model, url, environment, llm, why):
    decided = asking(AskModel(wanted), model, url, environment)
    assert decided.llm is llm
    assert decided.why.removeprefix("the wording was not judged: ") == why
