"""Patterns of settings that several parts read."""

from __future__ import annotations

import re

URL = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?")
ORIGIN = re.compile(r"https://[^\s/?#*]+|http://(127\.0\.0\.1|localhost)(:\d+)?")
NOTHING = re.compile("")
