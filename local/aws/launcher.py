"""Runs ministack with `local/aws/emulator` installed. `local/aws/embedded.py` starts this file as a script.

It runs on the base interpreter of the virtual environment. It and its Lambda workers find the installed packages
through PYTHONPATH. So the workers do not see this checkout, and get Alex's code from the deployed zip only.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

# The checkout, instead of this file's folder. The workers do not inherit it.
sys.path[0] = str(Path(__file__).resolve().parents[2])

_SERVICES_TO_LOAD = ("apigateway", "cloudwatch_logs", "ec2", "iam", "kms", "rds", "secretsmanager", "sns", "sts")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres-port", type=int, required=True)
    parser.add_argument("--model-url", required=True)
    parser.add_argument("--iam-log", type=Path, required=True)
    parser.add_argument("--alarm-seconds-per-minute", type=float, required=True)
    parser.add_argument("--function-start-delay", type=float, required=True)
    options = parser.parse_args()

    # Imported here: `sys.path` must be set first, and `--help` needs none of it.
    from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
    from local.aws.emulator.install import install
    from local.errors import LocalError

    try:
        install(
            postgres_port=options.postgres_port,
            model_url=options.model_url,
            iam_log=options.iam_log,
            clock=AlarmClock(options.alarm_seconds_per_minute),
            function_start_delay=options.function_start_delay,
        )
    except LocalError as error:
        sys.exit(str(error))

    from ministack.app import main as serve

    # Otherwise ministack loads a service on its event loop at the first call. Pulumi is loading now: no time is lost.
    for service in _SERVICES_TO_LOAD:
        import_module(f"ministack.services.{service}")
    sys.argv[1:] = []  # ministack parses the arguments too
    serve()


if __name__ == "__main__":
    main()
