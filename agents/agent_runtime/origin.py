"""Contract between the CloudFront function and the API: proof that a request came through CloudFront."""

from __future__ import annotations

#: The CloudFront function sets it to the secret's value and overwrites the viewer's.
HEADER = "x-alex-origin"

#: How long the API may use the secret that it has read. A rotation waits longer than that before the edge sends the new
#: value.
MAX_AGE_SECONDS = 60
