"""What cannot start says so in one line, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import psutil
import pytest

from local.errors import LocalError
from local.stack import LocalAlex

pytestmark = pytest.mark.local


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"stack": "nowhere"}, r"^unknown stack 'nowhere'"),
        ({"port": 1 << 20}, r"^port 1048576 on 127\.0\.0\.1 cannot be used"),
    ],
    ids=["an unknown stack", "an impossible port"],
)
def test_what_cannot_start_is_one_line_and_leaves_nothing(
    options: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # root's PostgreSQL runs as somebody else
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = psutil.Process().children(recursive=True)
    with pytest.raises(LocalError, match=message) as failed, LocalAlex(**options):
        pass
    assert "\n" not in failed.value.problem
    assert psutil.Process().children(recursive=True) == before
    folder.rmdir()


def test_a_port_in_use_is_named(cloud: Any) -> None:
    port = cloud.aws.port
    with pytest.raises(LocalError, match=rf"^port {port} on .* cannot be used: .*in use"), LocalAlex(port=port):
        pass
