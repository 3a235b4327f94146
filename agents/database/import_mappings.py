"""Which column means what in files without a broker's shape, remembered for each user."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from database.data_api import DataApi


def remembered_mapping(db: DataApi, user_id: str, headings: Sequence[str]) -> dict[str, str] | None:
    """Field to heading, as the user gave it for a file with these headings; None if never."""
    rows = db.query(
        "Mappings.find",
        "SELECT mapping FROM import_mappings WHERE owner_id = :user_id AND headings = :headings",
        user_id=user_id,
        headings=_digest(headings),
    )
    return rows[0]["mapping"] if rows else None


def remember_mapping(db: DataApi, user_id: str, headings: Sequence[str], mapping: Mapping[str, str]) -> None:
    """For a user who has stored something."""
    db.execute(
        "Mappings.remember",
        """
        INSERT INTO import_mappings (owner_id, headings, mapping)
        SELECT user_id, CAST(:headings AS text), CAST(:mapping AS jsonb) FROM users WHERE user_id = :user_id
        ON CONFLICT (owner_id, headings) DO UPDATE SET mapping = excluded.mapping, used_at = now()
        """,
        user_id=user_id,
        headings=_digest(headings),
        mapping=dict(mapping),
    )


def _digest(headings: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(heading.strip().lower() for heading in headings).encode()).hexdigest()
