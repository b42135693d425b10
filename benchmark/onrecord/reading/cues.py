"""The lexicon of cues: verbs and phrases that say that somebody communicated something."""

from collections.abc import Iterable
from typing import Literal

# How a cue takes what was communicated.
#   clause   "said (that) …", "…, she said"
#   object   the content is what follows, not a clause of its own: "criticised the plan", "called for …"
#   urge     an addressee and an infinitive: "urged them to leave"
Frame = Literal["clause", "object", "urge"]

_CLAUSE = """
    say tell add note write argue claim insist suggest acknowledge admit announce assert concede
    conclude confirm contend declare disclose emphasise emphasize explain indicate maintain mention observe
    predict proclaim reaffirm recall reiterate remark reply report respond retort reveal state stress
    testify tweet warn boast brag complain joke quip lament grumble allege aver opine muse exclaim
    shout yell scream whisper mutter bark chant blurt counter caution estimate imply signal hint
    theorise theorize speculate post message text email e-mail blog marvel gripe fume vent protest
    clarify elaborate recount reason continue intone deadpan snap shrug growl quote read
    swear vow pledge promise threaten agree stipulate repeat interject advise assure remind inform
    notify apprise relay attest profess decree rule write-in underscore underline allow stammer cry sob laugh
    chuckle sigh sneer scoff wail plead beg pray preach crow gush rave rant sum volunteer venture wonder ask
    inquire enquire query demand order urge instruct command implore recommend propose request deny dispute
    answer find point comment suppose telegraph cable charge surmise theorise muse enthuse retweet
"""
_OBJECT = """
    criticise criticize condemn denounce praise blast slam attack mock accuse blame describe defend endorse
    discuss cite reject dismiss call deride decry hail tout laud applaud welcome question challenge rebuke
    rip lambaste lambast ridicule bash chide scold assail berate belittle disparage lampoon thank
    congratulate apologise apologize rebut refute downplay characterise characterize dub label brand
    compare liken reference refer pan lash rail point talk speak boo heckle detail outline
    express voice proclaim advocate champion
    deplore bemoan deem propose demand put count
"""
_URGE = """
    urge ask tell order instruct advise beg implore encourage invite exhort beseech command call
    vow pledge promise threaten offer agree volunteer swear demand plead warn
    propose request appeal
"""
_IRREGULAR = {
    "find": ("finds", "found", "found", "finding"),
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "read", "reading"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "cry": ("cries", "cried", "cried", "crying"),
    "deny": ("denies", "denied", "denied", "denying"),
    "testify": ("testifies", "testified", "testified", "testifying"),
    "clarify": ("clarifies", "clarified", "clarified", "clarifying"),
    "imply": ("implies", "implied", "implied", "implying"),
    "reply": ("replies", "replied", "replied", "replying"),
    "notify": ("notifies", "notified", "notified", "notifying"),
    "decry": ("decries", "decried", "decried", "decrying"),
    "admit": ("admits", "admitted", "admitted", "admitting"),
    "refer": ("refers", "referred", "referred", "referring"),
    "quip": ("quips", "quipped", "quipped", "quipping"),
    "blog": ("blogs", "blogged", "blogged", "blogging"),
    "brag": ("brags", "bragged", "bragged", "bragging"),
    "beg": ("begs", "begged", "begged", "begging"),
    "sob": ("sobs", "sobbed", "sobbed", "sobbing"),
    "snap": ("snaps", "snapped", "snapped", "snapping"),
    "slam": ("slams", "slammed", "slammed", "slamming"),
    "rip": ("rips", "ripped", "ripped", "ripping"),
    "dub": ("dubs", "dubbed", "dubbed", "dubbing"),
    "pan": ("pans", "panned", "panned", "panning"),
    "put": ("puts", "put", "put", "putting"),
    "sum": ("sums", "summed", "summed", "summing"),
    "shrug": ("shrugs", "shrugged", "shrugged", "shrugging"),
    "label": ("labels", "labeled", "labelled", "labeling"),
    "signal": ("signals", "signaled", "signalled", "signaling"),
    "rebut": ("rebuts", "rebutted", "rebutted", "rebutting"),
}

# Verbs that need "that", a quotation or an infinitive after them: without it they mostly mean another thing.
NEEDS_THAT = frozenset(
    """add agree allow answer ask assure advise cable chant continue conclude confirm counter cry demand
    emphasise emphasize estimate indicate inform instruct laugh maintain mention message observe offer
    order plead post pray propose protest quote read reason recommend remind repeat request respond
    reveal rule shrug signal sigh snap stress sum swear text threaten underline underscore urge venture
    volunteer vow wail warn wonder charge query preach rant rave vent chuckle sneer scoff report find
    promise pledge swear comment suppose""".split()
)
# Verbs that act as much as they say: a cue only where some of what follows stands in quote marks.
NEEDS_MARKS = frozenset(
    """endorse attack oppose label brand pan boo heckle compare liken advocate champion welcome thank
    congratulate deem rip bash hail outline detail proclaim offer lash dub assail scold""".split()
)

