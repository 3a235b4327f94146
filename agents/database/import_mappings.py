"""Which column means what in files without a broker's shape, remembered for each user."""

from __future__ import annotations

from collections.abc import Mapping

from database.data_api import DataApi

#: Of a user. The one that was stored longest ago is forgotten for a new one.
MOST = 100


def remembered_mappings(db: DataApi, user_id: str) -> dict[str, dict[str, str]]:
    """Field to heading, as the user gave it, by the digest of the file's headings."""
    rows = db.query(
        "Mappings.list", "SELECT headings, mapping FROM import_mappings WHERE owner_id = :user_id", user_id=user_id
    )
    return {row["headings"]: row["mapping"] for row in rows}


def remember_mapping(db: DataApi, user_id: str, headings: str, mapping: Mapping[str, str]) -> None:
    """For a user who has stored something.

    Args:
        db: the user's database.
        user_id: of the mapping's owner.
        headings: their digest.
        mapping: field to heading.
    """
    db.execute(
        "Mappings.remember",
        """
        WITH forgotten AS (
            DELETE FROM import_mappings m USING (
                SELECT owner_id, headings FROM import_mappings WHERE owner_id = :user_id AND headings <> :headings
                ORDER BY used_at DESC OFFSET :others
            ) old WHERE m.owner_id = old.owner_id AND m.headings = old.headings
        )
        INSERT INTO import_mappings (owner_id, headings, mapping)
        SELECT user_id, CAST(:headings AS text), CAST(:mapping AS jsonb) FROM users WHERE user_id = :user_id
        ON CONFLICT (owner_id, headings) DO UPDATE SET mapping = excluded.mapping, used_at = now()
        """,
        user_id=user_id,
        headings=headings,
        mapping=dict(mapping),
        others=MOST - 1,
    )
