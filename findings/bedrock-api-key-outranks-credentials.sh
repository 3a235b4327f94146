#!/usr/bin/env bash
# botocore 1.44.8: with AWS_BEARER_TOKEN_BEDROCK in the environment, the credentials that code gives a Bedrock client
# are not used, so the account of the key pays.
#
# boto3's documented order is: arguments, then the environment, then profiles and roles; what code gives is used. One
# might expect client("bedrock-runtime", aws_access_key_id=…), a session with profile_name=… or the keys of an assumed
# role to decide who calls. Seen: the variable of a Bedrock API key goes before all of them. The request carries that
# key and no signature; the same session's calls of other services are signed with the credentials given, so that
# sts.get_caller_identity() names an account that gets neither the bill nor the model's logs. There is no warning. Only
# a signature_version or an auth_scheme_preference in the client's Config goes before the variable.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
printf '[client]\naws_access_key_id = PROFILE\naws_secret_access_key = secret\n' > "$folder/credentials"
AWS_SHARED_CREDENTIALS_FILE="$folder/credentials" AWS_CONFIG_FILE="$folder/none" AWS_DEFAULT_REGION=us-east-1 \
AWS_BEARER_TOKEN_BEDROCK=KEY-OF-THE-ENVIRONMENT "$folder/venv/bin/python" - <<'PY'
import boto3
from botocore.config import Config

KEYS = {"aws_access_key_id": "ARGUMENT", "aws_secret_access_key": "secret"}
ROLE = {"aws_access_key_id": "ROLE", "aws_secret_access_key": "secret", "aws_session_token": "token"}
MESSAGES = [{"role": "user", "content": [{"text": "Hello"}]}]


class Ready(Exception):
    """The request is complete. It is not sent."""


def identity(client, call):
    """What proves the caller's identity in the request that the call makes."""

    def stop(request, **_):
        raise Ready(request.headers["authorization"])

    client.meta.events.register("before-send", stop)
    try:
        call(client)
    except Ready as ready:
        (header,) = ready.args
    header = header.decode() if isinstance(header, bytes) else header
    return header.removeprefix("AWS4-HMAC-SHA256 Credential=").split("/")[0]


def identities(session, arguments, config):
    bedrock = session.client("bedrock-runtime", **arguments, config=config)
    sts = session.client("sts", **arguments)
    return (
        identity(bedrock, lambda client: client.converse(modelId="any.model", messages=MESSAGES)),
        identity(sts, lambda client: client.get_caller_identity()),
    )


KEY = "Bearer KEY-OF-THE-ENVIRONMENT"
for name, session, arguments, config, expected in (
    ("arguments of the client", boto3.Session(), KEYS, None, (KEY, "ARGUMENT")),
    ("arguments of the session", boto3.Session(**KEYS), {}, None, (KEY, "ARGUMENT")),
    ("profile of the session", boto3.Session(profile_name="client"), {}, None, (KEY, "PROFILE")),
    ("keys of an assumed role", boto3.Session(**ROLE), {}, None, (KEY, "ROLE")),
    ("and signature_version", boto3.Session(**ROLE), {}, Config(signature_version="v4"), ("ROLE", "ROLE")),
    ("or auth scheme", boto3.Session(**ROLE), {}, Config(auth_scheme_preference="sigv4"), ("ROLE", "ROLE")),
):
    seen = identities(session, arguments, config)
    print(f"{name:25} bedrock: {seen[0]:30} sts: {seen[1]}")
    assert seen == expected, f"changed: {seen}"
PY
