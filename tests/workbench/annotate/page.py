"""The page as its user has it: keys, words to select, what is said and what is saved."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_SELECT = """
const [words, nth] = arguments;
const text = document.getElementById('text');
let left = nth;
for (const p of text.children) {
  for (let at = p.textContent.indexOf(words); at >= 0; at = p.textContent.indexOf(words, at + 1)) {
    if (left-- > 0) continue;
    text.focus();
    document.getSelection().setBaseAndExtent(p.firstChild, at, p.firstChild, at + words.length);
    return true;
  }
}
return false;
"""
_EDGE = re.compile("(?<=[a-z])(?=[A-Z])")


class Page:
    """One tab with the page in it."""

    def __init__(self, driver: Any, link: str, folder: Path) -> None:
        self.driver = driver
        self.folder = folder
        driver.get("about:blank")
        driver.get(link)
        self.window = driver.current_window_handle
        self.until(lambda: self.state() == "Saved")

    def here(self) -> None:
        self.driver.switch_to.window(self.window)

    def until(self, holds: Callable[[], Any], patience: float = 30) -> Any:
        """Wait until something holds. Fails, showing the page's state, when it does not come to."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if found := holds():
                return found
            time.sleep(0.03)
        raise AssertionError(
            f"not so in {patience} s; state: {self.state()!r}; notice: {self.text('#notice')!r}"
        )

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def click(self, selector: str, words: str) -> None:
        """Click the first element that has these words, once there is one. At once: lists are drawn anew."""
        script = """
        const [selector, words] = arguments;
        const found = [...document.querySelectorAll(selector)].find((e) => e.textContent.includes(words));
        found?.click();
        return Boolean(found);
        """
        self.until(lambda: self.driver.execute_script(script, selector, words))

    def text(self, selector: str) -> str:
        found: str = self.find(selector).get_property("textContent")
        return found.replace("\u00a0", "")

    def state(self) -> str:
        return self.text("#state")

    def said(self) -> str:
        """What a screen reader was told last."""
        return self.text("#said")

    def press(self, *keys: str) -> None:
        """Press keys where the focus is; several in one string are held together: Control+Home."""
        from selenium.webdriver import ActionChains, Keys

        for key in keys:
            chain = ActionChains(self.driver)
            parts = key.split("+") if len(key) > 1 else [key]
            names = [getattr(Keys, _EDGE.sub("_", part).upper(), part) for part in parts]
            for held in names[:-1]:
                chain.key_down(held)
            chain.send_keys(names[-1])
            for held in names[:-1]:
                chain.key_up(held)
            chain.perform()
            # Nobody types faster than the page is drawn.
            self.driver.execute_async_script("const done = arguments[0]; setTimeout(done, 40)")

    def type(self, words: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(words).perform()

    def select(self, words: str, nth: int = 0) -> None:
        """Select words of the text, as the mouse would."""
        assert self.driver.execute_script(_SELECT, words, nth), words

    def selected(self) -> str:
        found: str = self.driver.execute_script("return String(getSelection())")
        return found

    def quote(self, key: str, words: str, speaker: str) -> None:
        """Select words, press the key of a form, and give a speaker."""
        self.select(words)
        self.press(key)
        self.choose(speaker)

    def choose(self, words: str) -> None:
        """Type into the list that is open, and take what it offers first."""
        self.until(lambda: self.all("dialog.picker[open]"))
        self.type(words)
        self.press("Enter")
        self.until(lambda: not self.all("dialog.picker[open]"))

    def is_saved(self) -> bool:
        return self.state() == "Saved" and self.driver.execute_script("return localStorage") is not None

    def saved(self, name: str = "annotations.jsonl") -> list[dict[str, Any]]:
        """The records in the file, once everything is saved."""
        self.until(lambda: self.state() == "Saved")
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [record for record in self.saved() if record["kind"] == kind]
