"""Quote marks change their style, character for character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.twins.kinds import Style
from onrecord.gold.twins.marks import in_style
from onrecord.gold.twins.rewriting import edited
from onrecord.reading.marks import marked_strings


def restyled(text: str, style: Style) -> str:
    return edited(text, in_style(text, style))


CURLY = "“It’s Ann’s,” he said. “She told me, ‘Take the ’90s one.’ So.”"


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        (CURLY, "straight", '"It’s Ann’s," he said. "She told me, \'Take the ’90s one.\' So."'),
        (CURLY, "guillemets", "«It’s Ann’s,» he said. «She told me, ‹Take the ’90s one.› So.»"),
        (CURLY, "curly", CURLY),
        ("‘It’s a “term”,’ he said.", "curly", "“It’s a ‘term’,” he said."),
        ("«Oui», said Ann. «‹Non›, he said.»", "straight", '"Oui", said Ann. "\'Non\', he said."'),
        ('"Go," she said."', "curly", "“Go,” she said.”"),
    ],
)
def test_styles(text: str, style: Style, expected: str) -> None:
    assert restyled(text, style) == expected


def test_a_paragraph_that_goes_on_keeps_its_opening_mark() -> None:
    text = '"We wait.\n\n"And wait," he said.\n'

    assert restyled(text, "guillemets") == "«We wait.\n\n«And wait,» he said.\n"


@given(st.text("“”‘’«»\"' ab.,\n", max_size=40), st.sampled_from(["straight", "curly", "guillemets"]))
def test_no_place_moves_and_no_letter_changes(text: str, style: Style) -> None:
    new = restyled(text, style)

    assert len(new) == len(text)
    assert all(a == b for a, b in zip(text, new, strict=True) if a.isalnum() or a.isspace())


def test_the_strings_in_marks_stay_those_that_they_were() -> None:
    for style in ("straight", "guillemets"):
        assert [m.span for m in marked_strings(restyled(CURLY, style))] == [
            m.span for m in marked_strings(CURLY)
        ]
