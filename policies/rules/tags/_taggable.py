"""Resource types with tags, from `taggable_types.txt` (one token per line): the pack runs without pulumi-aws.

`python policies/rules/tags/_taggable.py` rewrites the file from the installed pulumi-aws.
"""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("taggable_types.txt")
_TOKEN = re.compile(r'^@pulumi\.type_token\("(aws:[^"]+)"\)\nclass \w+\(pulumi\.CustomResource\)', re.MULTILINE)
_PROPERTIES = ('pulumi.set(__self__, "tags"', 'pulumi.set(__self__, "tags_all"')


@cache
def taggable_types() -> frozenset[str]:
    return frozenset(LIST.read_text().split())


def installed_types() -> list[str]:
    """Sorted tokens of the types in the installed pulumi-aws with the input `tags` and the output `tags_all`."""
    package = importlib.util.find_spec("pulumi_aws")
    if not package or not package.origin:
        raise ModuleNotFoundError("pulumi-aws, a requirement of the program, is not installed")
    sources = (path.read_text() for path in Path(package.origin).parent.glob("*/*.py"))
    return sorted(token for source in sources for token in _taggable_in(source))


def _taggable_in(source: str) -> list[str]:
    return _TOKEN.findall(source) if all(property_name in source for property_name in _PROPERTIES) else []


if __name__ == "__main__":
    LIST.write_text("\n".join(installed_types()) + "\n")
