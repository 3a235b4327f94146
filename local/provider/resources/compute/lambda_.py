"""Lambda functions, layers, aliases, permissions, event source mappings and invocations."""

from __future__ import annotations

import json
from typing import Any

from local.engine.archives import zip_bytes
from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import retag

_READY = {"Delay": 0.05, "MaxAttempts": 600}
_NONE: dict[str, Any] = {"snapStart": {"ApplyOn": "None"}, "layers": []}
"""What AWS's provider sends for an input that the program gives no longer. Without a word, Lambda keeps it."""

overwrites("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")


@updates("aws:lambda/function:Function")
def update_function(change: Change) -> Outputs:
    """As AWS's provider: settings, then code, then one version of both."""
    client = change.aws.client("lambda")
    change.changes("skipDestroy")
    retag(change, lambda tags: client.tag_resource(Resource=change.old.outputs["arn"], Tags=tags))
    if change.changes("reservedConcurrentExecutions"):
        _reserve(change)
    publishes, new_code = change.take("publish"), change.changes("code", "sourceCodeHash", "architectures")
    left = change.changed - change.used
    if not left and not new_code:
        return {}
    if left:
        removed = {key: _NONE[key] for key in change.removed(_NONE)}
        configure = ("lambda", "update_function_configuration")
        if removed:
            change.send(*configure, removed, FunctionName=change.id)
            client.get_waiter("function_updated_v2").wait(FunctionName=change.id, WaiterConfig=_READY)
        change.send_changed(*configure, FunctionName=change.id)
        client.get_waiter("function_updated_v2").wait(FunctionName=change.id, WaiterConfig=_READY)
    answer: dict[str, Any] = {}
    if new_code:
        archive, architectures = zip_bytes(change.take("code"), change.root), change.take("architectures", ["x86_64"])
        answer = client.update_function_code(FunctionName=change.id, ZipFile=archive, Architectures=architectures)
        client.get_waiter("function_updated_v2").wait(FunctionName=change.id, WaiterConfig=_READY)
    if publishes:
        answer = client.publish_version(FunctionName=change.id)
    answer = answer or client.get_function_configuration(FunctionName=change.id)
    version = answer["Version"]
    arn = change.old.outputs["arn"]
    return {"version": version, "qualifiedArn": f"{arn}:{version}", "codeSha256": answer["CodeSha256"]}


def _reserve(change: Change) -> None:
    client, reserved = change.aws.client("lambda"), change.take("reservedConcurrentExecutions")
    if reserved is None:
        client.delete_function_concurrency(FunctionName=change.id)
    else:
        client.put_function_concurrency(FunctionName=change.id, ReservedConcurrentExecutions=reserved)


@reads("aws:lambda/function:Function")
def read_function(old: Existing) -> Found:
    found = old.client("lambda").get_function(FunctionName=old.id)
    configuration, reserved = found["Configuration"], found.get("Concurrency", {})
    return {
        **configuration,
        # The version of the state is the last one published, the answer's is $LATEST.
        "version": old.outputs.get("version"),
        "reservedConcurrentExecutions": reserved.get("ReservedConcurrentExecutions", -1),
        "layers": [layer["Arn"] for layer in configuration.get("Layers", [])],
        "snapStart": {"applyOn": configuration.get("SnapStart", {}).get("ApplyOn")},
        "tags": found.get("Tags", {}),
    }


@deletes("aws:lambda/function:Function")
def delete_function(old: Existing) -> None:
    if not old.inputs.get("skipDestroy"):
        old.client("lambda").delete_function(FunctionName=old.id)


@reads("aws:lambda/layerVersion:LayerVersion")
def read_layer_version(old: Existing) -> Found:
    old.client("lambda").get_layer_version_by_arn(Arn=old.id)
    return {}


@deletes("aws:lambda/layerVersion:LayerVersion")
def delete_layer_version(old: Existing) -> None:
    layer, _, version = old.id.rpartition(":")
    if not old.inputs.get("skipDestroy"):
        old.client("lambda").delete_layer_version(LayerName=layer, VersionNumber=int(version))


