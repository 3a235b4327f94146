#!/usr/bin/env bash
# Resolves and pins all requirements again. `make lock` calls it; commit the changed files.
# The files must not contain an index URL: they must install from any package index.
set -euo pipefail
cd "$(dirname "$0")"
uv=${UV:-../.venv/bin/uv}
compile() { "$uv" pip compile --quiet --generate-hashes --no-emit-index-url --no-header "$@"; }
lambda=(--python-version 3.13 --python-platform x86_64-manylinux_2_28)
compile lambda.in "${lambda[@]}" -o lambda.txt
compile retirement.in "${lambda[@]}" -o retirement.txt
compile tooling.in --universal --python-version 3.11 -o tooling.txt
compile check.in --universal --python-version 3.11 -o check.txt
compile load.in --universal --python-version 3.11 -o load.txt
compile scan.in --universal --python-version 3.11 -o scan.txt
compile site.in --universal --python-version 3.11 -o site.txt
compile browser.in --universal --python-version 3.11 -o browser.txt
# The model's package asks for the tool that it is a plugin of, and for another llama.cpp: neither is needed.
compile models.in --universal --python-version 3.11 --no-deps -o models.txt
