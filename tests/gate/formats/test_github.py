from dataclasses import replace

import pytest

from audit.gate.formats import github
from audit.gate.inspection import Inspection

from . import reading, sample


def test_annotations_stand_on_their_lines_worst_first() -> None:
    assert github.render(sample.full()).splitlines() == [
        "::error file=locale/fr.po,line=7,title=audit%3A unread::a quote is missing: close the string",
        "::error file=docs/en/bridge.md,line=5,title=audit%3A not-audited::1 unit not judged by fluency: "
        "no answer after 3 attempts (HTTP 503) (line 5)",
        "::error file=locale/de.po,line=6,endLine=6,col=19,endColumn=21,title=audit%3A placeholders::"
        "cart.items[0]: ‹%25d›: The source has %25s here. Replace with ‹%25s›.",
        "::warning file=docs/en/bridge.md,line=1,endLine=1,col=25,endColumn=29,"
        "title=audit%3A model/accuracy/untranslated::‹open›: Wrong. Replace with ‹opened›.",
        "::warning file=locale/de.po,line=12,endLine=12,col=15,endColumn=18,"
        "title=audit%3A model/accuracy/untranslated::cart.pay: ‹Pay›: “Pay” is English. Replace with ‹bezahlen›.",
        "::warning file=locale/de.po,line=9,endLine=9,col=32,endColumn=37,title=audit%3A doubled::"
        "cart.items[1]: ‹im im›: “im” stands twice. Replace with ‹im›.",
        "::notice file=docs/en/bridge.md,line=3,endLine=3,col=11,endColumn=18,title=audit%3A doubled::‹thanked›: Whom?",
        "::notice title=audit::INCOMPLETE: 1 file could not be read, 1 unit not judged. FAILED: 1 of 5 findings, and "
        "1,125.0 MQM points per 1,000 words where 10 are allowed. The wording was not judged: no model is configured.",
    ]


def test_nothing_is_said_about_nothing() -> None:
    assert github.render(sample.clean()) == ""


@pytest.mark.parametrize("number", [40, 3_000])
def test_no_more_than_github_shows_and_one_that_says_how_many_more(number: int) -> None:
    commands = reading.github(github.render(sample.many(number)))
    names = [name for name, _, _ in commands]
    assert names == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    *_, (name, properties, message) = commands
    assert (name, properties) == ("notice", {"title": "audit"})
    assert f"{number - 29:,} more annotations in locale/big.po ({number - 29:,}): see the summary" in message


def test_a_path_cannot_add_a_property_or_end_the_command() -> None:
    path = "a,line=1::error::x%0Ay.po"
    article = sample.catalogue(path, sample.PO)
    flag = sample.flag(article, 1, "Ihr", "doubled", sample.Severity.MINOR, explanation="50%\nno")
    [(name, properties, message)] = reading.github(github.render(Inspection((sample.inspected(article, [flag]),))))
    assert (name, properties["file"], properties["line"]) == ("warning", path, "3")
    assert message == "cart.empty: ‹Ihr›: 50% no"


def test_an_error_over_several_lines_has_no_columns() -> None:
    shop = sample.shop()
    flag = shop.flags[0]
    longer = replace(flag, place=replace(flag.place, end=sample.Location(8, 3)))
    [(_, properties, _)] = reading.github(github.render(Inspection((replace(shop, flags=(longer,)),))))
    assert properties == {"file": "locale/de.po", "line": "6", "endLine": "8", "title": "audit: placeholders"}
