"""What a similar pair is: copy, revision or sibling, and why."""

from dedupe.judgements import Judgement, Verdict
from dedupe.verdicts.facts import facts, holdings
from dedupe.verdicts.judging import judge
from dedupe.verdicts.readings import Reading, Surroundings, read

__all__ = ["Judgement", "Reading", "Surroundings", "Verdict", "facts", "holdings", "judge", "read"]
