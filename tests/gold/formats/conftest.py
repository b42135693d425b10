"""The formats that hold all of gold. CAS needs the extra ‘exchange’."""

import pytest

FORMATS = ("brat", "label-studio", "cas", "web-annotation", "datasets")


@pytest.fixture(params=FORMATS)
def format_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "cas":
        pytest.importorskip("cassis", reason="needs the extra ‘exchange’")
    return name
