"""Published methods of IAM privilege escalation.

Sources: Rhino Security Labs, "AWS IAM Privilege Escalation: Methods and Mitigation"; Bishop Fox, "IAM Vulnerable";
pathfinding.cloud. A method works if one identity may call all of its actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from policies.iam.actions import means
from policies.iam.arns import covers_everything
from policies.iam.conditions import narrowed
from policies.iam.document import Statement

_PASS = "iam:PassRole"  # noqa: S105 (an action)
_BOUND_BY = {
    "iam:AttachGroupPolicy": ("iam:policyarn",),
    "iam:AttachRolePolicy": ("iam:permissionsboundary", "iam:policyarn"),
    "iam:AttachUserPolicy": ("iam:permissionsboundary", "iam:policyarn"),
    "iam:PutRolePolicy": ("iam:permissionsboundary",),
    "iam:PutUserPolicy": ("iam:permissionsboundary",),
}
"""Action to the condition keys that make it safe."""


class Method(NamedTuple):
    """One escalation method."""

    actions: tuple[str, ...]
    service: str = ""
    """Service that must be passed a role; empty if the method passes none."""

    @property
    def all_actions(self) -> tuple[str, ...]:
        return (*self.actions, _PASS) if self.service else self.actions


METHODS = (
    # Change the permissions of the caller, or of an identity that the caller can assume.
    Method(("iam:AddUserToGroup",)),
    Method(("iam:AttachGroupPolicy",)),
    Method(("iam:AttachRolePolicy",)),
    Method(("iam:AttachUserPolicy",)),
    Method(("iam:CreateAccessKey",)),
    Method(("iam:CreateLoginProfile",)),
    Method(("iam:CreatePolicyVersion",)),
    Method(("iam:DeleteRolePermissionsBoundary",)),
    Method(("iam:DeleteUserPermissionsBoundary",)),
    Method(("iam:PutGroupPolicy",)),
    Method(("iam:PutRolePermissionsBoundary",)),
    Method(("iam:PutRolePolicy",)),
    Method(("iam:PutUserPermissionsBoundary",)),
    Method(("iam:PutUserPolicy",)),
    Method(("iam:SetDefaultPolicyVersion",)),
    Method(("iam:UpdateAssumeRolePolicy",)),
    Method(("iam:UpdateLoginProfile",)),
    # Replace code that already runs with a role.
    Method(("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet")),
    Method(("cloudformation:UpdateStack",)),
    Method(("codebuild:StartBuild",)),
    Method(("codebuild:UpdateProject", "codebuild:StartBuild")),
    Method(("ec2-instance-connect:SendSSHPublicKey",)),
    Method(("ec2:ModifyInstanceAttribute", "ec2:StartInstances")),
    Method(("glue:UpdateDevEndpoint",)),
    Method(("glue:UpdateJob", "glue:StartJobRun")),
    Method(("lambda:UpdateFunctionCode",)),
    Method(("lambda:UpdateFunctionConfiguration",)),
    Method(("sagemaker:CreatePresignedNotebookInstanceUrl",)),
    Method(("ssm:SendCommand",)),
    Method(("ssm:StartSession",)),
    # Start a new workload with a stronger role.
    Method(("apprunner:CreateService",), "build.apprunner.amazonaws.com"),
    Method(("cloudformation:CreateStack",), "cloudformation.amazonaws.com"),
    Method(("codebuild:CreateProject", "codebuild:StartBuild"), "codebuild.amazonaws.com"),
    Method(("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"), "datapipeline.amazonaws.com"),
    Method(("ec2:AssociateIamInstanceProfile",), "ec2.amazonaws.com"),
    Method(("ec2:ReplaceIamInstanceProfileAssociation",), "ec2.amazonaws.com"),
    Method(("ec2:RunInstances",), "ec2.amazonaws.com"),
    Method(("ecs:RegisterTaskDefinition", "ecs:RunTask"), "ecs-tasks.amazonaws.com"),
    Method(("ecs:RegisterTaskDefinition", "ecs:StartTask"), "ecs-tasks.amazonaws.com"),
    Method(("ecs:RegisterTaskDefinition", "ecs:CreateService"), "ecs-tasks.amazonaws.com"),
    Method(("glue:CreateDevEndpoint",), "glue.amazonaws.com"),
    Method(("glue:CreateJob", "glue:StartJobRun"), "glue.amazonaws.com"),
    Method(("lambda:CreateFunction", "lambda:AddPermission"), "lambda.amazonaws.com"),
    Method(("lambda:CreateFunction", "lambda:CreateEventSourceMapping"), "lambda.amazonaws.com"),
    Method(("lambda:CreateFunction", "lambda:InvokeFunction"), "lambda.amazonaws.com"),
    Method(("sagemaker:CreateNotebookInstance",), "sagemaker.amazonaws.com"),
    Method(("sagemaker:CreateProcessingJob",), "sagemaker.amazonaws.com"),
    Method(("sagemaker:CreateTrainingJob",), "sagemaker.amazonaws.com"),
    Method(("scheduler:CreateSchedule",), "scheduler.amazonaws.com"),
    Method(("states:CreateStateMachine", "states:StartExecution"), "states.amazonaws.com"),
)
_ACTIONS = frozenset(action for method in METHODS for action in method.all_actions)


def escalation_paths(statements: Iterable[Statement]) -> tuple[Method, ...]:
    """The methods that the statements of one identity allow together."""
    listed = tuple(statements)
    denied = {action for statement in listed if _denies_everywhere(statement) for action in _covered(statement)}
    allowing: dict[str, list[Statement]] = {}
    for statement in listed:
        if statement.allows:
            for action in _covered(statement):
                if action not in denied and not narrowed(statement.conditions, _BOUND_BY.get(action, ())):
                    allowing.setdefault(action, []).append(statement)
    return tuple(method for method in METHODS if _works(method, allowing)) if allowing else ()


def _works(method: Method, allowing: dict[str, list[Statement]]) -> bool:
    if not all(action in allowing for action in method.all_actions):
        return False
    return not method.service or any(_may_pass(statement, method.service) for statement in allowing[_PASS])


def _may_pass(statement: Statement, service: str) -> bool:
    """Whether no condition prevents passing the role to this service."""
    return all(
        service in condition.values
        for condition in statement.conditions
        if condition.key == "iam:passedtoservice" and condition.narrows
    )


def _denies_everywhere(statement: Statement) -> bool:
    return statement.denies and not statement.conditions and any(map(covers_everything, statement.resources))


def _covered(statement: Statement) -> frozenset[str]:
    if statement.not_actions:
        return _ACTIONS.difference(*(_meant(pattern) for pattern in statement.not_actions))
    return frozenset[str]().union(*(_meant(pattern) for pattern in statement.actions))


@lru_cache(maxsize=4096)
def _meant(pattern: str) -> frozenset[str]:
    return frozenset(action for action in _ACTIONS if means(pattern, action))
