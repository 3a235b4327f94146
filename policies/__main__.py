import sys
from pathlib import Path

# Pulumi runs this folder, so it stands first on the path; the repository's root takes its place.
sys.path[0] = str(Path(__file__).resolve().parent.parent)
from policies.pack import serve  # noqa: E402

serve()