def _alias(old: Existing) -> dict[str, Any]:
    return {"FunctionName": old.inputs["functionName"], "Name": old.inputs["name"]}


@updates("aws:lambda/alias:Alias")
def update_alias(change: Change) -> Outputs:
    change.send_changed("lambda", "update_alias", **_alias(change.old))
    return {}


@reads("aws:lambda/alias:Alias")
def read_alias(old: Existing) -> Found:
    return {key: value for key, value in old.client("lambda").get_alias(**_alias(old)).items() if key != "Name"}


@deletes("aws:lambda/alias:Alias")
def delete_alias(old: Existing) -> None:
    old.client("lambda").delete_alias(**_alias(old))


def _function(old: Existing) -> dict[str, Any]:
    qualifier = old.inputs.get("qualifier")
    name = old.inputs.get("functionName", old.inputs.get("function"))
    return {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})


@reads("aws:lambda/permission:Permission")
def read_permission(old: Existing) -> Found:
    policy = json.loads(old.client("lambda").get_policy(**_function(old))["Policy"])
    if all(statement["Sid"] != old.id for statement in policy["Statement"]):
        raise MissingError(old.id)
    return {}


@deletes("aws:lambda/permission:Permission")
def delete_permission(old: Existing) -> None:
    old.client("lambda").remove_permission(StatementId=old.id, **_function(old))


@updates("aws:lambda/invocation:Invocation")
def update_invocation(change: Change) -> Outputs:
    """As AWS's provider: with `lifecycleScope` CRUD a change invokes the function, otherwise it never comes here."""
    change.ignore("input", "triggers", "lifecycleScope", "terraformKey", "qualifier", "functionName")
    return {"result": _invoke(change.old, json.loads(change.take("input")), "update")}


@reads("aws:lambda/invocation:Invocation")
def read_invocation(_old: Existing) -> Found:
    """Nothing is left of an invocation but its result."""
    return {}


@deletes("aws:lambda/invocation:Invocation")
def delete_invocation(old: Existing) -> None:
    if old.inputs.get("lifecycleScope") == "CRUD":
        _invoke(old, json.loads(old.inputs["input"]), "delete")


def _invoke(old: Existing, payload: dict[str, Any], action: str) -> str:
    if old.inputs.get("lifecycleScope") == "CRUD":
        previous = json.loads(old.inputs["input"])
        payload[old.inputs.get("terraformKey", "tf")] = {"action": action, "prev_input": previous}
    answer = old.client("lambda").invoke(Payload=json.dumps(payload), **_function(old))
    result = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        raise old.error(f"{answer['FunctionError']}: {result}")
    return result


@updates("aws:lambda/eventSourceMapping:EventSourceMapping")
def update_event_source_mapping(change: Change) -> Outputs:
    retag(change, lambda tags: change.aws.client("lambda").tag_resource(Resource=change.old.outputs["arn"], Tags=tags))
    change.send_changed("lambda", "update_event_source_mapping", UUID=change.id)
    return {}


@reads("aws:lambda/eventSourceMapping:EventSourceMapping")
def read_event_source_mapping(old: Existing) -> Found:
    found = old.client("lambda").get_event_source_mapping(UUID=old.id)
    # The program may name the function by its alias.
    left_out = ("FunctionArn", "FunctionName", "State")
    return {"enabled": found["State"] != "Disabled"} | {
        key: value for key, value in found.items() if key not in left_out
    }


@deletes("aws:lambda/eventSourceMapping:EventSourceMapping")
def delete_event_source_mapping(old: Existing) -> None:
    old.client("lambda").delete_event_source_mapping(UUID=old.id)


@reads("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
def read_event_invoke_config(old: Existing) -> Found:
    return old.client("lambda").get_function_event_invoke_config(**_function(old))


@deletes("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
def delete_event_invoke_config(old: Existing) -> None:
    old.client("lambda").delete_function_event_invoke_config(**_function(old))
