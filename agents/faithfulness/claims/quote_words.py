"""Words by which a sentence beside a statement is judged, in their usual form."""

from __future__ import annotations

from faithfulness.bag import bag

#: Words that change nothing.
NEUTRAL = bag(
    "the a an you your this that it its also currently now clearly overall however so thus then still do does"
)
#: Words that are said otherwise often enough, without a change.
SAME = {
    "larger": "largest",
    "smaller": "smallest",
    "biggest": "largest",
    "positions": "holding",
    "position": "holding",
    "holdings": "holding",
    "accounts": "account",
    "regions": "region",
    "sectors": "sector",
    "counted": "included",
    "your": "the",
    "are": "is",
    "individual": "single",
    "lasts": "last",
    **dict.fromkeys(
        ("raises", "grows", "increases", "climbs", "improves", "boosts", "lifts", "raise", "grow"), "rises"
    ),
    **dict.fromkeys(("lowers", "shrinks", "declines", "decreases", "drops", "reduces", "fall", "shrink"), "falls"),
}
OTHERWISE = frozenset(SAME)
NEGATIONS = bag("no not nothing none")
#: Other words for one: "left out", "excluded".
DENYING = bag("left out excluded excludes omitted ignored ignores missing absent lacks without outside neither nor")
#: Words that make another claim of a sentence.
TURNING = NEGATIONS | bag(
    "nobody never neither without all every entire entirely most more less fewer only half third thirds quarter "
    "quarters tenth tenths fifth fifths two three four five nearly about largest smallest second "
    "covers falls rises poor median good last runs comfortable reasonable need generous sizeable sizable stays same "
    "substantial large small big much many several some few little plenty part partly once until after before single "
    "funds stocks taxable ira 401k roth cash empty unclassified classified later earlier sooner ten"
)
#: Words that decide what a statement says, of which other middles are about the same.
DECIDING = TURNING | bag("above below reaches")
RANKS = bag("largest smallest only")
#: What makes another claim of a statement that is whole.
ADDED = NEGATIONS | bag("never neither hardly second third")
VERBS = bag(
    "is holds makes covers reaches last ends runs falls rises invested planned made stays becomes gets remains changes "
    "shifts has"
)
AUXILIARIES = bag("does do will would can may")
#: Words that narrow what is said: "among bonds", "in the Roth".
SCOPES = bag("in of among within outside inside except besides without if for on by with single other")
#: With these a sentence begins that says something else: "every account but the IRA holds cash".
BEFORE = SCOPES | bag("every all each no none neither only")
MEASURING = bag("above below over under exceeds")
#: Between these a sentence says two things.
WALLS = bag(": ; and but while")
EDGES = bag(", ; : . ( ) – — - and but while whereas ! because since as which")
