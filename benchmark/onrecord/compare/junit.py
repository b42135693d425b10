"""A verdict as JUnit XML, for the test reports of Jenkins, GitLab and GitHub: a test case an item and check.

No case fails where the gate passes. The form is the one that Jenkins' schema allows (junit-10.xsd).
"""

from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from onrecord.compare.gate import Check, Verdict
from onrecord.compare.judged import JudgedItem, judged_items
from onrecord.reports.html_text import NAME_SHOWN, clean, shorten

_WORDS_NAMED = 6
# What XML 1.0 cannot hold beside the controls and surrogates that ``clean`` replaces.
_NOT_XML = dict.fromkeys((0xFFFE, 0xFFFF), 0xFFFD)


def junit_xml(verdict: Verdict) -> str:
    """The report: a suite of the gate's checks, and one a task, of its items.

    An item fails if a failed check rests on it, and is skipped where the baseline does not have it right
    either. One that broke and is let pass is a passed case whose output says so.
    """
    root = Element("testsuites", name="OnRecord")
    by_task = groupby(judged_items(verdict), key=lambda item: item.id.split("/")[0])
    suites = [_suite("gate", map(_check_case, verdict.checks))]
    suites += [_suite(task, [_item_case(item, verdict) for item in items]) for task, items in by_task]
    root.extend(suites)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.attrib[count]) for suite in suites)))
    return _written(root)


def error_xml(message: str) -> str:
    """The report of a gate that came to no verdict: one case, which is an error and no failure."""
    root = Element("testsuites", name="OnRecord", tests="1", failures="0", errors="1")
    suite = SubElement(root, "testsuite", name="gate", tests="1", failures="0", errors="1", skipped="0")
    case = _case("onrecord.gate", "verdict")
    _add(case, "error", message, message)
    suite.append(case)
    return _written(root)


def _written(root: Element) -> str:
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(name: str, cases: Iterable[Element]) -> Element:
    suite = Element("testsuite", name=_xml(name))
    suite.extend(cases)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _check_case(check: Check) -> Element:
    case = _case("onrecord.gate", check.name)
    if check.passed:
        _add(case, "system-out", check.says)
    else:
        _add(case, "failure", "\n".join((check.says, *check.items)), check.says)
    return case


def _item_case(item: JudgedItem, verdict: Verdict) -> Element:
    task, article, part = item.id.split("/", 2)
    words = item.asked.split()
    about = " ".join(words[:_WORDS_NAMED]) + ("…" if len(words) > _WORDS_NAMED else "")
    case = _case(f"onrecord.{task}.{article}", f"{part} {about}".rstrip())
    let_pass = "it may be chance" if verdict.is_stochastic else "it is within the margin"
    if item.standing == "failed":
        _add(case, "failure", item.told, f"{item.before} → {item.after or '–'}")
    elif item.standing == "known":
        _add(case, "skipped", item.told, "wrong, as in the baseline")
    elif item.standing == "new":
        _add(case, "skipped", item.told, "wrong, and not in the baseline")
    elif item.standing == "let pass":
        _add(case, "system-out", f"broken, and the gate lets it pass: {let_pass}\n{item.told}")
    elif item.standing == "fixed":
        _add(case, "system-out", f"fixed\n{item.told}")
    return case


def _case(classname: str, name: str) -> Element:
    # Some readers take a case without a time for a broken one.
    name = shorten(" ".join(name.split()), NAME_SHOWN)
    return Element("testcase", classname=_xml(classname), name=_xml(name), time="0")


def _add(case: Element, kind: str, text: str, message: str = "") -> None:
    child = SubElement(case, kind)
    child.text = _xml(text)
    if message:
        child.set("message", _xml(shorten(message, NAME_SHOWN)))


def _xml(text: str) -> str:
    return clean(text).translate(_NOT_XML)
