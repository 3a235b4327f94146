"""Runs ministack with `local/emulator` installed. `local/aws/embedded.py` starts this file as a script.

It runs on the interpreter beneath the virtual environment, whose packages it and the Lambda workers it starts find
through PYTHONPATH: so the workers do not see this checkout, and get Alex's code from the deployed zip only.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

# Instead of this file's folder; the workers do not inherit it.
sys.path[0] = str(Path(__file__).resolve().parents[2])


_SERVICES_TO_LOAD = ("apigateway", "cloudwatch_logs", "ec2", "iam", "kms", "rds", "secretsmanager", "sns", "sts")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres-port", type=int, required=True)
    parser.add_argument("--model-url", required=True)
    parser.add_argument("--iam-log", type=Path, required=True)
    parser.add_argument("--alarm-seconds-per-minute", type=float, required=True)
    options = parser.parse_args()

    from local.aws.emulator import bedrock, queue_metrics, secret_rotation, transport
    from local.aws.emulator.apigateway import api_metrics, http_api
    from local.aws.emulator.cloudwatch import alarms, emf
    from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
    from local.aws.emulator.iam import authorization, cloudfront_arns, decision_log, key_permissions
    from local.aws.emulator.lambda_ import failed_events, function_logs, function_metrics, function_output, role_calls
    from local.aws.emulator.rds_data import data_api
    from local.errors import LocalError

    try:
        clock = AlarmClock(options.alarm_seconds_per_minute)
        transport.install()
        authorization.check_installed()
        write_decision = decision_log.install(options.iam_log)
        key_allows = key_permissions.install(write_decision)
        data_api.install(options.postgres_port)
        # Before Bedrock's, which wraps the same function and keeps its parameters less exactly.
        cloudfront_arns.install()
        bedrock.install(options.model_url)
        emf.install()
        # After EMF's: metrics in a log that may not be written are no metrics.
        role_calls.install(write_decision, key_allows)
        failed_events.install()
        function_metrics.install(clock)
        function_logs.install()
        function_output.install()
        api_metrics.install()
        http_api.install()
        queue_metrics.install(clock)
        secret_rotation.install()
        alarms.install(clock)
    except LocalError as error:
        sys.exit(str(error))

    from ministack.app import main as serve

    # ministack would load them on its event loop at their first call; now is the time, while Pulumi is being loaded.
    for service in _SERVICES_TO_LOAD:
        import_module(f"ministack.services.{service}")
    sys.argv[1:] = []  # ministack parses them too
    serve()


if __name__ == "__main__":
    main()
