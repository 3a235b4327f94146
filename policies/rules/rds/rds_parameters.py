from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.engine import Config, Findings, Node, Resource, ResourceRule, Severity, Verdict, all_of, unless
from policies.rules._remedies import Mended, with_each, with_values

_TYPES = (
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
)
_TLS = {"rds.force_ssl": ("1",), "require_secure_transport": ("1", "ON", "on", "TRUE", "true")}
_STATEMENTS = ("log_min_duration_statement", "log_statement")
_LENGTH = "log_parameter_max_length"


def check(group: Resource, config: Config) -> Findings:
    parameters = group["parameters"].each()
    for name, on in _TLS.items():
        for parameter in _named(parameters, name):
            yield from parameter["value"].must(lambda value, on=on: value in on, "connections without TLS are accepted")
    logs = [value for name in _STATEMENTS for each in _named(parameters, name) if (value := each["value"]).text]
    if any(value.text not in ("-1", "none") for value in logs):
        yield from unless(_without_values(parameters), "the log shows the values in statements", "parameters")


def remediate(group: Resource, config: Config) -> Mapping[str, Any] | None:
    """TLS alone: which statements a log needs, and with which values, is the team's to decide."""
    parameters = with_each(group["parameters"], _with_tls)
    return {"parameters": parameters} if parameters else None


def _with_tls(parameter: Node) -> Mended | None:
    on = _TLS.get(parameter["name"].text)
    if not on or parameter["value"].test(lambda value: value in on) is not Verdict.NO:
        return None
    return with_values(parameter, {"value": on[0]})


def _named(parameters: tuple[Node, ...], name: str) -> list[Node]:
    return [parameter for parameter in parameters if parameter["name"].text == name]


def _without_values(parameters: tuple[Node, ...]) -> Verdict:
    found = _named(parameters, _LENGTH)
    if not found:
        return Verdict.NO
    return all_of(parameter["value"].test(lambda value: value == "0") for parameter in found)


RULE = ResourceRule(
    name="rds-parameters",
    title="Parameter groups require TLS, and log statements without their values.",
    why="Without TLS passwords cross the network; logged values are a copy of the data outside the database.",
    fix="Set rds.force_ssl (MySQL: require_secure_transport) to 1, and log_parameter_max_length to 0.",
    severity=Severity.MEDIUM,
    types=_TYPES,
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
    check=check,
    remediate=remediate,
)
