"""The draws of the simulation: the same 10,000 evenly spread futures for every plan.

Independent random paths leave up to half a percentage point of error in a success rate. These paths are spread evenly
over what plans depend on:

- Ten lattices of 1,000 points, each shifted at random: a randomly shifted rank-1 lattice rule. Its mean is unbiased,
  and the spread of the ten means gives the error (Dick, Kuo and Sloan, "High-dimensional integration: the quasi-Monte
  Carlo way", Acta Numerica 22, 2013).
- `GENERATOR` was built component by component for product weights 1/j² (Sloan and Reztsov, "Component-by-component
  construction of good lattice rules", Mathematics of Computation 71, 2002), each component another one.
  `tests/lambdas/test_retirement_draws.py` builds it again.
- A point's coordinates are the strengths of 90 waves over the longest plan, the slowest first. Success depends almost
  only on slow waves, and lattices are most even in their first coordinates.

The shifts are constants too: neither the user nor the job changes a draw, and a year more adds a draw to each path.
"""

from __future__ import annotations

import hashlib
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LATTICES = 10
POINTS = 1_000
PATHS = LATTICES * POINTS
#: Years of the longest plan: a goal is at most 60 years away, then 30 years of retirement.
LONGEST_YEARS = 90
#: One component for each wave.
GENERATOR = (
    1, 297, 367, 457, 419, 221, 121, 411, 309, 213, 269, 277, 347, 151, 311, 261, 179, 281,
    373, 197, 341, 171, 63, 483, 141, 451, 323, 247, 477, 479, 313, 107, 461, 387, 127, 97,
    443, 237, 343, 53, 489, 319, 349, 177, 147, 447, 173, 433, 377, 239, 487, 51, 441, 393,
    427, 209, 207, 243, 253, 463, 57, 227, 93, 467, 321, 119, 271, 153, 61, 113, 329, 157,
    163, 403, 217, 359, 339, 417, 307, 289, 291, 223, 469, 219, 437, 283, 39, 123, 439, 187,
)  # fmt: skip
SHIFTS = b"Alex, retirement projection"
#: A coordinate takes one of so many values in each step between two points of a lattice.
_CELLS_PER_POINT = 16
_CELLS = POINTS * _CELLS_PER_POINT
#: Points in one matrix product. OpenBLAS gives larger ones to several threads, which wait busily for a processor.
_PRODUCT = 25


def yearly_shocks(years: int, shifts: bytes = SHIFTS) -> Floats:
    """Standard normal numbers, independent from year to year: years × PATHS, the paths of one lattice in a row.

    Args:
        years: 1 to LONGEST_YEARS.
        shifts: names the random shifts. Only a measurement of the error has others.
    """
    waves = _waves()[:, :years]
    corners = np.outer(np.arange(POINTS), GENERATOR) % POINTS * _CELLS_PER_POINT
    normals = _normal_quantiles()
    shocks = np.empty((years, PATHS))
    for lattice, shift in enumerate(_shifts(shifts)):
        strengths = normals[corners + shift].reshape(-1, _PRODUCT, LONGEST_YEARS)
        points = (strengths @ waves).reshape(POINTS, years)
        shocks[:, lattice * POINTS : (lattice + 1) * POINTS] = points.T
    return shocks


@cache
def _waves() -> Floats:
    """Waves × years: an orthonormal cosine basis (DCT-IV). Normal strengths of the waves become normal shocks."""
    place = np.arange(LONGEST_YEARS) + 0.5
    return np.sqrt(2 / LONGEST_YEARS) * np.cos(np.pi / LONGEST_YEARS * np.outer(place, place))


@cache
def _normal_quantiles() -> Floats:
    """The normal quantile in the middle of each cell of 0..1, twice in a row: a shifted coordinate may pass 1."""
    quantile = NormalDist().inv_cdf
    upper = np.array([quantile((cell + 0.5) / _CELLS) for cell in range(_CELLS // 2, _CELLS)])
    once = np.concatenate([-upper[::-1], upper])
    return np.concatenate([once, once])


def _shifts(name: bytes) -> NDArray[np.int64]:
    """LATTICES × waves: how many cells each lattice is shifted."""
    bits = hashlib.shake_256(name).digest(4 * LATTICES * LONGEST_YEARS)
    return np.frombuffer(bits, dtype="<u4").reshape(LATTICES, LONGEST_YEARS).astype(np.int64) % _CELLS
