"""Whether this machine can run functions from the layers of `alex package`."""

from __future__ import annotations

import sys

from local.errors import LocalError


def require_runtime_python(architecture: str) -> None:
    """Raises LocalError on another machine.

    The emulator runs functions on this interpreter, but the layers' shared objects load in the runtime's only.
    """
    # Here, because only `--layers` needs them.
    from components.packaging.checks import machine
    from components.packaging.layout import runtime_version

    wanted = ("linux", architecture, runtime_version())
    here = (sys.platform, machine(), f"{sys.version_info[0]}.{sys.version_info[1]}")
    if here != wanted:
        raise LocalError(
            f"the layers run on {' '.join(wanted[:2])} with Python {wanted[2]} only, this is {' '.join(here[:2])} with "
            f"Python {here[2]}",
            "leave out --layers: the functions then use this environment's packages",
        )
