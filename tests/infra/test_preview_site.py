"""Whether somebody has built the site is said in a preview, and is no change of the stack."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cli.preview import run as command
from cli.preview.model import readable
from cli.preview.run import preview
from estimate.month import estimate
from estimate.workload import Workload
from local.engine.preview import PlannedResource, Preview
from local.engine.preview import preview as run_preview

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER, BUILT = "components/edge/placeholder/index.html", "build/site/index.html"


@pytest.fixture(scope="module")
def previews() -> dict[str, Preview]:
    """The same stack without the built site, and with it."""
    planned = run_preview(ROOT, "prod")
    (page,) = [it for it in planned.resources if _path(it) in (PLACEHOLDER, BUILT)]
    others = tuple(it for it in planned.resources if it is not page and not _path(it).startswith("build/site/"))
    parts = tuple(_part(page, f"assets/part{number}-0123abcd.js") for number in range(3))
    return {
        "missing": replace(planned, resources=(*others, _from(page, PLACEHOLDER))),
        "built": replace(planned, resources=(*others, _from(page, BUILT), *parts)),
    }


def _path(resource: PlannedResource) -> str:
    """Of an uploaded file."""
    source = resource.inputs.get("source")
    return str(source["path"]) if isinstance(source, dict) and "path" in source else ""


def _from(page: PlannedResource, source: str) -> PlannedResource:
    return replace(page, inputs={**page.inputs, "source": {**page.inputs["source"], "path": source}})


def _part(page: PlannedResource, key: str) -> PlannedResource:
    name = f"website-{key.replace('/', '-')}"
    urn = page.urn.replace(page.name, name)
    return _from(replace(page, name=name, urn=urn, inputs={**page.inputs, "key": key}), f"build/site/{key}")


@pytest.mark.parametrize(
    ("state", "said"),
    [("missing", "site: not built, so a page that says so"), ("built", "site: 4 files of build/site")],
)
def test_a_preview_says_which_files_of_the_site_it_has(
    state: str,
    said: str,
    previews: dict[str, Preview],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "run_preview", lambda *_: previews[state])
    for form in ("text", "markdown"):
        preview("prod", form=form, policy=False)
        assert said in capsys.readouterr().out


@pytest.mark.parametrize(("before", "now"), [("missing", "built"), ("built", "missing")])
def test_a_site_that_somebody_built_is_no_change(
    before: str,
    now: str,
    previews: dict[str, Preview],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    saved = tmp_path / "before.json"
    monkeypatch.setattr(command, "run_preview", lambda *_: previews[before])
    preview("prod", form="json", policy=False, save=saved)
    monkeypatch.setattr(command, "run_preview", lambda *_: previews[now])
    capsys.readouterr()
    preview("prod", policy=False, diff=saved)
    shown = capsys.readouterr().out
    assert "0 added, 0 changed, 0 removed" in shown
    where = "this preview" if now == "built" else "the saved preview"
    said = f"built in {where} only, so its files are not compared"
    assert f"site: {said}" in shown
    preview("prod", form="json", policy=False, diff=saved)
    printed = json.loads(capsys.readouterr().out)
    assert (printed["changes"], printed["site"]) == ([], said)


def test_a_file_of_a_built_site_is_a_change(
    previews: dict[str, Preview], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved, built = tmp_path / "before.json", previews["built"]
    monkeypatch.setattr(command, "run_preview", lambda *_: built)
    preview("prod", form="json", policy=False, save=saved)
    monkeypatch.setattr(command, "run_preview", lambda *_: replace(built, resources=built.resources[:-1]))
    capsys.readouterr()
    preview("prod", policy=False, diff=saved)
    assert "- s3.BucketObjectv2 website-assets-part2-0123abcd.js" in capsys.readouterr().out


def test_the_cost_does_not_depend_on_it(previews: dict[str, Preview]) -> None:
    missing, built = (estimate(readable(previews[it]).resources, Workload(analyses=1000)) for it in previews)
    assert missing == built
