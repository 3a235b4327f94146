"""How the API knows that a request came through CloudFront: what the function at the edge and the API agree on."""

from __future__ import annotations

#: The function at the edge sets it to the secret's value, over whatever the viewer sent.
HEADER = "x-alex-origin"

#: How long the API may go on with what it has read of the secret. A rotation waits longer than that before the edge
#: sends the new value.
MAX_AGE_SECONDS = 60
