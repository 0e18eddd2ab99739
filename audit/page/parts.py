"""The style sheets and scripts of a page: files of their own, so that editors and linters know them."""

from functools import cache
from importlib.resources import files


@cache
def style(*names: str) -> str:
    """Style sheets of `style/`, by name, after one another."""
    folder = files(__package__) / "style"
    return "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)


@cache
def script(page: str) -> str:
    """All files of `script/PAGE/` in the order of their names, as one: what one declares the next ones know."""
    folder = files(__package__) / "script" / page
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".js"))
    code = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    return f'"use strict";\n{{\n{code}}}\n'
