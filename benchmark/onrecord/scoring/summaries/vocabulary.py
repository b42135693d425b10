"""Words that scoring a summary has to know, folded."""

# Country and people: all the forms that mean one of them. The first is the canonical one.
_NATIONS = """
unitedstates us usa america american americans
unitedkingdom uk britain british briton britons
unitednations un
europeanunion eu
israel israeli israelis
palestine palestinian palestinians
gaza gazan gazans
russia russian russians
ukraine ukrainian ukrainians
china chinese
taiwan taiwanese
japan japanese
korea korean koreans
vietnam vietnamese
india indian indians
pakistan pakistani pakistanis
afghanistan afghan afghans
bangladesh bangladeshi bangladeshis
iran iranian iranians
iraq iraqi iraqis
syria syrian syrians
lebanon lebanese
jordan jordanian jordanians
egypt egyptian egyptians
turkey turkish turk turks türkiye
qatar qatari qataris
yemen yemeni yemenis houthi houthis
libya libyan libyans
sudan sudanese
kenya kenyan kenyans
nigeria nigerian nigerians
ethiopia ethiopian ethiopians
france french frenchman frenchwoman
germany german germans
italy italian italians
spain spanish spaniard spaniards
portugal portuguese
netherlands dutch
belgium belgian belgians
switzerland swiss
austria austrian austrians
sweden swedish swede swedes
norway norwegian norwegians
denmark danish dane danes
finland finnish finn finns
iceland icelandic icelander icelanders
poland polish pole poles
hungary hungarian hungarians
czechia czech czechs
slovakia slovak slovaks
romania romanian romanians
bulgaria bulgarian bulgarians
greece greek greeks
serbia serbian serb serbs
croatia croatian croat croats
ireland irish
scotland scottish scots
wales welsh
england english
canada canadian canadians
mexico mexican mexicans
cuba cuban cubans
brazil brazilian brazilians
argentina argentine argentinian argentines
chile chilean chileans
peru peruvian peruvians
colombia colombian colombians
venezuela venezuelan venezuelans
australia australian australians
europe european europeans
africa african africans
asia asian asians
islam islamic islamist islamists muslim muslims
judaism jewish jew jews
christianity christian christians
catholicism catholic catholics
"""
NATION = {form: line.split()[0] for line in _NATIONS.strip().splitlines() for form in line.split()}

# Names of several words that have a short form.
LONG_FORMS = {
    ("united", "states", "of", "america"): "unitedstates",
    ("united", "states"): "unitedstates",
    ("united", "kingdom"): "unitedkingdom",
    ("great", "britain"): "unitedkingdom",
    ("united", "nations"): "unitednations",
    ("european", "union"): "europeanunion",
}

# A seat of government named for the government: an inference from outside the article, but no invention.
METONYMS = {
    "washington": "unitedstates",
    "moscow": "russia",
    "kremlin": "russia",
    "beijing": "china",
    "london": "unitedkingdom",
    "westminster": "unitedkingdom",
    "brussels": "europeanunion",
    "kyiv": "ukraine",
    "kiev": "ukraine",
    "tehran": "iran",
    "cairo": "egypt",
    "ankara": "turkey",
    "berlin": "germany",
    "paris": "france",
}

NICKNAMES = tuple(
    frozenset(group.split())
    for group in """william bill will|joseph joe|robert bob rob bobby|michael mike|richard dick rick|james jim
    jimmy|thomas tom|edward ed ted|anthony tony|daniel dan|david dave|stephen steve steven|charles charlie
    chuck|john jack|elizabeth liz|katherine kate kathy|donald don|christopher chris|matthew matt|patricia
    pat|benjamin ben bibi|samuel sam|andrew andy|gregory greg|timothy tim|kenneth ken|ronald ron|
    alexander alex|jeffrey jeff|nicholas nick|peter pete|susan sue|margaret maggie""".split("|")
)

# Capitalised words that describe an office or a body: they name nobody by themselves.
ROLES = frozenset(
    """mr mrs ms mx miss dr prof professor sir dame lord lady rev reverend president vice prime minister
    premier chancellor secretary senator sen representative rep congressman congresswoman governor gov mayor
    ambassador envoy general gen colonel col major captain capt lieutenant sergeant admiral commander king
    queen prince princess pope director chief chair chairman chairwoman chairperson head spokesman
    spokeswoman spokesperson leader deputy defense defence foreign finance interior state official officials
    officer officers judge justice attorney lawyer coach manager ceo editor speaker house administration
    government ministry department office council committee commission agency court police army navy
    military party parliament congress senate union university hospital company group bank association
    federation organization organisation institute center centre city town county province region river
    street road bridge north south east west northern southern eastern western central middle former acting
    senior top national federal international local public security""".split()
)

# What somebody's words stand in.
DOCUMENTS = frozenset(
    """report letter memo note message statement post page blog email e-mail ruling study paper book memoir
    announcement complaint release""".split()
)

NEGATORS = frozenset(
    "not no never nor neither none nobody nothing nowhere cannot without hardly barely scarcely".split()
)
"""Words that turn a clause round; so does every word that ends in "n't"."""

FUNCTION_WORDS = frozenset(
    """a an the and or but nor so yet of in on at to for from by with as than that which who whom whose when
    where while if because since until before after is are was were be been being am has have had having do
    does did doing will would can could may might must shall should it its itself he him his himself she her
    hers herself they them their theirs themselves we us our ours you your i me my this these those there
    here into onto over under about above below between during through against per each every out up down
    off then also still only just all both either s t re ve ll d m said says say told according not no never
    more most some any such other another own very too much many what how why one""".split()
)
# With these between the source and the words, a sentence reports.
REPORTING = frozenset(
    """say says said saying tell tells told add adds added warn warns warned call calls called insist insists
    insisted stress stresses stressed deny denies denied claim claims claimed argue argues argued vow vows
    vowed demand demands demanded according accuse accuses accused describe describes described want wants
    wanted note notes noted announce announces announced confirm confirms confirmed reject rejects rejected
    urge urges urged promise promises promised report reports reported acknowledge acknowledges acknowledged
    admit admits admitted believe believes declare declares declared emphasize emphasizes emphasized
    emphasise emphasised reiterate reiterated state states stated statement blame blames blamed criticise
    criticised criticize criticized ask asks asked predict predicts predicted propose proposes proposed
    outline outlines outlined express expressed maintain maintains maintained pledge pledged threaten
    threatened""".split()
)
