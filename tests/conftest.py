"""What tests share: where the shared data lies, if it is there, and that interrupts are not ignored."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes depends on what else the machine does. A folder of pytest serves all examples.
settings.register_profile(
    "dedupe", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("dedupe")

# A shell has what it starts in the background ignore them, and all that is started from there.
signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of labelled real text, which is not part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the labelled data (../shared/data) is not here")
    return SHARED_DATA
