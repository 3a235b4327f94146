"""Permissions of functions as values. A grant names logical resources and yields IAM statements on exact ARNs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from components.foundation.names import Names
from components.foundation.policy import Statement
from components.foundation.settings.model_id import ModelId


@dataclass(frozen=True)
class Scope:
    """One function of one stack: the context in which a grant becomes statements."""

    names: Names
    function: str
    """Name in the function list."""
    model: ModelId


@dataclass(frozen=True)
class KeyUse:
    """Use of the stack's KMS key through a service. The key policy grants it: the key's ARN is unknown at preview."""

    service: str
    actions: tuple[str, ...]


_DECRYPT_SECRET = KeyUse("secretsmanager", ("kms:Decrypt",))
_ENCRYPT_SECRET = KeyUse("secretsmanager", ("kms:Decrypt", "kms:GenerateDataKey"))
_DECRYPT_MESSAGE = KeyUse("sqs", ("kms:Decrypt",))
_ENCRYPT_MESSAGE = KeyUse("sqs", ("kms:Decrypt", "kms:GenerateDataKey"))


class Grant(ABC):
    """One permission in terms of the application."""

    @abstractmethod
    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        """IAM statements for the function's execution role."""

    def key_uses(self) -> tuple[KeyUse, ...]:
        """Uses of the stack's key that the grant needs; none by default."""
        return ()


@dataclass(frozen=True)
class WriteOwnLogs(Grant):
    """Write log events into the function's own log group, which the stack creates."""

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        group = scope.names.log_group_arn(scope.names.function_log_group(scope.function))
        return (Statement("WriteOwnLogs", ("logs:CreateLogStream", "logs:PutLogEvents"), (f"{group}:*",)),)


@dataclass(frozen=True)
class WriteTraceSegments(Grant):
    """Write X-Ray segments. X-Ray has no resource-level permissions, so both actions are granted on `*`."""

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        return (Statement("WriteTraceSegments", ("xray:PutTelemetryRecords", "xray:PutTraceSegments"), ("*",)),)


@dataclass(frozen=True)
class InvokeModel(Grant):
    """Invoke the function's model. With an inference profile, the model is allowed only through that profile.

    A call may need a permission on its project as well as one on its model. Neither allows a call alone (ADR 12).
    """

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        action = ("bedrock:InvokeModel",)
        models = scope.model.foundation_model_arns(scope.names.region)
        profile = scope.model.profile_arn(scope.names.region, scope.names.account)
        project = Statement("InvokeInProject", action, (scope.names.bedrock_project_arn,))
        if profile is None:
            return (Statement("InvokeModel", action, models), project)
        through_profile = {"StringEquals": {"bedrock:InferenceProfileArn": profile}}
        return (
            Statement("InvokeProfile", action, (profile,)),
            Statement("InvokeModel", action, models, through_profile),
            project,
        )


@dataclass(frozen=True)
class ReadSecret(Grant):
    secret: str

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        return (_secret_statement("Read", ("secretsmanager:GetSecretValue",), self.secret, scope),)

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_DECRYPT_SECRET,)


@dataclass(frozen=True)
class DeleteTraces(Grant):
    """Read the keys of Langfuse's projects, to delete traces in each, and to score jobs. AWS is not asked for more."""

    secrets: tuple[str, ...]
    scores: str
    """The one of them with the planner's project: it has the jobs' scores."""

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        return tuple(statement for secret in self.secrets for statement in ReadSecret(secret).statements(scope))

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_DECRYPT_SECRET,)


@dataclass(frozen=True)
class FillSecret(Grant):
    """Set the generated initial value of a secret. GetRandomPassword has no resource-level permissions."""

    secret: str

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        return (
            _secret_statement("Fill", ("secretsmanager:PutSecretValue",), self.secret, scope),
            Statement("GeneratePassword", ("secretsmanager:GetRandomPassword",), ("*",)),
        )

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_ENCRYPT_SECRET,)


@dataclass(frozen=True)
class RotateSecret(Grant):
    """Create a new version of a secret and make it current. `candidate` holds the new value until it is tested."""

    secret: str
    candidate: str

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        rotate = tuple(
            f"secretsmanager:{verb}" for verb in ("DescribeSecret", "PutSecretValue", "UpdateSecretVersionStage")
        )
        return (
            _secret_statement("Rotate", rotate, self.secret, scope),
            *FillSecret(self.candidate).statements(scope),
            *ReadSecret(self.candidate).statements(scope),
        )

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_ENCRYPT_SECRET,)


