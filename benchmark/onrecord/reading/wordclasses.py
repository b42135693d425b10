"""Word classes that can be told without a tagger: closed classes, and verbs and adverbs by their ending."""

from onrecord.reading.cues import VERB_FORMS
from onrecord.reading.items import Item

RELATIVES = frozenset("who that which".split())
PRONOUNS = frozenset(
    """he she they we i you it who that which one everyone everybody nobody others many some both""".split()
)
PERSONAL = frozenset("he she they we i you who".split())
DAY_PARTS = frozenset("morning afternoon evening night".split())
DETERMINERS = frozenset(
    """the a an this these those his her its their our my your some many several two three four five six
    another no any all both each every most few one other more""".split()
)
AUXILIARIES = frozenset(
    """has have had is are was were be been being do does did will would could can may might must should
    shall not never also 's 'd 'll 've hasn't haven't hadn't isn't aren't wasn't weren't don't doesn't
    didn't won't wouldn't couldn't can't cannot""".split()
)
ADVERBS = frozenset(
    """also later then now once often still again ever never just even only soon already always sometimes
    earlier first further thus long instead simply twice once further since both all too reportedly
    famously afterward afterwards today yesterday tonight tomorrow
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
PREPOSITIONS = frozenset(
    """of for from at in with on by to about against among after before during into over under between
    through without within around across behind near outside inside toward towards like as per despite
    via upon off since until out up down""".split()
)
LINKS = frozenset(
    """and or but nor that when while where because if whether although though unless so than as which
    whose what how why since until""".split()
)
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
MONTHS = frozenset(
    """january february march april may june july august september october november december""".split()
)
_NOT_ADVERB = frozenset(
    """family ally assembly italy july emily kelly molly sally billy reply supply lily beverly kimberly
    holly rally bully""".split()
)
NOT_VERBS = frozenset(
    """united red bed hundred ted fred ned need indeed speed seed alfred jared reed mohammed ahmed""".split()
)
_VERBS = frozenset(
    """is are was were be been has have had do does did will would could can may might must should shall
    rang wrote spoke drew broke flew chose bought caught fought taught brought sold built drove wore
    threw grew went came took made got gave met left won lost ran saw knew thought became began held
    kept led felt found sent spent stood put set cut let goes comes takes makes gets gives meets wins runs
    sees knows thinks becomes begins holds keeps leads feels finds wants want believe believes think hope
    hopes fear fears know see""".split()
)
INTRODUCTORY = PREPOSITIONS | frozenset(
    """when while because if although though unless once whether asked speaking and but so or still
    meanwhile however yet instead then later earlier also yesterday today""".split()
)


def is_adverb(item: Item) -> bool:
    return item.kind == "word" and (
        item.form in ADVERBS
        or (item.form.endswith("ly") and not item.is_capital and item.form not in _NOT_ADVERB)
    )


def is_boundary(item: Item) -> bool:
    """Whether an item cannot stand inside a noun phrase."""
    if item.kind != "word":
        return not (item.kind == "punct" and item.form in "&")
    form = item.form
    if item.is_capital and form not in LINKS and form not in PREPOSITIONS and form not in PERSONAL:
        return False
    if form in AUXILIARIES or form in LINKS or form in PREPOSITIONS or form in PERSONAL or form in _VERBS:
        return True
    return form == "it" or "n't" in form


def is_verb_like(item: Item) -> bool:
    """Whether a word in lower case looks like a verb, by its ending or by being a cue."""
    if item.kind != "word" or item.is_capital:
        return False
    form = item.form
    if form in _VERBS or form in AUXILIARIES:
        return True
    if form in VERB_FORMS and VERB_FORMS[form][1] in ("past", "gerund"):
        return True
    return form.endswith("ed") and len(form) > 4 and form not in NOT_VERBS
