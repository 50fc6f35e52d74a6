"""What the server adds to every answer, and that the app works with all of it in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.browser.driving import PAGES, cell, serve, settle, visit
from tests.pages.planted import plant
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, BrowserContext, Page

SAFE = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}

# Everything that the policy forbids is told to the document in which it was tried.
LISTEN = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event =>
    window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
INJECT = """
async () => {
    const [picture, script, frame] = ['img', 'script', 'iframe'].map(
        each => document.createElement(each));
    picture.setAttribute('onerror', 'window.ran = "handler"');
    picture.src = 'data:,';
    script.textContent = 'window.ran = "script"';
    frame.src = 'data:text/html,x';
    document.body.append(picture, script, frame);
    await new Promise(done => picture.addEventListener('error', done));
    await fetch('data:,').catch(() => 0);
}
"""


@pytest.fixture
def strict(page: Page) -> Iterator[Page]:
    """Yield a tab that fails its test if the policy had to forbid something."""
    told: list[str] = []
    page.on("console", lambda each: told.append(each.text) if "Policy" in each.text else None)
    page.add_init_script(LISTEN)
    yield page
    assert page.evaluate("window.violations") == []
    assert told == []


@pytest.fixture(scope="module")
def many(home: Home) -> RunFolder:
    """So many words that their map is drawn by WebGL."""
    vectors = np.random.default_rng(5).normal(size=(1_200, 8)).astype(np.float32)
    return plant(home.root, [f"word{i}" for i in range(len(vectors))], vectors)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/train", 200),
        ("/favicon.png", 200),
        ("/_stcore/health", 200),
        ("/media/nothing.csv", 404),
        ("/_stcore/upload_file/nobody/nothing", 200),
    ],
)
def test_every_answer_has_the_headers_once(
    person: BrowserContext, server: str, path: str, status: int
) -> None:
    answer = person.request.get(server + path)
    assert answer.status == status
    assert_safe(answer)


def assert_safe(answer: APIResponse) -> None:
    """Each header is there, and once only."""
    pairs = [(each["name"].lower(), each["value"]) for each in answer.headers_array]
    assert {name: [value for other, value in pairs if other == name] for name in SAFE} == {
        name: [value] for name, value in SAFE.items()
    }
    (policy,) = (value for name, value in pairs if name == "content-security-policy")
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self' 'unsafe-eval' 'sha256-" in policy
    assert "http" not in policy  # no other machine


def test_what_somebody_got_into_a_page_cannot_run(page: Page, server: str) -> None:
    visit(page, server)
    page.evaluate(LISTEN)
    page.evaluate(INJECT)
    assert page.evaluate("window.ran") is None
    forbidden = {each.split()[0] for each in page.evaluate("window.violations")}
    assert forbidden == {"script-src-attr", "script-src-elem", "frame-src", "connect-src"}


def test_no_page_needs_what_is_forbidden(strict: Page, server: str, many: RunFolder) -> None:
    for title in PAGES:
        name = "" if title == PAGES[0] else title.lower()
        visit(strict, f"{server}/{name}?run={many.id}&word=word7")
        strict.get_by_test_id("stTopNavLink").filter(has_text=title).wait_for()
        assert strict.evaluate("window.violations") == []


def test_webgl_is_drawn(strict: Page, server: str, many: RunFolder) -> None:
    visit(strict, f"{server}/projection?run={many.id}")
    box = strict.get_by_role("spinbutton", name="How many")
    box.fill("1200")
    box.press("Enter")
    chart = strict.locator(".st-key-map")
    chart.locator(".gl-canvas-context").wait_for(state="attached")
    settle(strict)
    chart.hover()
    with strict.expect_download() as download:
        chart.get_by_role("button", name="Download plot").click()
    assert chart.locator(".no-webgl").count() == 0
    assert Path(download.value.path()).stat().st_size > 20_000


def test_uploads_and_downloads_pass(strict: Page, server: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("the small cat saw the small dog\n" * 20)
    visit(strict, server)
    strict.get_by_role("radio", name="Upload").click()
    strict.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    strict.get_by_test_id("stText").filter(has_text=path.name).wait_for()
    settle(strict)
    strict.get_by_role("button", name="Load corpus").click()
    strict.get_by_role("heading", name="mine").wait_for()
    cell(strict, "small")
    settle(strict)
    with strict.expect_download() as download:
        strict.get_by_role("button", name="Download table").first.click()
    assert "small" in Path(download.value.path()).read_text("utf-8-sig")


def test_any_page_can_be_the_first_of_a_new_server(person: BrowserContext, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        page = person.new_page()
        visit(page, f"{address}/train")
        page.get_by_role("button", name="Start training").wait_for()
        assert page.get_by_test_id("stTopNavLink").count() == len(PAGES)
        assert page.url.startswith(f"{address}/train")
        page.get_by_test_id("stSidebar").get_by_text("Seed").wait_for(state="attached")