@dataclass(frozen=True)
class WatchRotations(Grant):
    """See when secrets were rotated. Not their values: the call returns none, and needs no key."""

    secrets: tuple[str, ...]

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        arns = tuple(scope.names.secret_arn_pattern(secret) for secret in self.secrets)
        return (Statement("WatchRotations", ("secretsmanager:DescribeSecret",), arns),)


@dataclass(frozen=True)
class RotateOriginSecret(Grant):
    """Create and rotate the origin secret, and write the CloudFront function that sends it."""

    secret: str
    edge_function: str

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        rotate = ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage")
        write = (
            "DeleteFunction",
            "DescribeFunction",
            "GetFunction",
            "PublishFunction",
            "TagResource",
            "UpdateFunction",
        )
        edge_function = (scope.names.edge_function_arn(self.edge_function),)
        return (
            _secret_statement("Rotate", tuple(f"secretsmanager:{verb}" for verb in rotate), self.secret, scope),
            Statement("WriteEdgeFunction", tuple(f"cloudfront:{verb}" for verb in write), edge_function),
            # AWS's lists of actions disagree on whether this one can be granted on a single function (ADR 6).
            Statement("CreateEdgeFunction", ("cloudfront:CreateFunction",), ("*",)),
        )

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_ENCRYPT_SECRET,)


@dataclass(frozen=True)
class UseDataApi(Grant):
    """Run SQL through the RDS Data API as the database user whose credentials are in the secret."""

    secret: str
    transactions: bool = False

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        control = ("rds-data:BeginTransaction", "rds-data:CommitTransaction", "rds-data:RollbackTransaction")
        actions = ("rds-data:ExecuteStatement", *(control if self.transactions else ()))
        return (
            Statement("UseDataApi", actions, (scope.names.cluster_arn,)),
            *ReadSecret(self.secret).statements(scope),
        )

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_DECRYPT_SECRET,)


@dataclass(frozen=True)
class ReadMasterSecret(Grant):
    """Read the master user's credentials. RDS names that secret, so a condition on its RDS tag identifies it."""

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        of_this_cluster = {"StringEquals": {"aws:ResourceTag/aws:rds:primaryDBClusterArn": scope.names.cluster_arn}}
        secret = (scope.names.master_secret_arn_pattern,)
        return (Statement("ReadMasterSecret", ("secretsmanager:GetSecretValue",), secret, of_this_cluster),)

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_DECRYPT_SECRET,)


@dataclass(frozen=True)
class InvokeFunctions(Grant):
    """Invoke functions through their live aliases only: neither unpublished code nor an old version."""

    functions: tuple[str, ...]
    """Names in the function list."""

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        arns = tuple(scope.names.live_function_arn(function) for function in self.functions)
        return (Statement("InvokeFunctions", ("lambda:InvokeFunction",), arns),)


@dataclass(frozen=True)
class WarmUpFunctions(Grant):
    """Start functions ahead of a job, through their live aliases only."""

    functions: tuple[str, ...]
    """Names in the function list."""

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        arns = tuple(scope.names.live_function_arn(function) for function in self.functions)
        return (Statement("WarmUpFunctions", ("lambda:InvokeFunction",), arns),)


@dataclass(frozen=True)
class SendTo(Grant):
    queue: str

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        return (_queue_statement("SendTo", ("sqs:SendMessage",), self.queue, scope),)

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_ENCRYPT_MESSAGE,)


@dataclass(frozen=True)
class ConsumeFrom(Grant):
    """Receive and delete messages: the event source mapping uses the function's role."""

    queue: str

    def statements(self, scope: Scope) -> tuple[Statement, ...]:
        actions = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
        return (_queue_statement("ConsumeFrom", actions, self.queue, scope),)

    def key_uses(self) -> tuple[KeyUse, ...]:
        return (_DECRYPT_MESSAGE,)


def _secret_statement(verb: str, actions: tuple[str, ...], secret: str, scope: Scope) -> Statement:
    return Statement(f"{verb}{_pascal(secret)}Secret", actions, (scope.names.secret_arn_pattern(secret),))


def _queue_statement(verb: str, actions: tuple[str, ...], queue: str, scope: Scope) -> Statement:
    return Statement(f"{verb}{_pascal(queue)}", actions, (scope.names.queue_arn(queue),))


def _pascal(name: str) -> str:
    """A statement id may contain letters and digits only."""
    return "".join(part.capitalize() for part in name.split("-"))
