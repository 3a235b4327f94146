from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, all_of, unless
from policies.rules.rds._databases import CLUSTER, INSTANCE, SUBNET_GROUP
from policies.rules.vpc._routes import reaches_internet, subnets_in

_MESSAGE = "a subnet has a route to an internet gateway"


def check(stack: Stack, config: Config) -> Findings:
    private = {
        database.urn: _private(stack, group)
        for group in stack.of_type(SUBNET_GROUP)
        for type_ in (CLUSTER, INSTANCE)
        for database in stack.referrers(group, type_, via="dbSubnetGroupName")
    }
    for database in stack.of_type(CLUSTER, INSTANCE):
        verdict = private.get(database.urn, _private_elsewhere(database))
        yield from unless(verdict, _MESSAGE, "dbSubnetGroupName", resource=database)


def _private(stack: Stack, group: Resource) -> Verdict:
    subnets, complete = subnets_in(stack, group, "subnetIds")
    known = all_of(~reaches_internet(stack, subnet) for subnet in subnets)
    return known if complete else known & Verdict.UNDECIDED


def _private_elsewhere(database: Resource) -> Verdict:
    """Without a group, AWS uses the public subnets of the default VPC. Groups outside the stack are unknown."""
    copied = any(not database[origin].absent for origin in ("replicateSourceDb", "replicationSourceIdentifier"))
    group = database["dbSubnetGroupName"]
    return Verdict.NO if (group.absent and not copied) or group.text == "default" else Verdict.UNDECIDED


RULE = StackRule(
    name="rds-private-subnets",
    title="RDS clusters and instances use private subnets.",
    why="In a public subnet, one changed flag or security group exposes the database to the internet.",
    fix="Set db_subnet_group_name to a subnet group whose route tables have no route to an internet gateway.",
    severity=Severity.HIGH,
    types=(CLUSTER, INSTANCE),
    controls=("RDS.46",),
    check=check,
)
