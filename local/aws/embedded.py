"""The embedded AWS: ministack with IAM enforced, in a guarded process with a clean environment."""

from __future__ import annotations

import json
import os
import secrets
import sys
import sysconfig
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from local.aws.clients import ACCOUNT, Clients
from local.processes.guarded import GuardedProcess
from local.processes.ports import LOOPBACK, free_port, require_free

_LAUNCHER = Path(__file__).with_name("launcher.py")
_START_SECONDS = 30.0
_WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class EmbeddedAws(Clients):
    """AWS on loopback, for one account and region. Nothing is kept: stopping it destroys the deployment.

    Args:
        port: fixed port instead of a free one.
        alarm_seconds_per_minute: real seconds for one minute of alarm time.
        function_start_delay: seconds that every start of a function takes longer.

    Raises:
        LocalError: if the port is in use, or ministack cannot start.
    """

    def __init__(
        self,
        *,
        postgres_port: int,
        model_url: str,
        region: str,
        port: int | None = None,
        alarm_seconds_per_minute: float = 60.0,
        function_start_delay: float = 0.0,
    ) -> None:
        self.port = free_port() if port is None else require_free(port)
        # The account's root user. Lambda workers get sessions of their roles instead.
        super().__init__(
            f"http://{LOOPBACK}:{self.port}",
            region,
            access_key_id="AKIA" + secrets.token_hex(8).upper(),
            secret_access_key=secrets.token_urlsafe(30),
        )
        # Removed with ministack's process, however this one ends.
        self.home = Path(tempfile.mkdtemp(prefix="alex-aws-"))
        self.iam_log_file = self.home / "iam.jsonl"
        launcher = [sys._base_executable, str(_LAUNCHER)]  # pyright: ignore[reportAttributeAccessIssue]
        self._process = GuardedProcess(
            "ministack",
            [
                *launcher,
                "--postgres-port",
                str(postgres_port),
                "--model-url",
                model_url,
                "--iam-log",
                str(self.iam_log_file),
                "--alarm-seconds-per-minute",
                str(alarm_seconds_per_minute),
                "--function-start-delay",
                str(function_start_delay),
            ],
            env=self._environment(),
            cwd=self.home,
            remove=self.home,
            stop_signal="SIGKILL",  # nothing of it is kept, and it would wait for invocations that run
        )

    def wait_ready(self) -> None:
        self._process.wait_ready(self._answers, _START_SECONDS)

    def iam_log(self) -> list[dict[str, Any]]:
        """All authorization decisions so far: `{time, who, action, resource, decision, sid}`."""
        if not self.iam_log_file.exists():
            return []
        return [json.loads(line) for line in self.iam_log_file.read_text().splitlines()]

    def log(self) -> str:
        """Output of ministack so far."""
        return self._process.log()

    def stop(self) -> None:
        self._process.stop()

    def _answers(self) -> bool:
        try:
            with _WITHOUT_PROXY.open(f"{self.endpoint}/_ministack/ready", timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    def _environment(self) -> dict[str, str]:
        """The whole environment of ministack and its Lambda workers, without the user's AWS settings."""
        temporary = self.home / "tmp"
        temporary.mkdir()
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "TMPDIR": str(temporary),
            # Otherwise in /tmp, for good, and the key that signs the user pools' tokens is shared by all of a machine.
            "STATE_DIR": str(self.home / "state"),
            "S3_DATA_DIR": str(self.home / "s3"),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}),
            "PYTHONNOUSERSITE": "1",
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_EC2_METADATA_DISABLED": "true",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(self.port),
            "AUTH": "true",
            "LAMBDA_EXECUTOR": "local",
            "LOG_LEVEL": "WARNING",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
        }
