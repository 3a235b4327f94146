"""Lambda SnapStart: snapshots of published versions, and sandboxes that are copies of them."""
