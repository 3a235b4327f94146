"""The running system as the scanner's target: behind the edge, with a user who has data of every kind."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.shared.api_client import ApiClient
from cli.shared.errors import UserError
from local.aws.edge import edge
from local.stack import LocalAlex
from scan.document import scan_document
from scan.listener import listener
from scan.wapiti import Target

ROOT = Path(__file__).resolve().parent.parent
_USER = "scanned-user"
_GOAL = {"years_until_retirement": 20, "target_annual_income": 80_000, "annual_contribution": 5000}
_PATIENCE_SECONDS = 120


@contextmanager
def target_of(alex: LocalAlex, folder: Path) -> Generator[Target]:
    """The site and the API behind one address, with the token of a user who has accounts, positions and a job."""
    folder.mkdir(parents=True, exist_ok=True)
    with edge(alex) as url, listener() as listening:
        token = alex.token(_USER)
        with ApiClient(url, token, alex.origin_secret) as api:
            known = _store_data_of_every_kind(api)
        document = folder / "openapi.json"
        document.write_text(json.dumps(scan_document(openapi_document(), url, known), indent=1), encoding="utf-8")
        yield Target(f"{url}/", document, {"Authorization": f"Bearer {token}"}, listening)


def openapi_document() -> dict[str, Any]:
    """The API's current document; the import needs none of the API's environment variables."""
    from api.app import create_app  # here, because `agents/` must be on the path: see the Makefile

    return create_app().openapi()


def _store_data_of_every_kind(api: ApiClient) -> dict[str, str]:
    """Stores data of every kind; returns values of parameters by name."""
    api.call("PUT", "/user", {"display_name": "Scanned", "goal": _GOAL, "notes": ""})
    account = api.call("POST", "/accounts", {"name": "Brokerage", "kind": "taxable", "cash": 1000})
    position = {"symbol": "VTI", "quantity": 1, "unit_price": 100}
    position_id = api.call("POST", f"/accounts/{account['id']}/positions", position)["id"]
    job_id = api.start_analysis()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while api.job(job_id)["status"] not in ("completed", "partial", "failed"):
        if time.monotonic() > deadline:
            raise UserError(f"the job {job_id} has not ended: the machine may be overloaded")
        time.sleep(0.2)
    return {
        "account_id": account["id"],
        "position_id": position_id,
        "job_id": job_id,
        "symbol": "VTI",
        "before": job_id,
    }