# Verbs that say something only with a figure: "put the injured at 131", "counted 143 injured".
NEEDS_FIGURE = frozenset(("put", "count"))

# Verbs whose "-ing" takes a clause without "that" ("…, saying he would go"); of others it is rarely a cue.
BARE_GERUND = frozenset(
    """say add note argue claim insist suggest tell write warn call refer cite accuse describe ask urge
    criticise criticize blame explain quote blast slam denounce mock dismiss praise""".split()
)

# Verbs of which only some forms are cues: the others are nouns, or mean another thing.
ONLY_PAST = frozenset(
    """find email e-mail text message post order venture label brand blast pan attack count""".split()
)

# "reports", "claims", "comments": as often nouns as verbs, so the words around them must decide.
NOUN_LIKE = frozenset(
    """report claim note call question answer state order request demand estimate post message text email
    e-mail blog joke remark reply signal hint rule cry laugh sigh promise pledge vow threat reason attack
    blame praise blast challenge brand label reference pan rail point talk detail outline voice
    champion offer command cable protest plea counter caution boast complaint shout scream whisper
    appeal comment bark chant mention cite read boo query tweet gripe welcome stress dispute address
    charge""".split()
)


def _forms(lemma: str) -> dict[str, str]:
    if lemma in _IRREGULAR:
        third, past, participle, gerund = _IRREGULAR[lemma]
    elif lemma.endswith("e"):
        third, past, participle, gerund = lemma + "s", lemma + "d", lemma + "d", lemma[:-1] + "ing"
    else:
        third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
        past = participle = lemma + "ed"
        gerund = lemma + "ing"
    found = {lemma: "base", third: "third", participle: "past", past: "past", gerund: "gerund"}
    if lemma == "read":
        found["read"] = "past"
    return found


def _lexicon(lemmas: Iterable[str]) -> dict[str, tuple[str, str]]:
    return {form: (lemma, tense) for lemma in lemmas for form, tense in _forms(lemma).items()}


CLAUSE_LEMMAS = frozenset(_CLAUSE.split())
OBJECT_LEMMAS = frozenset(_OBJECT.split())
URGE_LEMMAS = frozenset(_URGE.split())

# Every form of every cue verb: its lemma, and base, third, past or gerund.
VERB_FORMS: dict[str, tuple[str, str]] = _lexicon(sorted(CLAUSE_LEMMAS | OBJECT_LEMMAS | URGE_LEMMAS))

# The little word that makes some verbs a cue: "called for", "referred to", "pointed out".
PARTICLES: dict[str, frozenset[str]] = {
    "call": frozenset(("for", "on", "upon")),
    "refer": frozenset(("to",)),
    "point": frozenset(("out", "to")),
    "talk": frozenset(("about", "of")),
    "speak": frozenset(("about", "of", "out", "against")),
    "rail": frozenset(("against",)),
    "lash": frozenset(("out",)),
    "apologise": frozenset(("for",)),
    "apologize": frozenset(("for",)),
    "sum": frozenset(("up",)),
    "ask": frozenset(("for",)),
    "plead": frozenset(("for",)),
    "appeal": frozenset(("for",)),
}
NEEDS_PARTICLE = frozenset(("sum", "refer", "point", "talk", "speak", "rail", "lash"))

# Nouns that carry what somebody said: "a statement that …", "in a letter: …".
SPEECH_NOUNS = frozenset(
    """statement claim comment suggestion warning allegation accusation assertion argument remark report
    interview letter email tweet post message speech memo announcement assurance promise pledge vow
    complaint contention belief""".split()
)

# Words for those who may be told something.
ADDRESSEE_VERBS = frozenset(
    """tell remind assure warn inform notify advise ask urge order instruct beg implore encourage invite
    exhort beseech command promise text email e-mail message apprise""".split()
)


def frames(lemma: str) -> frozenset[Frame]:
    """The ways in which a cue verb takes its content; empty for a verb that is no cue."""
    found: set[Frame] = set()
    if lemma in CLAUSE_LEMMAS:
        found.add("clause")
    if lemma in OBJECT_LEMMAS:
        found.add("object")
    if lemma in URGE_LEMMAS:
        found.add("urge")
    return frozenset(found)


def is_cue(words: str) -> bool:
    """Whether some words, as they stand, are a cue of the lexicon ("said", "according to", "has told")."""
    parts = words.casefold().split()
    return bool(parts) and (
        parts[:2] == ["according", "to"] or any(p.strip(".,:;") in VERB_FORMS for p in parts)
    )
