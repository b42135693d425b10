"""Rendering prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import TaskError
from onrecord.tasks.prompts import _ENVIRONMENT, WITHHELD, render, render_prefix


def test_inputs_stand_in_the_prompt_as_they_are() -> None:
    assert render("Who said {{ quote }}?", "t", quote="“<b> & ‘שלום’ 🚢”") == "Who said “<b> & ‘שלום’ 🚢”?"


@given(st.text())
def test_no_text_is_changed_or_taken_for_a_template(text: str) -> None:
    assert render("[{{ text }}]", "t", text=text) == f"[{text}]"
    assert text in render_prefix(text)


NAMES = ("{{ a }}", "{{b}}", "{{- a }}")
MORE = ("{% raw %}{{ a }}{% endraw %}", "{# a #}", "{{ a|upper }}", "{% if b %}{{ b }}{% endif %}")
WORDS = ("%", "%s", "%(a)s", "{ ", '{"a": "..."}', "\n", "\r\n", " ", "é")
PARTS = st.sampled_from(NAMES + MORE + WORDS)


@given(st.lists(PARTS, max_size=8).map("".join), st.text(), st.text() | st.integers() | st.none())
def test_a_prompt_is_what_jinja_makes_of_it(template: str, a: str, b: object) -> None:
    if "{" not in template:
        assert render(template, "t", a=a, b=b) == template
    else:
        assert render(template, "t", a=a, b=b) == _ENVIRONMENT.from_string(template).render(a=a, b=b)


def test_braces_in_an_article_are_words() -> None:
    assert "{{ secret }} {% raw %}" in render_prefix("{{ secret }} {% raw %}")


def test_json_in_a_template_is_left_alone() -> None:
    assert render('Answer: {"speaker": "..."}', "t") == 'Answer: {"speaker": "..."}'


def test_the_prefix_begins_the_same_for_every_article() -> None:
    assert render_prefix("a").split("a\n")[0] == render_prefix(WITHHELD).split(WITHHELD)[0]


@pytest.mark.parametrize(
    "template",
    [
        "{{ quote",
        "{{ nobody }}",
        "{% if %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ quote.append(1) }}",
        "{{ 1 / 0 }}",
        "{{ quote + 1 }}",
    ],
    ids=["syntax", "undefined", "empty if", "sandbox", "no such method", "arithmetic", "types"],
)
def test_a_wrong_template_is_an_error_of_its_task(template: str) -> None:
    with pytest.raises(TaskError, match="the prompt of task ‘mine’: "):
        render(template, "mine", quote="x")
