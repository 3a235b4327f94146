import sys
from pathlib import Path

# Pulumi runs this folder, so it is first on the path; replace it with the repository's root.
sys.path[0] = str(Path(__file__).resolve().parent.parent)
from policies.pack import serve

serve()
