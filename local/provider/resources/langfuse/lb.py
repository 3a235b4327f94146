"""Load balancer, listener and target group."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.langfuse.lb import (
    BALANCER_ATTRIBUTES,
    TARGET_ATTRIBUTES,
    access_logs_of,
    attributes_of,
    certificates_of,
    health_of,
)
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.tags import as_list, retag

_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
_TARGETS = "aws:lb/targetGroup:TargetGroup"
_LISTENER = "aws:lb/listener:Listener"


def _retag(change: Change) -> Any:
    client = change.aws.client("elbv2")
    retag(change, lambda tags: client.add_tags(ResourceArns=[change.id], Tags=as_list(tags)))
    return client


@updates(_BALANCER)
def update_balancer(change: Change) -> Outputs:
    client = _retag(change)
    if change.changes("securityGroups"):
        client.set_security_groups(LoadBalancerArn=change.id, SecurityGroups=change.take("securityGroups"))
    if not change.changed.isdisjoint({*BALANCER_ATTRIBUTES, "accessLogs"}):
        attributes = attributes_of(change, BALANCER_ATTRIBUTES) + access_logs_of(change)
        client.modify_load_balancer_attributes(LoadBalancerArn=change.id, Attributes=attributes)
    return {}


@reads(_BALANCER)
def read_balancer(old: Existing) -> Found:
    found = old.client("elbv2").describe_load_balancers(LoadBalancerArns=[old.id])["LoadBalancers"][0]
    return {"name": found["LoadBalancerName"], "securityGroups": found["SecurityGroups"]}


@deletes(_BALANCER)
def delete_balancer(old: Existing) -> None:
    old.client("elbv2").delete_load_balancer(LoadBalancerArn=old.id)


@updates(_TARGETS)
def update_targets(change: Change) -> Outputs:
    client = _retag(change)
    if "healthCheck" in change.changed:
        client.modify_target_group(TargetGroupArn=change.id, **health_of(change))
    if not change.changed.isdisjoint(TARGET_ATTRIBUTES):
        attributes = attributes_of(change, TARGET_ATTRIBUTES)
        client.modify_target_group_attributes(TargetGroupArn=change.id, Attributes=attributes)
    return {}


@reads(_TARGETS)
def read_targets(old: Existing) -> Found:
    found = old.client("elbv2").describe_target_groups(TargetGroupArns=[old.id])["TargetGroups"][0]
    return {"name": found["TargetGroupName"], "port": found["Port"], "vpcId": found["VpcId"]}


@deletes(_TARGETS)
def delete_targets(old: Existing) -> None:
    old.client("elbv2").delete_target_group(TargetGroupArn=old.id)


@updates(_LISTENER)
def update_listener(change: Change) -> Outputs:
    _retag(change)
    certificates = certificates_of(change) if "certificateArn" in change.changed else {}
    if change.changed - change.used or certificates:
        change.call("elbv2", "modify_listener", only=change.changed, ListenerArn=change.id, **certificates)
    return {}


@reads(_LISTENER)
def read_listener(old: Existing) -> Found:
    found = old.client("elbv2").describe_listeners(ListenerArns=[old.id])["Listeners"][0]
    return {"port": found["Port"], "protocol": found["Protocol"]}


@deletes(_LISTENER)
def delete_listener(old: Existing) -> None:
    old.client("elbv2").delete_listener(ListenerArn=old.id)
