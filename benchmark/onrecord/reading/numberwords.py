"""The words that numbers are made of, compared with, and counted in."""

ONES = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen""".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
MULTIPLIERS = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
# Short multipliers stand right behind the digits: "$2.5m", "40bn", "10k".
SHORT_MULTIPLIERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}
VAGUE = {"tens": 10.0, "dozens": 12.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
ORDINALS = {
    word: value
    for value, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
        fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split(),
        1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4}
FRACTIONS |= {"fifth": 1 / 5, "fifths": 1 / 5, "tenth": 1 / 10, "tenths": 1 / 10}

_COMPARATORS = {
    ">": """more than|over|above|greater than|in excess of|exceeding|upward of|upwards of|north of
        |larger than|longer than|higher than|older than|heavier than|taller than|well over|just over""",
    ">=": "at least|no fewer than|no less than|not less than|a minimum of|minimum of",
    "<": """fewer than|less than|under|below|lower than|smaller than|shorter than|younger than
        |lighter than|just under""",
    "<=": "up to|at most|no more than|not more than|as many as|as much as|a maximum of|maximum of",
    "~": """about|around|nearly|almost|roughly|approximately|some|close to|an estimated|estimated|circa
        |more or less""",
}


def _by_last_word() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """For the last word of each phrase, its phrases, longest first: "no more than" holds "more than"."""
    pairs = [
        (tuple(phrase.split()), sign)
        for sign, phrases in _COMPARATORS.items()
        for phrase in phrases.split("|")
    ]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return {last: tuple(pair for pair in pairs if pair[0][-1] == last) for last in {p[0][-1] for p in pairs}}


COMPARATORS_BY_LAST_WORD = _by_last_word()
# "100 or more": the comparator may follow.
TRAILING_COMPARATORS = {
    ("or", "more"): ">=",
    ("or", "so"): "~",
    ("or", "fewer"): "<=",
    ("or", "less"): "<=",
}

CURRENCY_SIGNS = dict(zip("$€£¥₪₹₽₴", "usd eur gbp jpy ils inr rub uah".split(), strict=True))
UNITS = {
    word: unit
    for unit, words in {
        "%": "percent",
        "usd": "dollar dollars usd",
        "eur": "euro euros eur",
        "gbp": "sterling gbp",
        "pound": "pound pounds",
        "jpy": "yen jpy",
        "ils": "shekel shekels",
        "inr": "rupee rupees",
        "rub": "ruble rubles rouble roubles",
        "cny": "yuan renminbi",
        "chf": "franc francs",
        "crown": "crown crowns krona kronor krone kroner koruna",
        "peso": "peso pesos",
        "dinar": "dinar dinars",
        "dirham": "dirham dirhams",
        "riyal": "riyal riyals rial rials",
        "lira": "lira liras lire",
        "zloty": "zloty zlotys",
        "forint": "forint forints",
        "rupiah": "rupiah rupiahs",
        "shilling": "shilling shillings",
        "guilder": "guilder guilders",
        "cent": "cent cents",
        "penny": "penny pence",
        "km": "km kms kilometer kilometers kilometre kilometres",
        "m": "meter meters metre metres",
        "cm": "cm centimeter centimeters centimetre centimetres",
        "mm": "mm millimeter millimeters millimetre millimetres",
        "mile": "mile miles",
        "foot": "foot feet ft",
        "inch": "inch inches",
        "lb": "lb lbs",
        "ounce": "ounce ounces oz",
        "yard": "yard yards",
        "mph": "mph",
        "km/h": "kph kmh",
        "kg": "kg kilo kilos kilogram kilograms kilogramme kilogrammes",
        "g": "gram grams gramme grammes",
        "tonne": "tonne tonnes ton tons",
        "mg": "mg milligram milligrams milligramme milligrammes",
        "litre": "litre litres liter liters",
        "millilitre": "ml millilitre millilitres milliliter milliliters",
        "gallon": "gallon gallons",
        "pint": "pint pints",
        "barrel": "barrel barrels",
        "acre": "acre acres",
        "hectare": "hectare hectares",
        "degree": "degree degrees",
        "second": "seconds sec secs",
        "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years yr yrs",
        "decade": "decade decades",
        "century": "century centuries",
        "watt": "watt watts",
        "kw": "kw kilowatt kilowatts",
        "mw": "mw megawatt megawatts",
        "gw": "gw gigawatt gigawatts",
    }.items()
    for word in words.split()
}
# "clock": hours from midnight; "o'clock": the same where the text tells no half of the day.
CLOCK_UNITS = frozenset(["clock", "o'clock"])
CANONICAL_UNITS = frozenset(UNITS.values()) | CLOCK_UNITS | {"pp"}
# Currencies without a sign of their own, which not every text has.
NAMED_CURRENCIES = frozenset(
    """crown peso dinar dirham riyal lira zloty forint rupiah shilling guilder chf cny rub inr ils
    jpy""".split()
)

IRREGULAR_PLURALS = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "lives": "life",
    "wives": "wife",
    "troops": "troop",
    "police": "police",
    "media": "media",
    "dead": "dead",
    "wounded": "wounded",
    "injured": "injured",
    "missing": "missing",
    "aircraft": "aircraft",
    "personnel": "personnel",
}
# A noun phrase ends at one of these.
STOPPERS = frozenset(
    """a an the and or but nor of in on at to for from by with as than that which who whom whose when where
    while if because since until before after is are was were be been being am has have had do does did
    will would can could may might must shall should not no it its he his she her they their them we our
    you your i my this these those there here into over under about above below between during through
    against per each every out up down off so then also still only just all both either neither said says
    say told were""".split()
)


def singular(noun: str) -> str:
    """The lemma of a folded plural noun: "hostages" is "hostage", "people" is "person"."""
    if noun in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


def is_plural(noun: str) -> bool:
    """Whether a folded word looks like the plural of a counted noun."""
    if noun in IRREGULAR_PLURALS:
        return True
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "ous", "'s"))
