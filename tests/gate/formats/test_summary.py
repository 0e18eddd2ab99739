from audit.gate.formats import summary

from . import reading, sample


def test_it_reads_like_this() -> None:
    rendered = summary.render(sample.full())
    for block in (
        "**INCOMPLETE: 1 file could not be read, 1 unit not judged. FAILED: 1 of 5 findings, and 1,125.0 MQM",
        "> - ` locale/fr.po:7 ` unread: a quote is missing: close the string\n",
        "> - ` docs/en/bridge.md:5 ` not-audited: 1 unit not judged by fluency: no answer after 3 attempts",
        "| critical | 1 | 1 |\n| major | 2 | 0 |\n| minor | 1 | 0 |\n| worth a look | 1 | 0 |\n",
        "2 files, 7 units, 1 silenced, 1,125.0 MQM points per 1,000 words (at most 10 are allowed).\n",
        "- **critical** (fails) · ` locale/de.po:6:19 ` · ` cart.items[0] ` · placeholders\n\n"
        "  > You have %s items.\n  >\n  > Sie haben <b>‹%d›</b> Artikel.\n\n"
        "  The source has %s here. Replace with ‹%s›.\n",
        "### Notes\n\n- The wording was not judged: no model is configured.\n",
        "- placeholders in locale/it.po: menu.open\n",
    ):
        assert block in rendered
    assert "<details>" not in rendered


def test_a_clean_check_is_short() -> None:
    rendered = summary.render(sample.clean())
    assert "**PASSED: no findings.**" in rendered
    assert "WARNING" not in rendered
    assert "###" not in rendered


def test_the_rest_is_there_to_unfold() -> None:
    rendered = summary.render(sample.many(50))
    first, rest = rendered.split("<details>\n<summary>30 more findings</summary>\n")
    assert (first.count("- **"), rest.count("- **")) == (20, 30)
    assert rest.endswith("\n</details>\n")


def test_it_is_cut_by_bytes_and_says_so() -> None:
    rendered = summary.render(sample.many(3_000))
    reading.summary(rendered)
    assert 990_000 < len(rendered.encode()) < 1024 * 1024
    assert len(rendered) < 750_000  # what is cut by characters would be too long
    listed = rendered.count("\n- **")
    assert rendered.endswith(
        f"\n</details>\n\n**{3_000 - listed:,} more findings did not fit here: see the log of this step.**\n"
    )
