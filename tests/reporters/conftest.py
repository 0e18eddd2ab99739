"""Every reporter meets every sample."""

import pytest

from audit.domain import Report

from . import sample


@pytest.fixture(params=sample.SAMPLES)
def report(request: pytest.FixtureRequest) -> Report:
    return sample.SAMPLES[request.param]()
