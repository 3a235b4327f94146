"""Patterns of settings that several parts read."""

from __future__ import annotations

import re

_HOST = r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?"
_PORT = r"(:\d{1,5})?"
_HERE = r"http://(127\.0\.0\.1|localhost)"
URL = re.compile(rf"(https://(?i:{_HOST})|{_HERE}){_PORT}(/[^\s?#]*)?")
#: As a browser says it: in lower case, and without the port that https has anyway.
ORIGIN = re.compile(rf"(https://{_HOST}(?!:443$)|{_HERE}){_PORT}")
NOTHING = re.compile("")
