"""Discovery: one file in a package is one extension, and nothing else has to be edited."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from audit.errors import AssetError


@cache
def names(package: str) -> tuple[str, ...]:
    """The extensions of a package, sorted; imports none of them."""
    path = import_module(package).__path__
    return tuple(sorted(module.name for module in iter_modules(path) if not module.name.startswith("_")))


def load(package: str, name: str, attribute: str) -> ModuleType:
    """One extension. Raises AssetError where it lacks the attribute its kind must define."""
    module = import_module(f"{package}.{name}")
    if not hasattr(module, attribute):
        raise AssetError(f"{package}.{name} defines no {attribute}")
    return module


def discover(package: str, attribute: str) -> dict[str, ModuleType]:
    """All extensions of a package by name, in the order of their names."""
    return {name: load(package, name, attribute) for name in names(package)}
