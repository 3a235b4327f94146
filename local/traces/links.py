"""Addresses of the trace store's pages. Light: commands make links without the server's libraries."""

from __future__ import annotations

from local.traces.keys import KeyPair
from local.traces.mapping.values import PROJECT_ID

PATH = f"/project/{PROJECT_ID}/traces"


def link(trace_url: str, keys: KeyPair, trace_id: str = "") -> str:
    """To the page of a trace, or to the list of all.

    Args:
        trace_url: of the trace store.
        keys: a pair of the project.
    """
    return f"{trace_url}{href(keys.page_key, trace_id)}"


def href(key: str, trace_id: str = "") -> str:
    return f"{PATH}/{trace_id}?key={key}" if trace_id else f"{PATH}?key={key}"
