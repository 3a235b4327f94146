"""What AWS Lambda passes to a handler beside the event."""

from __future__ import annotations

from aws_lambda_powertools.utilities.typing import LambdaContext


def lambda_context(milliseconds_left: int = 60_000) -> LambdaContext:
    """Of an invocation that always has this time left."""

    class Context(LambdaContext):
        _function_name = "f"
        _memory_limit_in_mb = 512
        _invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
        _aws_request_id = "r"

        @staticmethod
        def get_remaining_time_in_millis() -> int:
            return milliseconds_left

    return Context()


CONTEXT = lambda_context()
