"""Keys of the trace store's project: several are valid at a time and each can be revoked, as in Langfuse."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
import uuid
from dataclasses import dataclass, field

from local.traces.timestamps import iso_utc


@dataclass(frozen=True)
class KeyPair:
    public_key: str
    secret_key: str = field(repr=False)

    @classmethod
    def new(cls) -> KeyPair:
        return cls(f"pk-lf-{uuid.uuid4()}", f"sk-lf-{uuid.uuid4()}")

    @property
    def basic(self) -> bytes:
        """Credentials for Basic auth, before the encoding."""
        return f"{self.public_key}:{self.secret_key}".encode()

    @property
    def page_key(self) -> str:
        """Opens the pages of traces. Nothing else follows from it."""
        return hmac.new(self.secret_key.encode(), b"pages of traces", hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class ApiKey:
    id: str
    pair: KeyPair
    created: str
    note: str | None

    def view(self) -> dict[str, str | None]:
        """The key as Langfuse lists it, with the secret key abbreviated."""
        secret = self.pair.secret_key
        shown = {"publicKey": self.pair.public_key, "displaySecretKey": f"{secret[:6]}...{secret[-4:]}"}
        return {"id": self.id, "createdAt": self.created, "note": self.note, **shown}


class ProjectKeys:
    """Safe to share between threads.

    Args:
        first: valid from the start.
        organization: may manage the project's keys, and nothing else.
    """

    def __init__(self, first: KeyPair, organization: KeyPair | None = None) -> None:
        self.organization = organization or KeyPair.new()
        self._keys: dict[str, ApiKey] = {}
        self._lock = threading.Lock()
        self.add(first)

    def add(self, pair: KeyPair | None = None, note: str | None = None) -> ApiKey:
        """Adds a new or the given pair. Raises ValueError when its public key exists already."""
        key = ApiKey(str(uuid.uuid4()), pair or KeyPair.new(), iso_utc(time.time_ns() // 1000), note)
        with self._lock:
            if any(key.pair.public_key == existing.pair.public_key for existing in self._keys.values()):
                raise ValueError(f"the public key {key.pair.public_key} exists already")
            self._keys[key.id] = key
        return key

    def revoke(self, key_id: str) -> bool:
        """Revokes a key. Returns whether it existed."""
        with self._lock:
            return self._keys.pop(key_id, None) is not None

    def all(self) -> list[ApiKey]:
        with self._lock:
            return list(self._keys.values())

    def accepts(self, given: bytes) -> bool:
        # Compares with every pair, even after a match: the time must not reveal which one matched.
        matches = [secrets.compare_digest(given, key.pair.basic) for key in self.all()]
        return any(matches)

    def opens_pages(self, given: str) -> bool:
        matches = [secrets.compare_digest(given.encode(), key.pair.page_key.encode()) for key in self.all()]
        return any(matches)

    def is_organization(self, given: bytes) -> bool:
        return secrets.compare_digest(given, self.organization.basic)
