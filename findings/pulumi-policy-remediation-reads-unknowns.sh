#!/usr/bin/env bash
# pulumi-policy 1.21.0 (Python): to a remediation, a value that is unknown in a preview is a text with a UUID.
#
# In a policy's validate, reading a value that a preview cannot know raises UnknownValueError, and the engine prints
# "can't run policy … during preview". One might expect the same of remediate, which has that message as well. Seen: the
# properties of a remediation are not wrapped, so the read succeeds and gives 04da6b54-80e4-46f7-96ec-b56ff0331ba9. A
# remediation that derives a value (prefix, default, JSON) makes a known value of it: the preview shows
# "prod-04da6b54-…" as the new bucket name, other policies then judge that name, and `pulumi up` creates something else.
# A remediation that replaces "anything but the right value" replaces what would have been right.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pulumi-policy==1.21.0 pulumi==3.272.0
cat > "$folder/pack.py" <<'PY'
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy


def validate(args, report_violation):
    if not args.props["bucket"].startswith("prod-"):
        report_violation("The name must begin with prod-.")


def remediate(args):
    if not args.props["bucket"].startswith("prod-"):
        args.props["bucket"] = "prod-" + args.props["bucket"]
        return args.props


rule = ResourceValidationPolicy("rule", "Names.", validate, EnforcementLevel.REMEDIATE, remediate=remediate)
PolicyPack("pack", [rule])
PY
cat > "$folder/engine.py" <<'PY'
"""Asks the policy pack as Pulumi's engine does in a preview: first to remediate, then to analyze."""
import subprocess, sys

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

TYPE = "aws:s3/bucket:Bucket"
pack = subprocess.Popen([sys.executable, "-u", f"{sys.path[0]}/pack.py"], stdout=subprocess.PIPE)
try:
    analyzer = analyzer_pb2_grpc.AnalyzerStub(grpc.insecure_channel(f"127.0.0.1:{int(pack.stdout.readline())}"))
    struct = struct_pb2.Struct()
    struct.update({"bucket": UNKNOWN_STRING_VALUE})
    request = analyzer_pb2.AnalyzeRequest(type=TYPE, urn=f"urn:pulumi:s::p::{TYPE}::b", name="b", properties=struct)
    (analyzed,) = analyzer.Analyze(request, timeout=60).diagnostics
    (remediated,) = analyzer.Remediate(request, timeout=60).remediations
finally:
    pack.kill()
    pack.wait()
print("validate: ", analyzed.message)
print("remediate:", dict(remediated.properties), repr(remediated.diagnostic))
assert "string value at .bucket can't be known during preview" in analyzed.message
assert remediated.diagnostic == "", "changed: the engine is told that the remediation cannot run"
assert dict(remediated.properties) == {"bucket": f"prod-{UNKNOWN_STRING_VALUE}"}, "changed"
PY
"$folder/venv/bin/python" "$folder/engine.py"
