"""Words that say how a sentence speaks: of the portfolio as it is, of advice, of a scenario, of a sum."""

from __future__ import annotations

from faithfulness.bag import bag

#: A sentence that starts with one of these tells the client to do something.
IMPERATIVES = bag(
    "add adopt aim allocate allow ask avoid begin bring build buy check choose close commit complete confirm "
    "consider continue contribute convert create cut decide define delay deploy direct discuss diversify do document "
    "draw ensure establish explore favor favour fill find fix gather go grow hold identify implement "
    "increase introduce invest keep lay let leave limit look lower maintain make maximise maximize move open "
    "pay phase pick postpone prefer put raise rebalance redirect reduce reinvest replace research resist "
    "review revisit rotate save schedule sell set shift simplify spread start stay stop swap switch take "
    "talk think tilt lift boost push nudge bump channel earmark park shave dial automate cover treat "
    "remember tell stick track trim try turn update use verify wait watch write"
)
ADVICE = bag(
    "should could consider considering recommend recommended suggest suggested aim aims ideally try unless "
    "improve improves help helps must"
)
SUPPOSED = bag(
    "would might may if suppose imagine assume assuming unless could can should hypothetical hypothetically "
    "implies stress scenario"
)
#: Words in front of a target, a limit or a step in advice.
TARGETS = bag(
    "to below under above over than least most toward towards between by every extra additional another "
    "within near around maximum minimum a an into cap limit target beyond shift move shifting moving hold "
    "holding keep keeping add adding put putting next first up exceed exceeds exceeding sell selling trim "
    "trimming buy buying invest investing cut cutting build building reserve save saving set aside raise even"
)
#: Words in front of a figure about the present state.
DEFINITE = bag("the your its their this that current currently present existing from today of is at")
FALLS = bag(
    "fall falls falling drop drops decline declines loss losses lose loses correction drawdown drawdowns "
    "crash downturn rise rises gain gains rally increase swing swings shock slide slump sell-off bear lost "
    "losing drops dropped haircut declined fell plunge setback halved pullback"
)
PAST = bag("last past ytd since returned gained earned historically grew")
#: "a ceiling of 5 %"
LIMITS = bag("ceiling limit cap target maximum minimum floor band threshold range buffer reserve share weight")
SUMS = bag(
    "together combined total totals sum altogether plus both jointly add adds collectively between aggregate "
    "overall combine combining these those all bring brings adding whole"
)
DIFFERENCES = bag(
    "gap difference shortfall short ahead exceed exceeds lead leads outweigh outweighs behind points point "
    "missing remaining surplus minus away leaves leaving separates excess lacks cushion buffer overshoots "
    "spread apart"
)
#: Behind a figure they say the same: "$59,505 more than …".
MORE_OR_LESS = bag("more less higher lower larger smaller above below over under fewer further")
RESTS = bag("remaining rest remainder other others outside balance elsewhere beyond non-cash remains")
NEGATIONS = bag(
    "no not without lacks lack lacking none neither nor never zero cannot nothing n't isn't aren't doesn't "
    "don't hasn't haven't nobody absent missing"
)
PRONOUNS = bag("it this that they these those its their which both each he she one")
