"""A cache of its own for ``evaluate``, which reads where it is when it is first imported."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def evaluate_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    from evaluate import config

    home = tmp_path_factory.mktemp("evaluate")
    config.HF_MODULES_CACHE = home / "modules"
    config.HF_METRICS_CACHE = home / "metrics"
