"""`alex rates import`: exchange rates from a file of the European Central Bank."""

from __future__ import annotations

from pathlib import Path

from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.process.output import print_json
from cli.shared.reach.user_api import user_api
from holdings.ecb import NotEcb, ecb_rates


def import_rates(file: Path, stack: str, *, as_json: bool) -> None:
    """Raises UserError: the file is none of the ECB's, or the API refused."""
    try:
        rates = ecb_rates(file.read_bytes())
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}") from error
    except NotEcb as error:
        raise UserError(f"{file}: {error}") from error
    with user_api(stack) as api:
        stored = api.call("PUT", "/rates", {"rates": [rate.model_dump(mode="json") for rate in rates]})["stored"]
    day = rates[0].rate_date.isoformat()
    if as_json:
        print_json({"rate_date": day, "read": len(rates), "stored": stored})
    else:
        console.print(f"{len(rates)} rates of {day}: {stored} stored, {len(rates) - stored} known already")
