#!/usr/bin/env bash
# openai-agents 0.24.0: of a tool's docstring, the model reads the text up to the first section, and nothing after it.
#
# The docstring is documented as the tool's description. One might expect all of it to reach the model, with "Args:" taken
# out for the parameters. Seen: any "Word:" line with an indented block below it starts a section of the docstring parser,
# and text of a section other than Args is dropped: Note, Important, Warning, Returns, Raises, Example; so is a paragraph
# after Args. "Only call this after the client has confirmed" is thus in the code, in its review and in its documentation,
# but not in the prompt. The same rule on one line ("Important: only call …") stays. There is no warning. Pass the text
# itself: function_tool(f, description_override=inspect.getdoc(f)).
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check openai-agents==0.24.0
"$folder/venv/bin/python" -W error - <<'PY'
import inspect
import json

from agents import function_tool


def sell(symbol: str, shares: int) -> str:
    """Sell shares at once.

    A limit order is another tool.

    Important:
        Only call this after the client has confirmed the order.

    Args:
        symbol: The ticker.
        shares: How many, never more than are held.

    Returns:
        The price in US dollars, or CLOSED when the exchange is closed.

    A sale cannot be taken back.
    """
    return "CLOSED"


def buy(symbol: str) -> str:
    """Buy a share at once.

    Important: only call this after the client has confirmed the order.

    Args:
        symbol: The ticker.
    """
    return "CLOSED"


made = function_tool(sell)
told = made.description + json.dumps(made.params_json_schema)
print("description that the model reads:", repr(made.description))
for sentence in ("A limit order is another tool", "never more than are held", "has confirmed", "CLOSED", "taken back"):
    print(f"  {sentence!r}: {'told' if sentence in told else 'not told'}")
assert made.description == "Sell shares at once.\n\nA limit order is another tool.", "changed"
assert "never more than are held" in told, "changed"
assert not any(lost in told for lost in ("has confirmed", "CLOSED", "taken back")), "changed"
print("the rule on one line:", repr(function_tool(buy).description))
assert "has confirmed" in function_tool(buy).description, "changed"
assert "has confirmed" in function_tool(sell, description_override=inspect.getdoc(sell)).description
PY
