"""Turns the submitted lists into classifications and checks them. The model itself has no tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import ValidationError

from agent_runtime.agent.output_validation import field_errors
from agent_runtime.agent.prose import reason_or
from tagger.models import AssetClassShare, RegionShare, SectorShare, TaggedInstrument, TaggerOutput, Tagging

#: Characters of one instrument's reason. All of a job are read in one statement, which gives 1 MB.
MOST_OF_A_REASON = 200
PLAIN_REASON = "Classified by name and kind."
Shares = Sequence[AssetClassShare] | Sequence[RegionShare] | Sequence[SectorShare]


def tagging(tagged: TaggedInstrument, names: Sequence[str] = ()) -> Tagging:
    """The classification of one instrument. Its reason may contain these names in any script.

    Raises:
        ValidationError: if a split does not sum to 100.
    """
    return Tagging(
        rationale=brief(reason_or(PLAIN_REASON, tagged.rationale, names)),
        asset_classes={share.key: share.percent for share in tagged.asset_classes},
        regions={share.key: share.percent for share in tagged.regions},
        sectors={share.key: share.percent for share in tagged.sectors},
    )


def brief(reason: str) -> str:
    """The reason, cut at a word."""
    if len(reason) <= MOST_OF_A_REASON:
        return reason
    return f"{reason[:MOST_OF_A_REASON].rpartition(' ')[0] or reason[: MOST_OF_A_REASON - 1]}…"


def tagging_problems(output: TaggerOutput, symbols: Sequence[str]) -> list[str]:
    """Mistakes of the output: symbols missing, unknown or repeated; keys used twice; wrong sums."""
    given = Counter(tagged.symbol for tagged in output.classifications)
    problems = [f"{symbol}: not classified." for symbol in symbols if symbol not in given]
    problems += [f"{symbol}: was not asked for." for symbol in given if symbol not in symbols]
    problems += [f"{symbol}: classified {times} times." for symbol, times in given.items() if times > 1]
    for tagged in output.classifications:
        problems += [f"{tagged.symbol}.{problem}." for problem in _split_problems(tagged)]
    return problems


def right_part(output: TaggerOutput, symbols: Sequence[str]) -> TaggerOutput | None:
    """The output with what is right of it: one mistake must not cost all the other classifications."""
    given = Counter(tagged.symbol for tagged in output.classifications)
    right = [
        tagged
        for tagged in output.classifications
        if tagged.symbol in symbols and given[tagged.symbol] == 1 and not _split_problems(tagged)
    ]
    return output.model_copy(update={"classifications": right}) if right else None


def _split_problems(tagged: TaggedInstrument) -> list[str]:
    splits: dict[str, Shares] = {
        "asset_classes": tagged.asset_classes,
        "regions": tagged.regions,
        "sectors": tagged.sectors,
    }
    twice = [
        f"{name}: {key.value} is given {times} times"
        for name, shares in splits.items()
        for key, times in Counter(share.key for share in shares).items()
        if times > 1
    ]
    if twice:
        return twice
    try:
        tagging(tagged)
    except ValidationError as error:
        return field_errors(error)
    return []
