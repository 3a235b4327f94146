"""The picture of the wings follows the imports."""

from __future__ import annotations

from graphlib import CycleError
from pathlib import Path

import pytest

from docgen.wings import floors, imports_between_wings


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def test_imports_are_found_in_every_form_and_at_every_depth(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "base/__init__.py": "",
            "base/names.py": "import json\nfrom components.base import other\n",
            "side/__init__.py": "def late():\n    from components import base\n",
            "top/__init__.py": "",
            "top/deep/page.py": "import components.base.names\nfrom components.side import late\n",
            "no_wing/loose.py": "from components.base import names\n",
        },
    )
    assert imports_between_wings(tmp_path) == {"base": set(), "side": {"base"}, "top": {"base", "side"}}


def test_a_wing_stands_one_floor_above_the_highest_that_it_imports() -> None:
    imports = {"base": set[str](), "side": {"base"}, "top": {"base", "side"}, "other": {"base"}}
    assert floors(imports) == {"base": 1, "side": 2, "other": 2, "top": 3}


def test_a_circle_of_wings_is_refused() -> None:
    with pytest.raises(CycleError):
        floors({"a": {"b"}, "b": {"a"}})
