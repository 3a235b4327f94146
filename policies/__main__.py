import gc
import sys
from pathlib import Path

gc.disable()  # nothing that an import leaves is garbage; `serve` enables it
# Pulumi runs this folder, so it is first on the path; replace it with the repository's root.
sys.path[0] = str(Path(__file__).resolve().parent.parent)
if "pulumi" not in sys.modules:
    from policies import lazy_sdk

    lazy_sdk.install()
from policies.pack import serve

serve()
