"""A page in a real browser without a network: what it asks for, what it says, what it prints."""

import asyncio
import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from choreographer import Browser
from choreographer.browsers.chromium import ChromeNotFoundError


@dataclass
class Visit:
    """What was seen of a page."""

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    printed: bytes = b""


def visit(
    file: Path,
    scripts: Sequence[str] = (),
    *,
    width: int = 1280,
    height: int = 720,
    dark: bool = False,
) -> Visit:
    """Open a file, run scripts one after the other, print it; skip where there is no browser."""
    try:
        return asyncio.run(_visit(file, scripts, width, height, dark))
    except ChromeNotFoundError:
        pytest.skip("no Chrome or Chromium on this machine")


async def _visit(file: Path, scripts: Sequence[str], width: int, height: int, dark: bool) -> Visit:
    seen = Visit()
    async with Browser(headless=True, enable_sandbox=False) as browser:
        tab = await browser.create_tab("about:blank")
        tab.subscribe("Network.requestWillBeSent", _into(seen.asked, _address))
        tab.subscribe("Runtime.consoleAPICalled", _into(seen.said, str))
        tab.subscribe("Runtime.exceptionThrown", _into(seen.said, str))
        tab.subscribe("Log.entryAdded", _into(seen.said, str))
        for domain in ("Network", "Runtime", "Log", "Page"):
            await tab.send_command(f"{domain}.enable")
        offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        await tab.send_command("Network.emulateNetworkConditions", offline)
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await tab.send_command("Emulation.setDeviceMetricsOverride", screen)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await tab.send_command("Emulation.setEmulatedMedia", {"features": [scheme]})
        loaded = tab.subscribe_once("Page.loadEventFired")
        await tab.send_command("Page.navigate", {"url": file.as_uri()})
        await loaded
        for script in scripts:
            asked = {"expression": script, "returnByValue": True, "awaitPromise": True}
            answer = await tab.send_command("Runtime.evaluate", asked)
            seen.answers.append(answer["result"]["result"].get("value"))
        options = {"preferCSSPageSize": True, "printBackground": True}
        printed = await tab.send_command("Page.printToPDF", options)
        seen.printed = base64.b64decode(printed["result"]["data"])
    return seen


def _into(kept: list[str], read: Callable[[dict[str, Any]], str]) -> Callable[[Any], Any]:
    async def keep(event: dict[str, Any]) -> None:
        kept.append(read(event))

    return keep


def _address(event: dict[str, Any]) -> str:
    return event["params"]["request"]["url"]
