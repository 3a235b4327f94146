"""Whether Langfuse's server is new enough for the functions' SDK (5), by the version that it reports."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cli.doctor.check import CheckFailed

#: The first server that takes scores as a list, which is how SDK 5 sends them: its migration guide.
NEEDED = (4, 59, 0)
_NEEDED = ".".join(map(str, NEEDED))
#: The first major version whose API reads traces as this project does.
_READABLE = 4
UPGRADE = f"upgrade Langfuse's web and worker to {_NEEDED} or later: traces arrive without it, scores do not"
_MIGRATE = (
    f"migrate Langfuse to version 4 by its upgrade guide, then run web and worker at {_NEEDED} or later: "
    "until then scores are lost and traces cannot be read back"
)
_ADDRESS = "check that alex:langfuseBaseUrl is Langfuse's own address"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?")


def checked_version(version: object, base_url: str) -> str:
    """The version of a server that is new enough; any version of Langfuse's own cloud.

    Raises CheckFailed for an older version, for none, and for one that is none.
    """
    if (urlsplit(base_url).hostname or "").endswith(".langfuse.com"):
        return str(version or "of Langfuse's cloud")
    if not version:
        raise CheckFailed("the server names no version", f"{_ADDRESS}, and that it runs {_NEEDED} or later")
    found = _VERSION.fullmatch(str(version))
    if found is None:
        raise CheckFailed(
            f"{str(version)[:40]!r} is no version of Langfuse", f"{_ADDRESS}, without a proxy that answers"
        )
    numbers = tuple(map(int, found.groups()))
    if numbers < NEEDED:
        problem = f"version {version} is too old for the functions' SDK, which needs {_NEEDED}: every score is refused"
        raise CheckFailed(problem, _MIGRATE if numbers[0] < _READABLE else UPGRADE)
    return str(version)
