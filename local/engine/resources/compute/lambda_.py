"""Lambda functions, layers, permissions, event source mappings and invocations."""

from __future__ import annotations

import json

from local.engine.archives import zip_bytes
from local.engine.creation import Created, Creation, creates

_NOT_SENT = ("sourceCodeHash", "skipDestroy")


@creates("aws:lambda/function:Function")
def function(new: Creation) -> Created:
    code = {"ZipFile": zip_bytes(new.take("code"), new.root)}
    reserved = new.take("reservedConcurrentExecutions")
    new.ignore(*_NOT_SENT)
    created = new.call("lambda", "create_function", names={"name": "FunctionName"}, Code=code)
    client, name, arn = new.aws.client("lambda"), created["FunctionName"], created["FunctionArn"]
    new.made = name
    if reserved is not None:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)
    if created["State"] != "Active":
        client.get_waiter("function_active_v2").wait(
            FunctionName=name, WaiterConfig={"Delay": 0.05, "MaxAttempts": 600}
        )
    return name, {
        "name": name,
        "arn": arn,
        "qualifiedArn": f"{arn}:{created['Version']}",
        "invokeArn": _invoke_arn(new, arn),
        "version": created["Version"],
        "codeSha256": created["CodeSha256"],
    }


@creates("aws:lambda/layerVersion:LayerVersion")
def layer_version(new: Creation) -> Created:
    content = {"ZipFile": zip_bytes(new.take("code"), new.root)}
    new.ignore(*_NOT_SENT)
    created = new.call("lambda", "publish_layer_version", Content=content)
    arn = created["LayerVersionArn"]
    return arn, {"arn": arn, "layerArn": created["LayerArn"], "version": str(created["Version"])}


@creates("aws:lambda/alias:Alias")
def alias(new: Creation) -> Created:
    created = new.call("lambda", "create_alias")
    arn = created["AliasArn"]
    return arn, {"arn": arn, "invokeArn": _invoke_arn(new, arn)}


@creates("aws:lambda/permission:Permission")
def permission(new: Creation) -> Created:
    statement = new.take("statementId", new.name)
    new.call("lambda", "add_permission", names={"function": "FunctionName"}, StatementId=statement)
    return statement, {"statementId": statement}


@creates("aws:lambda/invocation:Invocation")
def invocation(new: Creation) -> Created:
    """As in Terraform: with `lifecycleScope` CRUD the event names the operation on the resource."""
    new.ignore("triggers")
    payload = json.loads(new.take("input"))
    if new.take("lifecycleScope") == "CRUD":
        payload[new.take("terraformKey", "tf")] = {"action": "create", "prev_input": None}
    answer = new.call("lambda", "invoke", Payload=json.dumps(payload))
    result = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        raise new.error(f"{answer['FunctionError']}: {result}")
    return new.name, {"result": result}


@creates("aws:lambda/eventSourceMapping:EventSourceMapping")
def event_source_mapping(new: Creation) -> Created:
    created = new.call("lambda", "create_event_source_mapping")
    arn = f"arn:aws:lambda:{new.aws.region}:{new.aws.account}:event-source-mapping:{created['UUID']}"
    return created["UUID"], {
        "uuid": created["UUID"],
        "arn": arn,
        "functionArn": created["FunctionArn"],
        "state": created["State"],
    }


@creates("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
def function_event_invoke_config(new: Creation) -> Created:
    created = new.call("lambda", "put_function_event_invoke_config")
    return created["FunctionArn"], {}


def _invoke_arn(new: Creation, arn: str) -> str:
    return f"arn:aws:apigateway:{new.aws.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
