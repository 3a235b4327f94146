"""The CrossGuard policy pack: rules, and the engine that runs them.

Tests, tools and the pack itself import it as `policies.…`: top-level names such as `rules` or `engine` are too easily
shadowed. For this, `__main__.py` puts the repository's root on the path.
"""
