"""Trails."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.engine.resources.account.cloudtrail import NAMES, selector
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.tags import as_list, retag


@updates("aws:cloudtrail/trail:Trail")
def update_trail(change: Change) -> Outputs:
    client = change.aws.client("cloudtrail")
    retag(change, lambda tags: client.add_tags(ResourceId=change.id, TagsList=as_list(tags)))
    if change.changes("advancedEventSelectors"):
        selectors = [selector(each) for each in change.take("advancedEventSelectors", [])]
        client.put_event_selectors(TrailName=change.id, AdvancedEventSelectors=selectors)
    if change.changes("enableLogging"):
        switch = client.start_logging if change.take("enableLogging", True) else client.stop_logging
        switch(Name=change.id)
    change.send_changed("cloudtrail", "update_trail", names=NAMES, Name=change.id)
    return {}


@reads("aws:cloudtrail/trail:Trail")
def read_trail(old: Existing) -> Found:
    client = old.client("cloudtrail")
    found = client.get_trail(Name=old.id)["Trail"]
    renamed = {key: found[name] for key, name in NAMES.items() if name in found}
    return {**found, **renamed, "enableLogging": client.get_trail_status(Name=old.id)["IsLogging"]}


@deletes("aws:cloudtrail/trail:Trail")
def delete_trail(old: Existing) -> None:
    old.client("cloudtrail").delete_trail(Name=old.id)
