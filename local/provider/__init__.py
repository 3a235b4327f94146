"""A provider plugin: the real Pulumi CLI runs the unchanged program against the embedded AWS.

`plugin.py` speaks the engine's protocol, `resources/` holds what follows a resource's creation.
"""
