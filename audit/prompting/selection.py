"""Which prompts are asked about an article."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.errors import UsageError
from audit.prompting.front import EXPLANATIONS
from audit.prompting.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Selection:
    """The prompts of a run: `asked` about segments, and `confirming`, asked about what those found."""

    asked: tuple[Prompt, ...] = ()
    confirming: tuple[Prompt, ...] = ()

    @property
    def every(self) -> tuple[Prompt, ...]:
        """All of them, in the order in which they are asked."""
        return (*self.asked, *self.confirming)


def fitting(
    prompts: Sequence[Prompt], about: str, with_source: bool, second_opinion: bool, confirming: bool
) -> Selection:
    """Of all prompts there are, those that a run asks by default: what fits the text, and what is wanted of it."""
    fit = [one for one in prompts if one.name != EXPLANATIONS and one.about == about and one.source == with_source]
    asked = (one for one in fit if one.scope != "finding" and (second_opinion or one.opinion == "first"))
    return Selection(tuple(asked), tuple(one for one in fit if confirming and one.scope == "finding"))


def chosen(prompts: Sequence[Prompt], with_source: bool) -> Selection:
    """All of the prompts that a user named. Raises UsageError where one cannot be asked about this article."""
    for prompt in prompts:
        if prompt.name == EXPLANATIONS:
            raise UsageError(f"the prompt {EXPLANATIONS!r} finds nothing: leave it out, --explain-in LANG asks it")
        if prompt.source and not with_source:
            raise UsageError(f"the prompt {prompt.name!r} needs a source text: give --source, or another --prompt")
    asked = tuple(prompt for prompt in prompts if prompt.scope != "finding")
    confirming = tuple(prompt for prompt in prompts if prompt.scope == "finding")
    if not asked:
        raise UsageError(f"the prompt {confirming[0].name!r} is asked about findings: name one that makes them as well")
    return Selection(asked, confirming)
