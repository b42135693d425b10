"""The page in a real browser: hostile answers stay inert, nothing leaves, it fits a phone and a desk."""

import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from onrecord.api import run
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import REPORT, RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --hide-scrollbars --virtual-time-budget=3000"
).split()
MEASURING = (
    "<script>const d = document; parent.postMessage("
    "`${innerWidth} ${d.documentElement.scrollWidth} ${d.body.scrollHeight}`, '*')</script>"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory, listener: tuple[str, list[str]]) -> Path:
    """The page of a model whose every answer is an attack."""
    address = listener[0]
    attack = (
        f"</style></title></textarea></pre><script>document.title='gone';fetch('{address}/fetch')</script>"
        f"<img src={address}/image onerror=\"document.title='gone'\"><iframe src={address}/frame></iframe>"
        f'<link rel=stylesheet href={address}/style><a href="javascript:document.title=1" id=attack>x</a>'
        f"<style>@import url({address}/import);body{{display:none}}</style>"
        f"<meta http-equiv=refresh content=0;url={address}/refresh>{{{{ 7*7 }}}}{{% raw %}}\u202e"
    )

    def answer(request: Request) -> str:
        if request.answer == "quotes":
            return json.dumps({"quotes": [{"quote": attack, "speaker": attack, "form": "direct"}]})
        return json.dumps({"speaker": attack}) if request.answer == "speaker" else attack

    return _page(tmp_path_factory.mktemp("hostile"), Scripted(answer, name=f"evil {attack}"))


@pytest.fixture(scope="module")
def honest_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _page(tmp_path_factory.mktemp("honest"), Scripted(rules))


def _page(folder: Path, model: Scripted) -> Path:
    run(Plan(gold=str(GOLD), article_ids=("mill-fire",)), model, RunFolder(folder))
    return folder / REPORT


def _chromium(profile: Path, *arguments: str) -> str:
    assert CHROMIUM
    command = [CHROMIUM, *QUIET, f"--user-data-dir={profile}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _dom(profile: Path, page: Path, *more: str, fragment: str = "") -> str:
    return _chromium(profile, *more, "--dump-dom", page.as_uri() + fragment)


def test_a_hostile_answer_stays_inert(
    hostile_page: Path, listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    dom = _dom(tmp_path, hostile_page)
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert title
    assert title[1].startswith("evil &lt;/style&gt;")
    assert not re.search(r"<(script|img|iframe|link|object|form|svg)\b", dom)
    assert 'id="attack"' not in dom
    assert "{{ 7*7 }}" in dom
    assert listener[1] == []


def test_the_listener_would_have_noticed(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    page = tmp_path / "leak.html"
    page.write_text(f"<img src={listener[0]}/leak>", encoding="utf-8")
    _dom(tmp_path / "profile", page)
    assert listener[1] == ["/leak"]
    listener[1].clear()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("which", ["honest_page", "hostile_page"])
def test_it_fits_the_width(width: int, which: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Measured in a frame of that width, by a script put in with the policy taken out."""
    page: Path = request.getfixturevalue(which)
    measured_page = page.with_name("measured.html")
    source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    measured_page.write_text(source.replace("</body>", f"{MEASURING}</body>"), encoding="utf-8")
    frame = page.with_name("frame.html")
    frame.write_text(
        "<title>waiting</title><script>onmessage = e => { document.title = e.data }</script>"
        f'<iframe style="border:0;width:{width}px;height:900px" src="measured.html"></iframe>',
        encoding="utf-8",
    )
    dom = _dom(tmp_path, frame, "--window-size=1400,1000")
    measured = re.search(r"<title>(\d+) (\d+) (\d+)</title>", dom)
    assert measured
    inner, content, height = map(int, measured.groups())
    assert inner == width
    assert content <= inner
    assert height > 2000


@pytest.mark.parametrize("scheme", ["0", "1"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_renders_in_both_themes(honest_page: Path, scheme: str, width: int, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    _chromium(
        tmp_path / "profile",
        f"--blink-settings=preferredColorScheme={scheme}",
        f"--window-size={width},1200",
        f"--screenshot={shot}",
        honest_page.as_uri(),
    )
    image = shot.read_bytes()
    assert struct.unpack(">I", image[16:20]) == (width,)
    assert len(image) > 20_000


def test_the_policy_forbids_scripts(honest_page: Path, tmp_path: Path) -> None:
    """Were a script to get in, it would not run."""
    page = honest_page.with_name("script.html")
    source = honest_page.read_text(encoding="utf-8")
    page.write_text(
        source.replace("</body>", "<script>document.title='ran'</script></body>"), encoding="utf-8"
    )
    assert "<title>ran</title>" not in _dom(tmp_path, page)
