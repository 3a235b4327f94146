"""The page of a trace: complete, self-contained, and without markup from the trace."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cli import main
from cli.shared.errors import UserError
from cli.trace import view as trace_command
from cli.trace.html import text_of, trace_html, write_page
from cli.trace.model import Trace, trace_from_api
from local.traces.timestamps import iso_utc

JOB_ID = "3f2a91bc-0000-4000-8000-000000000001"
START_US = 1_767_225_600_000_000
EVIL = "</pre></style><script>alert(1)</script><img src=//evil.test/x onerror=alert(2)>\"'&\x00\x1b[2J\ud800"


def observation(id: str, parent: str | None, kind: str, name: str, start: float, end: float, **more: Any) -> Any:
    return {
        "id": id,
        "traceId": "t" * 32,
        "parentObservationId": parent,
        "type": kind,
        "name": name,
        "startTime": iso_utc(START_US + round(start * 1e6)),
        "endTime": iso_utc(START_US + round(end * 1e6)),
        "level": "ERROR" if "statusMessage" in more else "DEFAULT",
        "userId": "user-7",
        **more,
        "metadata": {"job_id": JOB_ID, **more.get("metadata", {})},
    }


def documents() -> list[Any]:
    usage = {"input": 100, "input_cached_tokens": 20, "output": 10}
    call = {"model": "nova", "usageDetails": usage, "totalCost": 0.0125, "input": [{"text": "# Planner\nBe brief."}]}
    failed = {"statusMessage": "timeout: not finished after 120 s"}
    return [
        observation("root", None, "SPAN", "📊 Portfolio Analysis Job", 0, 10, metadata={"portfolio_value": "412300.5"}),
        observation("plan", "root", "AGENT", "🎯 Planner", 0, 10, metadata={"agent": "planner"}),
        observation("m1", "plan", "GENERATION", "model nova", 0, 4, **call),
        observation("e1", "plan", "EVENT", "Decision: Retirement analysis required", 4, 4),
        observation("tool", "plan", "TOOL", "write_report", 5, 9, input={"reason": "asked"}, output="done"),
        observation("rep", "tool", "AGENT", "📝 Report Writer", 5, 9, metadata={"agent": "reporter"}, **failed),
        observation("e2", "root", "EVENT", "Score: complete", 9.5, 9.5),
    ]


def page(*more: Any) -> str:
    return trace_html(trace_from_api("t" * 32, [*documents(), *more]))


class Reader(HTMLParser):
    """The elements with their attributes, and the text, of a page whose elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_agents_decisions_errors_sums_inputs_and_outputs() -> None:
    text = Reader(page()).text
    for shown in (
        "📊 Portfolio Analysis Job #3f2a91bc",
        "412,300",
        "🎯 Planner",
        "Decision: Retirement analysis required",
        "Score: complete",
        "timeout: not finished after 120 s",
        "# Planner\nBe brief.",
        '"reason": "asked"',
        "$0.012500",
        "130 tokens",
    ):
        assert shown in text


def test_a_failed_agent_is_marked_as_failed_and_its_error_as_an_error() -> None:
    elements = Reader(page()).elements
    assert ("details", {"class": "run failed", "open": None}) in elements
    assert ("li", {"class": "error"}) in elements
    assert [attributes["class"] for tag, attributes in elements if tag == "rect" and "x" in attributes] == [
        "agent",
        "tool",
        "model",
        "failed",
    ]


def test_a_bar_has_the_position_and_length_of_its_observation() -> None:
    bars = [attributes for tag, attributes in Reader(page()).elements if tag == "rect" and "x" in attributes]
    assert [(bar["x"], bar["width"]) for bar in bars] == [
        ("0.0", "1000.0"),
        ("500.0", "400.0"),
        ("0.0", "400.0"),
        ("500.0", "400.0"),
    ]


def evil_everywhere() -> list[Any]:
    fields = {"input": EVIL, "output": {EVIL: EVIL}, "model": EVIL, "modelParameters": {EVIL: EVIL}, "userId": EVIL}
    message = {"statusMessage": EVIL, "metadata": {"agent": EVIL, "status": EVIL, EVIL: EVIL, "job_id": EVIL}}
    return [
        observation("x-root", None, "SPAN", EVIL, 11, 12, **fields, **message, traceName=EVIL),
        observation("x-agent", "x-root", "AGENT", EVIL, 11, 12, **fields, **message),
        observation("x-call", "x-agent", "GENERATION", EVIL, 11, 12, **fields, **message),
        observation("x-event", "x-agent", "EVENT", EVIL, 11, 12, input=EVIL, metadata={EVIL: EVIL}),
        observation("x-type", "x-root", EVIL, EVIL, 11, 12),
    ]


def test_text_of_a_trace_never_becomes_markup() -> None:
    text = page(*evil_everywhere())
    read = Reader(text)
    harmless = {tag for tag, _ in Reader(page()).elements}
    assert {tag for tag, _ in read.elements} == harmless
    assert not any(name.startswith("on") for _, attributes in read.elements for name in attributes)
    assert "<script>alert(1)</script>" in read.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", text)
    text.encode()


def test_the_page_loads_and_links_nothing_and_its_policy_forbids_it() -> None:
    text = page(*evil_everywhere())
    read = Reader(text)
    loading = {"src", "href", "srcset", "action", "data", "poster", "background", "style", "xlink:href"}
    assert not any(name in loading for _, attributes in read.elements for name in attributes)
    assert not {"script", "link", "iframe", "object", "embed", "base", "form", "img"} & {
        tag for tag, _ in read.elements
    }
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = [a["content"] for _, a in read.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_without_its_root_a_job_is_running() -> None:
    rest = trace_from_api("t" * 32, [each for each in documents() if each["id"] != "root"])
    assert ">running<" in trace_html(rest)


def test_text_keeps_its_lines_and_backslashes() -> None:
    assert text_of({"a": "1\n2", "b": r"C:\new"}) == '{\n  "a": "1\n2",\n  "b": "C:\\\\new"\n}'
    assert text_of("1\n2") == "1\n2"


@pytest.fixture
def trace() -> Trace:
    return trace_from_api("t" * 32, documents())


def test_the_page_is_written_to_the_given_file_or_named_after_the_job(
    trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert write_page(trace, None) == Path("trace-3f2a91bc.html")
    assert write_page(trace, tmp_path / "mine.html").read_text(encoding="utf-8") == trace_html(trace)
    evil = trace_from_api("t" * 32, [observation("r", None, "SPAN", "x", 0, 1, metadata={"job_id": "../../etc/x"})])
    assert write_page(evil, None) == Path("trace-tttttttt.html")


def test_a_file_that_cannot_be_written_is_an_error(trace: Trace, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none/page\.html cannot be written: No such file or directory"):
        write_page(trace, tmp_path / "none" / "page.html")


@pytest.mark.parametrize(
    ("arguments", "job", "file"),
    [
        (["--html"], None, None),
        (["job-1", "--html"], "job-1", None),
        (["--html", "job-1", "page.html"], "job-1", Path("page.html")),
        (["--html", "page.html"], None, Path("page.html")),
    ],
)
def test_the_command_takes_a_job_a_file_both_or_neither(
    arguments: list[str], job: str | None, file: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[Any] = []
    monkeypatch.setattr(trace_command, "save_trace", lambda *given, **_: saved.append(given))
    main.app(["trace", *arguments], standalone_mode=False)
    assert saved == [(job, file)]


def test_a_file_without_html_is_refused() -> None:
    with pytest.raises(UserError, match="a file needs --html"):
        main.app(["trace", "job-1", "page.html"], standalone_mode=False)
