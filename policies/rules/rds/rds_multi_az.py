from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, any_of, unless
from policies.rules._checks import is_set
from policies.rules.rds._databases import CLUSTER, has_members_of_unknown_cluster, members


def check(stack: Stack, config: Config) -> Findings:
    for cluster in stack.of_type(CLUSTER):
        # A cluster with an instance class is a Multi-AZ DB cluster: AWS creates its instances.
        covered = is_set(cluster["dbClusterInstanceClass"]) | _spread(members(stack, cluster))
        if covered is Verdict.NO and has_members_of_unknown_cluster(stack):
            covered = Verdict.UNDECIDED
        yield from unless(covered, "all instances are in one Availability Zone", resource=cluster)


def _spread(instances: tuple[Resource, ...]) -> Verdict:
    """Whether the instances are in two zones. AWS spreads instances without a zone."""
    if len(instances) < 2:
        return Verdict.NO
    first, *others = (instance["availabilityZone"] for instance in instances)
    if first.absent:
        return Verdict.YES
    return any_of(zone.test(lambda name: name != first.raw) & first.test(bool) for zone in others)


RULE = StackRule(
    name="rds-multi-az",
    title="RDS clusters have instances in at least two Availability Zones.",
    why="With one instance, a zone failure means minutes without a database until AWS has created another.",
    fix="Add a second aws.rds.ClusterInstance to the cluster.",
    severity=Severity.MEDIUM,
    types=(CLUSTER,),
    controls=("RDS.15",),
    check=check,
)
