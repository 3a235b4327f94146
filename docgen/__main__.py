"""`python -m docgen`: writes every generated document and every generated part of a page."""

from __future__ import annotations

import sys

from docgen.pages import FILES, ROOT, written
from local.engine.preview import preview

# The API's modules are imported by their names in a Lambda, where `agents/` is the source root.
sys.path.append(str(ROOT / "agents"))

from docgen import cli_reference, openapi, policies


def main() -> None:
    planned = preview(ROOT, "prod")
    for name in FILES:
        file = ROOT / name
        file.write_text(written(file.read_text(encoding="utf-8"), planned), encoding="utf-8")
    for document in (cli_reference, openapi, policies):
        document.PATH.write_text(document.text(), encoding="utf-8")


main()
