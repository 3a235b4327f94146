#!/usr/bin/env bash
# pulumi-policy 1.21.0 (Python): in a policy, a property that is a list equals no list, so the rule never fires.
#
# Properties look like JSON: props["tags"] == {"team": "a"} is True, and so is "0.0.0.0/0" in props["cidrBlocks"]. One
# might expect props["cidrBlocks"] == ["0.0.0.0/0"] to hold as well. Seen: lists and objects are wrapped; the wrapper of
# objects compares by content, the one of lists by identity, at every depth. isinstance(…, list) and isinstance(…, dict)
# are False, too. Nothing is raised: a rule that refuses a list passes every resource, and a rule that demands one
# refuses every resource. A unit test that calls the rule with a plain dictionary shows the opposite.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pulumi-policy==1.21.0 pulumi==3.272.0
cat > "$folder/pack.py" <<'PY'
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

TESTS = {
    "tags == {'team': 'a'}": lambda props: props["tags"] == {"team": "a"},
    "'0.0.0.0/0' in cidrBlocks": lambda props: "0.0.0.0/0" in props["cidrBlocks"],
    "list(cidrBlocks) == ['0.0.0.0/0']": lambda props: list(props["cidrBlocks"]) == ["0.0.0.0/0"],
    "cidrBlocks == ['0.0.0.0/0']": lambda props: props["cidrBlocks"] == ["0.0.0.0/0"],
    "ports == {'from': [22]}": lambda props: props["ports"] == {"from": [22]},
    "isinstance(cidrBlocks, list)": lambda props: isinstance(props["cidrBlocks"], list),
    "isinstance(tags, dict)": lambda props: isinstance(props["tags"], dict),
}


def validate(args, report_violation):
    for name, holds in TESTS.items():
        if holds(args.props):
            report_violation(name)


if __name__ == "__main__":
    rule = ResourceValidationPolicy("rule", "Holds.", validate, EnforcementLevel.MANDATORY)
    PolicyPack("pack", [rule])
PY
cat > "$folder/engine.py" <<'PY'
"""Asks the policy pack as Pulumi's engine does."""
import subprocess, sys

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from pack import TESTS

PROPERTIES = {"cidrBlocks": ["0.0.0.0/0"], "tags": {"team": "a"}, "ports": {"from": [22]}}
TYPE = "aws:ec2/securityGroupRule:SecurityGroupRule"
pack = subprocess.Popen([sys.executable, "-u", f"{sys.path[0]}/pack.py"], stdout=subprocess.PIPE)
try:
    analyzer = analyzer_pb2_grpc.AnalyzerStub(grpc.insecure_channel(f"127.0.0.1:{int(pack.stdout.readline())}"))
    struct = struct_pb2.Struct()
    struct.update(PROPERTIES)
    request = analyzer_pb2.AnalyzeRequest(type=TYPE, urn=f"urn:pulumi:s::p::{TYPE}::rule", name="rule", properties=struct)
    reported = [line.message for line in analyzer.Analyze(request, timeout=60).diagnostics]
finally:
    pack.kill()
    pack.wait()
seen = {}
for name, holds in TESTS.items():
    seen[name] = any(name in message for message in reported)
    print(f"{name:34} with a dictionary: {holds(PROPERTIES)}, in the pack: {seen[name]}")
    assert holds(PROPERTIES)
assert list(seen.values()) == [True] * 3 + [False] * 4, "changed"
PY
"$folder/venv/bin/python" "$folder/engine.py"
