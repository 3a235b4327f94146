"""Physical names and ARNs of Langfuse on ECS, built from values known before deployment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from components.foundation.names import Names

#: Secret that only Langfuse and its setup read. Not `langfuse-server`: Secrets Manager would take a hyphen and six
#: letters at the end of a name for the random part of its ARN.
INTERNAL_SECRET = "langfuse-internal"  # noqa: S105 - a name, not a value
#: Tasks: two services of Langfuse, its database, and the migration.
WEB, WORKER, CLICKHOUSE, MIGRATION = TASKS = ("web", "worker", "clickhouse", "migration")
#: Buckets by what Langfuse puts in.
EVENTS, MEDIA, BALANCER_LOGS = "langfuse-event", "langfuse-media", "langfuse-lb"
_SHORT_HASH = 6


@dataclass(frozen=True)
class LangfuseNames:
    names: Names

    @property
    def prefix(self) -> str:
        """Name of resources that exist once per Langfuse, where AWS allows 50 characters."""
        return self.names.of("langfuse")

    def of(self, thing: str) -> str:
        return self.names.of(f"langfuse-{thing}")

    @property
    def short(self) -> str:
        """`prefix` for load balancers and target groups, whose names have at most 32 characters."""
        return fitting(self.prefix, 32)

    @property
    def cache(self) -> str:
        """Replication group, user and user group: at most 40 characters."""
        return fitting(self.prefix, 40)

    @property
    def registry_prefix(self) -> str:
        """Of repositories that the pull-through cache creates: at most 30 characters."""
        return fitting(self.names.prefix, 30)

    @property
    def private_domain(self) -> str:
        return f"{self.prefix}.internal"

    @property
    def clickhouse_host(self) -> str:
        return f"{CLICKHOUSE}.{self.private_domain}"

    def log_group(self, task: str) -> str:
        return f"/aws/ecs/{self.prefix}/{task}"

    @property
    def database_log_group(self) -> str:
        """RDS determines this name."""
        return f"/aws/rds/instance/{self.prefix}/postgresql"

    @property
    def flow_log_group(self) -> str:
        return f"/aws/vpc/{self.prefix}"

    @property
    def waf_log_group(self) -> str:
        """AWS WAF writes only to log groups with this prefix."""
        return f"aws-waf-logs-{self.prefix}"

    @property
    def log_groups(self) -> tuple[str, ...]:
        return (*map(self.log_group, TASKS), self.database_log_group, self.flow_log_group, self.waf_log_group)

    def role(self, task: str, kind: str) -> str:
        """`kind` is `task`, the containers' role, or `start`, by which ECS pulls images and reads secrets."""
        return f"langfuse-{task}-{kind}"

    def role_arn(self, task: str, kind: str) -> str:
        return self.names.role_arn(self.role(task, kind))

    @property
    def tasks_arn_pattern(self) -> str:
        """Source of ECS's assumptions of roles."""
        return self.arn("ecs", "*")

    @property
    def cluster_arn(self) -> str:
        return self.arn("ecs", f"cluster/{self.prefix}")

    @property
    def task_arn_pattern(self) -> str:
        """ECS assigns the id of a task."""
        return self.arn("ecs", f"task/{self.prefix}/*")

    @property
    def migration_arn_pattern(self) -> str:
        """ECS numbers the revisions of a task definition."""
        return self.arn("ecs", f"task-definition/{self.of(MIGRATION)}:*")

    @property
    def cache_user_arn(self) -> str:
        return self.arn("elasticache", f"user:{self.cache}")

    @property
    def database_arn(self) -> str:
        return self.arn("rds", f"db:{self.prefix}")

    @property
    def master_secret_arn_pattern(self) -> str:
        """RDS names this secret after the instance's resource id, which is unknown before deployment."""
        return self.arn("secretsmanager", "secret:rds!db-*")

    def secret_arn(self, secret: str) -> str:
        """Without the random part, which Secrets Manager finds: known before deployment."""
        return self.arn("secretsmanager", f"secret:{self.names.of(secret)}")

    @property
    def registry(self) -> str:
        return f"{self.names.account}.dkr.ecr.{self.names.region}.amazonaws.com"

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.names.region}:{self.names.account}:{resource}"


def fitting(name: str, most: int) -> str:
    """The name, or its beginning and a hash of all of it, within `most` characters."""
    if len(name) <= most:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:_SHORT_HASH]
    return f"{name[: most - _SHORT_HASH - 1].rstrip('-')}-{digest}"
