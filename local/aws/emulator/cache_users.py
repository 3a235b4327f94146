"""How users of ElastiCache sign in, which ministack knows only of passwords at their creation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import elasticache

from local.aws.emulator.wraps import Response, existing, existing_data, wrap

_TYPE = "AuthenticationMode.Type"


def install() -> None:
    users = existing_data(elasticache, "_users")
    value = existing(elasticache, "_p", "params", "key", "default")

    def with_mode(handle: Callable[[Any], Response]) -> Callable[[Any], Response]:
        def handled(parameters: Any) -> Response:
            response = handle(parameters)
            user, mode = users.get(value(parameters, "UserId")), value(parameters, _TYPE)
            if response[0] == 200 and user and mode:
                passwords = bool(value(parameters, "AuthenticationMode.Passwords.member.1"))
                user["Authentication"] = {"Type": mode, "PasswordCount": int(passwords)}
            return response

        return handled

    for name in ("_create_user", "_modify_user"):
        wrap(elasticache, name, "p", by=with_mode)
