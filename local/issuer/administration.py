"""The test page: what an administrator, or time, does to sessions and tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from local.issuer.cross_origin import from_another_site
from local.issuer.html import page
from local.issuer.users import USERS

if TYPE_CHECKING:
    from local.issuer.issuer import OidcIssuer

_LONGEST_SECONDS = 24 * 3600
_NUMBER = re.compile(r"[0-9]{1,6}")


class Administration:
    def __init__(self, issuer: OidcIssuer) -> None:
        self._issuer = issuer

    async def show(self, _: Request) -> Response:
        return page(
            "test",
            sessions=self._issuer.sessions.all_living(),
            users=USERS.values(),
            seconds=self._issuer.site_token_seconds,
            longest=_LONGEST_SECONDS,
        )

    async def change(self, request: Request) -> Response:
        """One of `expire` (a session's number), `revoke` (a user's subject) and `seconds` (a token's lifetime)."""
        if from_another_site(request):
            return page("problem", 400, problem="Another site sent this form.")
        form = {name: str(value) for name, value in (await request.form()).items()}
        problem = self._change(form)
        return page("problem", 400, problem=problem) if problem else RedirectResponse("/test", 303)

    def _change(self, form: dict[str, str]) -> str:
        """The form's fault; empty for a good one."""
        match form:
            case {"expire": number}:
                self._issuer.sessions.expire(number)
            case {"revoke": subject} if subject in USERS:
                self._issuer.sessions.revoke(USERS[subject])
            case {"seconds": text} if _NUMBER.fullmatch(text) and 1 <= int(text) <= _LONGEST_SECONDS:
                self._issuer.site_token_seconds = int(text)
            case _:
                users = " or ".join(USERS)
                return (
                    f"The form must have expire (a session's number), revoke ({users}) or seconds "
                    f"(1 to {_LONGEST_SECONDS}), not {form}."
                )
        return ""
