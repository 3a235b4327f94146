"""Runs wapiti from its separate virtual environment, with time limits."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.shared.errors import UserError

WAPITI = Path(__file__).resolve().parent.parent / ".venv-scan" / "bin" / "wapiti"
#: Modules to run. Left out: modules for other products (CMS, WordPress, network devices, Spring), for TLS, which one
#: machine does not have, and those that call other servers (wapp, htp, nikto, takeover, log4shell).
MODULES = (
    "backup",
    "cookieflags",
    "crlf",
    "csp",
    "csrf",
    "exec",
    "file",
    "htaccess",
    "http_headers",
    "ldap",
    "methods",
    "permanentxss",
    "redirect",
    "shellshock",
    "sql",
    "ssrf",
    "timesql",
    "upload",
    "xss",
    "xxe",
)
_CUT_SHORT = re.compile(r"Max attack time was reached for module (\w+)")
_LAUNCHED = re.compile(r"Launching module (\w+)")
#: Prefix of a request in wapiti's verbose output.
_SENT = "[¨]"
#: Additional time to start and to write reports.
_GRACE_SECONDS = 120


@dataclass(frozen=True)
class Target:
    url: str
    """Root of the crawl and the attack."""
    document: Path | None
    """OpenAPI document with the operations to attack."""
    headers: Mapping[str, str]
    """Sent with every request."""
    listener: str
    """URL of the out-of-band server on this machine; by default wapiti uses a public one."""


@dataclass(frozen=True)
class Scan:
    report: Path
    """wapiti's report as JSON; the HTML report is in the same folder."""
    requests: Mapping[str, int]
    """Attacks sent, by module."""
    cut_short: frozenset[str]
    """Modules stopped at their time limit."""


def scan(target: Target, folder: Path, *, seconds: int, modules: Sequence[str] = MODULES) -> Scan:
    """Attacks the target and writes the reports into `folder`.

    Args:
        seconds: limit of the attack time; each module gets at most a quarter of it.

    Raises:
        UserError: if wapiti is missing or fails.
    """
    if not WAPITI.is_file():
        raise UserError("the scanner is not installed: run `make scan`, which installs it into .venv-scan")
    folder.mkdir(parents=True, exist_ok=True)
    session, report = folder / "session", folder / "report.json"
    report.unlink(missing_ok=True)
    command = [WAPITI, "-u", target.url, "--scope", "folder", "--store-session", session, "--no-bugreport"]
    command += ["--endpoint", target.listener, "--flush-session", "-v", "2"]
    command += ["--max-scan-time", str(seconds), "--max-attack-time", str(seconds // 4), "-t", "40", "--tasks", "4"]
    if target.document:
        command += ["--swagger", target.document]
    for name, value in target.headers.items():
        command += ["-H", f"{name}: {value}"]
    attack = [*command, "-m", ",".join(modules), "-f", "json", "-o", report]
    output = _run(attack, seconds)
    (folder / "wapiti.log").write_text(output, encoding="utf-8")
    if not report.is_file():
        raise UserError(f"wapiti wrote no report; see {folder / 'wapiti.log'}")
    again = [part for part in command if part != "--flush-session"]
    _run([*again, "-m", "", "--skip-crawl", "-f", "html", "-o", folder / "html"], seconds)
    return Scan(report, requests_by_module(output), frozenset(_CUT_SHORT.findall(output)))


def requests_by_module(output: str) -> dict[str, int]:
    """Number of attacks of each module, from wapiti's output; 0 for a module that sent none."""
    sent: Counter[str] = Counter()
    module = ""
    for line in output.splitlines():
        if launched := _LAUNCHED.search(line):
            module = launched.group(1)
            sent[module] += 0
        elif module and line.startswith(_SENT):
            sent[module] += 1
    return dict(sent)


def _run(command: Sequence[str | Path], seconds: int) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own command line, without a shell
            [str(part) for part in command],
            capture_output=True,
            text=True,
            timeout=seconds + _GRACE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UserError(f"wapiti was still running {_GRACE_SECONDS} s after its time limit") from error
    if done.returncode:
        raise UserError(f"wapiti failed with {done.returncode}: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout + done.stderr
