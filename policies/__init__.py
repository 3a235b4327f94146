"""The CrossGuard policy pack: rules that no stack may ship without, and what runs them.

A regular package, imported as `policies.…` by tests, by tools and by the pack itself: top-level names such as `rules`
or `engine` are too easily shadowed. `__main__.py` puts the repository's root on the path to that end.
"""
