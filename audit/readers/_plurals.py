"""How formats that know nothing of plurals write them: as a mapping of CLDR's categories."""

from collections.abc import Collection

CATEGORIES = ("zero", "one", "two", "few", "many", "other")


def is_plural(keys: Collection[str]) -> bool:
    """True for the keys of a mapping that holds the forms of one string: "one" and "other", or "other" alone."""
    return "other" in keys and all(key in CATEGORIES for key in keys)
