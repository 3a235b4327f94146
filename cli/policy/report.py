"""`alex policy report`: the pack's findings on a stack's resources."""

from __future__ import annotations

from cli.policy.forms import Form
from cli.shared.errors import UserError
from cli.shared.process.output import console, print_json
from cli.shared.project import ROOT
from cli.shared.stack_settings import require_stack
from local.engine.preview import preview
from local.errors import LocalError
from policies.gate import GateError, evaluate
from policies.report import Report
from policies.report_json import violations


def report(stack: str, form: Form, *, by_resource: bool = False, as_json: bool = False) -> int:
    """Prints the findings. Returns the exit code: 1 if Pulumi would refuse to deploy. Raises UserError."""
    found = _judge(stack)
    if as_json:
        print_json({"stack": stack, "violations": violations(found), "refused": found.failed})
    elif form is Form.SARIF:
        from policies.sarif import sarif

        print_json(sarif(found))
    else:
        from policies.report_view import show

        show(found, console, each_resource=by_resource)
    return 1 if found.failed else 0


def _judge(stack: str) -> Report:
    require_stack(stack)
    try:
        planned = preview(ROOT, stack)
        return evaluate(planned.resources, planned.stack)
    except LocalError as error:
        raise UserError(error.problem, error.hint) from None
    except GateError as error:
        raise UserError(" ".join(str(error).split())) from None
