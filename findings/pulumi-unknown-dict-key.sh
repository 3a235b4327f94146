#!/usr/bin/env bash
# pulumi 3.272.0, pulumi-aws 7.51.1 (Python): a key that an input's dictionary does not have is no error, and from there
# down nothing is translated: the engine gets `field_to_match` where the provider knows `fieldToMatch`.
#
# Inputs may be written as dictionaries in snake case, which the SDK translates to the provider's names, and their types
# are TypedDicts. One expects a wrong key to be refused when the resource is made, or at least what stands below it to be
# translated. Seen: of `not_statement`, whose only member is `statement`, the key `statements` is passed on, and the
# statement in it keeps its snake case; with the right key the same content is translated. No exception, no warning, no log
# line: only a type checker sees it. For a firewall that means an exception to a rule which is not there.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pulumi==3.272.0 pulumi-aws==7.51.1
cat > "$folder/program.py" <<'PY'
import pulumi

sent = {}


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        sent[args.name] = args.inputs
        return args.name, args.inputs

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Mocks())

import pulumi_aws as aws  # noqa: E402

ADMIN = {"byte_match_statement": {
    "search_string": "/admin", "positional_constraint": "STARTS_WITH", "field_to_match": {"uri_path": {}},
    "text_transformations": [{"priority": 0, "type": "NONE"}],
}}
SEEN = {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": "m"}


def acl(name, negated):
    rule = {"name": "r", "priority": 0, "action": {"block": {}}, "statement": {"not_statement": negated}}
    aws.wafv2.WebAcl(name, scope="REGIONAL", default_action={"allow": {}}, visibility_config=SEEN,
                     rules=[{**rule, "visibility_config": SEEN}])


@pulumi.runtime.test
def make():
    acl("right", {"statement": ADMIN})
    acl("wrong", {"statements": [ADMIN]})


make()
right = sent["right"]["rules"][0]["statement"]["notStatement"]
wrong = sent["wrong"]["rules"][0]["statement"]["notStatement"]
print("right key:", right)
print("wrong key:", wrong)
assert right["statement"]["byteMatchStatement"]["fieldToMatch"] == {"uriPath": {}}
assert wrong["statements"][0]["byte_match_statement"]["field_to_match"] == {"uri_path": {}}
PY
"$folder/venv/bin/python" "$folder/program.py"
