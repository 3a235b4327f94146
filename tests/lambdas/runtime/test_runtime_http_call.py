"""A cancelled call closes its connection under TLS and behind a proxy too: to Bedrock there is no other kind."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agent_runtime.bedrock.http_call import HttpCall, make_endable
from tests.waiting import PATIENCE_SECONDS

REQUEST = {"modelId": "m", "messages": [{"role": "user", "content": [{"text": "go"}]}]}
LOOPBACK = "127.0.0.1"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of the loopback address, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = tmp_path_factory.mktemp("tls") / "loopback.pem"
    file.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return file


class Hanging:
    """A TLS server that reads a request, never answers, and sees its client leave."""

    def __init__(self, certificate: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._listening = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listening.getsockname()[1]
        self.asked, self.left = threading.Event(), threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with self._context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            self.asked.set()
            # A connection that is cut without TLS's farewell is an error; one that is closed ends.
            with suppress(OSError):
                while secure.recv(65536):
                    pass
        self.left.set()

    def close(self) -> None:
        self._listening.close()


@contextmanager
def tunnel() -> Generator[int]:
    """The port of an HTTP proxy for one CONNECT."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        threading.Thread(target=_tunnel, args=[listening], daemon=True).start()
        yield listening.getsockname()[1]


def _tunnel(listening: socket.socket) -> None:
    client, _ = listening.accept()
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(65536)
    host, port = head.split()[1].decode().split(":")
    server = socket.create_connection((host, int(port)))
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    back = threading.Thread(target=_copy, args=[server, client], daemon=True)
    back.start()
    _copy(client, server)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def cancelled_half_way(client: Any, server: Hanging) -> None:
    async def run() -> None:
        call = asyncio.create_task(HttpCall().run(client.converse, **REQUEST))
        assert await asyncio.to_thread(server.asked.wait, PATIENCE_SECONDS), "the request arrives"
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    asyncio.run(run())


@pytest.mark.parametrize("proxied", [False, True], ids=["directly", "through a proxy"])
def test_a_cancelled_call_closes_its_connection_under_tls(certificate: Path, proxied: bool) -> None:
    server = Hanging(certificate)
    with tunnel() as proxy:
        config = Config(
            retries={"total_max_attempts": 1}, proxies={"https": f"http://{LOOPBACK}:{proxy}"} if proxied else {}
        )
        url = f"https://{LOOPBACK}:{server.port}"
        client = boto3.client(
            "bedrock-runtime", region_name="us-east-1", endpoint_url=url, verify=str(certificate), config=config
        )
        make_endable(client)
        cancelled_half_way(client, server)
        assert server.left.wait(PATIENCE_SECONDS), "the server sees the client leave"
    server.close()
