"""A server of its own for each test."""

from collections.abc import Iterator

import pytest

from .site import Site, served


@pytest.fixture(name="site")
def _site(tmp_path) -> Iterator[Site]:
    with served(tmp_path / "river.review.json") as site:
        yield site
