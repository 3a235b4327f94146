"""The file of levels and options that `pulumi preview --policy-pack-config` takes, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cli.shared.errors import UserError

PackConfig = dict[str, Any]
"""Rule to its level, or to its options with the level as `enforcementLevel`; in version 2 below `policies`."""
_Rules = dict[str, str | dict[str, Any]]

EXAMPLE = 'e.g. {"budget-limit": {"usd_a_month": 200}}; rules and options: alex policy show RULE'


def read_pack_config(file: Path) -> PackConfig:
    """Raises UserError: it cannot be read, or is no object of levels and options. The pack checks names and types."""
    # Imported here: it reads Pulumi's protocol, which commands without such a file need not wait for.
    from policies.exceptions import has_version

    try:
        content = TypeAdapter(PackConfig).validate_json(file.read_bytes())
        return content if has_version(content) else TypeAdapter(_Rules).validate_python(content)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][:1])
        what = f"{place}: must be a level, or an object of options" if place else "is no JSON object of rules"
        raise UserError(f"{file}: {what}", EXAMPLE) from None
