"""Content security policies."""

from __future__ import annotations

from collections.abc import Iterator

_UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'")
_ANYWHERE = ("*", "http:", "https:", "data:", "blob:", "http://*", "https://*")
_WITHOUT_FALLBACK = ("frame-ancestors", "base-uri", "form-action")


def faults(policy: str) -> Iterator[str]:
    """Sources that the policy fails to forbid, in the order of importance."""
    directives = _directives(policy)
    scripts = directives.get("script-src", directives.get("default-src"))
    if scripts is None:
        yield "the policy does not limit scripts"
        return
    safe_by_nonce = any(source.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for source in scripts)
    for source in scripts:
        if source in _UNSAFE and not (source == "'unsafe-inline'" and safe_by_nonce):
            yield f"scripts may be {source}"
        elif source in _ANYWHERE and "'strict-dynamic'" not in scripts:
            yield f"scripts may come from {source}"
    for name in ("object-src", "default-src"):
        if name in directives:
            if set(directives[name]) & set(_ANYWHERE):
                yield f"{name} allows every source"
            break
    else:
        yield "the policy does not limit plugins"
    runs_nothing = scripts == ["'none'"]  # as in the answers of an API
    for name in _WITHOUT_FALLBACK[:1] if runs_nothing else _WITHOUT_FALLBACK:
        if name not in directives or set(directives[name]) & set(_ANYWHERE):
            yield f"{name} is missing, or allows every source"


def _directives(policy: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in policy.lower().split(";"):
        if words := part.split():
            found.setdefault(words[0], words[1:])  # a browser ignores a directive that is repeated
    return found
