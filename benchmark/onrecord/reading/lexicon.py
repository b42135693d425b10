"""Words that tell what a capitalised sequence names: titles, given names, places, kinds of organisation."""

MALE = frozenset(
    """aaron abdul abdullah abraham adam adrian ahmed al alan albert alejandro alex alexander alexei alfred
    ali allan allen alberto amir andre andreas andrei andrew andy angelo anthony antonio antony arjun
    arnold arthur asif barack barry bashar ben benjamin benny bernard bernie bill billy bob bobby brad
    bradley brandon brendan brent brett brian bruce bruno bryan byron calvin cameron carl carlos cecil
    cesar chad charles charlie chester chris christian christopher chuck clarence claude clay clifford
    clint clinton clive cody colin connor conor corey cory craig curtis cyril dale damian damon dan
    daniel danny darren darryl dave david dean dennis denis derek derrick dick diego dimitri dmitri
    dominic don donald doug douglas drew duncan dustin dwayne dwight dylan earl ed eddie edgar eduardo
    edward edwin eli elias elijah elliot emanuel emmanuel emilio enrique eric erik ernest ernesto ethan
    eugene evan felix ferdinand fernando floyd francis francisco francois frank franklin fred frederick
    gabriel gareth garrett gary gavin gene geoffrey george gerald gerard gilbert giovanni glen glenn
    gordon graham grant greg gregory guillermo gus guy hamid harold harry harvey hassan hector henri
    henry herbert herman howard hugh hugo hussein ian ibrahim igor ismail ivan jack jackson jacob
    jacques jake jamal james jamie jan jared jason javier jay jeb jeff jeffrey jeremy jerome jerry jesse
    jesus jim jimmy joe joel johan johannes john johnny jon jonah jonathan jordan jorge jose josef
    joseph josh joshua juan julian julio julius junior justin karim karl keith kelvin ken kenneth kevin
    khalid kirk kurt kyle lance larry lars laurence lawrence lee leo leon leonard leroy leslie lewis
    liam lincoln lindsey lloyd logan louis lucas luis luigi luke malcolm manuel marc marcel marco marcos
    marcus mario mark marshall martin marvin mathew matt matteo matthew maurice max maxwell mehmet
    melvin michael miguel mike mikhail milo mitch mitchell mohamed mohammad mohammed morgan morris moses
    muhammad nathan nathaniel neal ned neil nelson nicholas nick nicolas nigel noah noel norman oliver
    omar orlando oscar otto owen pablo patrick paul pedro percy perry pete peter phil philip phillip
    pierre rafael raj ralph ramon randall randy raul ray raymond reginald rene rex ricardo richard rick
    ricky rob robert roberto robin rod rodney rodrigo roger roland roman ron ronald rory ross roy ruben
    rudy rupert russell ryan salvador sam samuel santiago saul scott sean sebastian sergei sergey seth
    shane shaun shawn sidney simon spencer stan stanley stefan stephen steve steven stewart stuart ted
    terence terry theodore thomas tim timothy tobias toby todd tom tomas tommy tony travis trevor troy
    tyler vernon victor vincent vladimir volodymyr wade walter warren wayne wesley wilfred will willard
    william willie winston xavier yusuf zachary zach""".split()
)
FEMALE = frozenset(
    """abigail ada adele agnes aisha alexandra alexis alice alicia alison allison alma alyssa amanda amber
    amelia amina amy ana andrea angela angelina anita ann anna anne annette annie antonia ariana arlene
    ashley astrid audrey ava barbara beatrice becky belinda bella bernadette bernice beth bethany betsy
    betty beverly bonnie brenda bridget brittany camilla camille candace carla carly carmen carol carole
    caroline carolyn carrie catherine cathy cecilia celeste celia charlene charlotte chelsea cheryl
    chloe christina christine cindy claire clara clare claudia colleen connie constance courtney crystal
    cynthia daisy dana daniela danielle darlene dawn deborah debbie debra deirdre delia denise diana
    diane dianne dina dolores donna dora doris dorothy edith edna eileen elaine eleanor elena elisa
    elise elizabeth ella ellen eloise elsa emily emma erica erika erin esther ethel eva eve evelyn faith
    fatima felicia fiona flora florence frances francesca frida gabriela gabrielle gail geraldine gina
    gladys glenda gloria grace greta gretchen gwen gwendolyn hannah harriet hazel heather heidi helen
    helena helga hilary hillary holly hope ida ilhan imelda ines ingrid irene iris isabel isabella
    ivanka jacqueline jan jane janet janice jasmine jean jeanette jeanne jenna jennifer jenny jessica
    jill jo joan joanna joanne jodie josephine joy joyce juanita judith judy julia juliana julie juliet
    june kamala karen kate katherine kathleen kathryn kathy katie katrina kay kayla kellyanne kelly
    kendra kim kimberly kirsten krista kristen kristin kristina kylie lara laura lauren laurie leah
    leila lena leslie leticia lila lillian lily linda lindsay lisa liz lois loretta lori lorraine louise
    lucia lucille lucy lydia lynn mabel madeleine madeline maggie mandy marcia margaret margarita maria
    mariah marian marianne marie marilyn marina marion marissa marjorie marla marlene martha mary
    maureen maya megan meghan melania melanie melissa mercedes meredith mia michelle mildred mindy
    miranda miriam molly mona monica muriel myra nadia nancy naomi natalia natalie natasha nicole nikki
    nina nora norma olga olivia pamela pat patricia patsy patty paula pauline peggy penelope penny
    phoebe phyllis priscilla priya rachel ramona rebecca regina renee rhonda rita roberta rosa rosalind
    rose rosemary roxanne ruby ruth sabrina sally samantha sandra sara sarah selena selma shannon sharon
    sheila shelby shelley sherry shirley sian sierra silvia simone sofia sonia sophia sophie stacey
    stacy stella stephanie sue susan susanna susie suzanne sylvia tamara tammy tanya tara tatiana teresa
    tess theresa tiffany tina tracy trudy ursula valerie vanessa vera verna veronica vicki vicky
    victoria viola violet virginia vivian wanda wendy whitney wilma winifred yolanda yvette yvonne zara
    zoe""".split()
)

MALE_TITLES = frozenset(
    """mr sir lord father king prince congressman chairman spokesman sheikh baron duke""".split()
)
FEMALE_TITLES = frozenset(
    """mrs ms miss mme dame lady sister queen princess congresswoman chairwoman spokeswoman baroness
    duchess""".split()
)
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | frozenset(
        """mx dr prof professor rev reverend rabbi imam pastor bishop archbishop cardinal pope fr sen sens
    senator senators rep reps representative representatives gov govs governor president presidents
    vice-president premier chancellor minister ministers secretary undersecretary ambassador mayor judge
    justice justices chief gen general lt lieutenant col colonel capt captain cmdr commander maj major
    sgt sergeant cpl corporal pvt private adm admiral brig brigadier marshal officer detective inspector
    superintendent constable sheriff commissioner director chairperson chair speaker whip leader
    councilman councilwoman councillor alderman delegate attorney prosecutor counsel coach manager
    doctor nurse hon honorable emperor sultan emir ayatollah mullah analyst spokesperson ceo editor
    columnist correspondent reporter hacker actor actress comedian singer author democrat republican
    candidate nominee""".split()
    )
)
# Words that may stand before a title in a row of capitals: "Former U.S. Deputy Defense Secretary …".
TITLE_PARTS = frozenset(
    """former deputy vice prime foreign defense defence interior finance justice trade labor labour energy
    education health transport treasury home state assistant associate acting senior executive press first
    general majority minority house senate attorney solicitor chief district police fire staff u.s. us
    united""".split()
)
# "Secretary of State Jane Roe": what may follow the "of" of a title.
OFFICES = frozenset(
    """state defense defence energy labor labour commerce education health transportation staff
    treasury agriculture""".split()
)
SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())

ORGANISATION_WORDS = frozenset(
    """university college school academy institute institution department ministry agency bureau office
    committee commission council board court senate congress parliament assembly house party association
    union federation league alliance coalition society foundation trust fund bank group company
    corporation corp corp. co co. inc inc. ltd ltd. plc llc holdings industries partners airlines
    airways motors times post news journal herald tribune gazette press network broadcasting radio
    television magazine service services administration authority center centre organisation
    organization police army navy force forces guard corps hospital church club team project program
    campaign movement initiative network laboratories laboratory studio studios systems technologies
    pharmaceuticals pac caucus cabinet treasury pentagon kremlin nations airport museum library chamber
    exchange reserve""".split()
)
PLACE_WORDS = frozenset(
    """street avenue road boulevard river lake mountain mountains valley island islands county city town
    village province district bay beach park square bridge hill hills coast desert peninsula ocean sea
    airport springs falls heights""".split()
)
PLACES = frozenset(
    """afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh
    belarus belgium benin bolivia bosnia botswana brazil britain bulgaria burundi cambodia cameroon
    canada chad chile china colombia congo croatia cuba cyprus czechia denmark ecuador egypt england
    eritrea estonia ethiopia europe africa asia finland france gabon gambia gaza georgia germany ghana
    greece greenland guatemala guinea haiti honduras hungary iceland india indonesia iran iraq ireland
    israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon
    liberia libya lithuania luxembourg macedonia madagascar malawi malaysia mali malta mauritania mexico
    moldova mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger
    nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar
    romania russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden
    switzerland syria taiwan tajikistan tanzania thailand togo tunisia turkey turkmenistan uganda
    ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe alabama alaska arizona
    arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas
    kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
    nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont washington wisconsin
    wyoming london paris berlin rome madrid moscow beijing tokyo delhi mumbai cairo baghdad kabul tehran
    jerusalem damascus beirut istanbul ankara athens vienna brussels amsterdam geneva zurich stockholm
    oslo copenhagen helsinki warsaw prague budapest kyiv kiev dublin edinburgh glasgow manchester
    liverpool birmingham boston chicago houston dallas atlanta miami philadelphia seattle detroit denver
    phoenix baltimore cleveland pittsburgh brooklyn manhattan toronto montreal vancouver ottawa sydney
    melbourne seoul pyongyang shanghai bangkok jakarta manila nairobi lagos johannesburg islamabad
    karachi dubai doha riyadh u.s. u.s u.k. u.k us uk uae usa u.a.e.""".split()
)
PLACE_PHRASES = frozenset(
    """united states, united kingdom, united arab emirates, saudi arabia, north korea, south korea,
    south africa, new york, new jersey, new hampshire, new mexico, new zealand, new delhi, new orleans,
    north carolina, south carolina, north dakota, south dakota, west virginia, rhode island, los angeles,
    san francisco, san diego, las vegas, hong kong, sri lanka, costa rica, el salvador, puerto rico,
    tel aviv, middle east, west bank, buenos aires, mexico city, new york city, washington d.c.,
    northern ireland, papua new guinea, sierra leone, ivory coast, burkina faso, dominican republic,
    czech republic, gaza strip, rio de janeiro, sao paulo, kuala lumpur,
    salt lake city""".replace("\n    ", " ").split(", ")
)
CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov.
    dec. mon tue wed thu fri sat sun christmas easter ramadan thanksgiving hanukkah a.m. p.m. am pm gmt
    est edt bst""".split()
)
# Words in capitals at the start of a sentence that are no names.
COMMON = frozenset(
    """a an the this that these those there here it he she they we i you his her its their our my your who
    what when where why how which if in on at by for from to of with without within into onto about
    after before during since until till under over between among against through across along around
    behind beyond despite except like near off out outside inside per than toward towards up down upon
    via and but or nor so yet as because although though while whereas unless once whether not no yes
    all any both each every few many more most much other others another several some such same two
    three four five six seven eight nine ten hundreds thousands millions one first second third last
    next also even just only still then now later earlier today yesterday tomorrow tonight meanwhile
    however instead indeed perhaps maybe nearly almost about again already always never ever often
    sometimes soon too very well according asked speaking born based founded given earlier-this is are
    was were be been being do does did has have had can could may might must shall should will would let
    please officials people police authorities lawmakers critics supporters experts analysts residents
    witnesses investigators prosecutors researchers scientists doctors students teachers workers voters
    protesters demonstrators police government leaders members families children women men shares sales
    prices stocks reporters journalists sources neither either nobody everyone everybody someone
    something nothing until back part little less least rather quite certainly clearly obviously
    unfortunately asked told added speaking talking writing citing noting calling using having getting
    making going while whose whom whatever whenever wherever whoever additional although amid along
    thanks thank photo image video file update breaking exclusive opinion analysis read watch related
    share credit caption editor's note dear good great new old big small high low long short early late
    best worst better former current recent many local national federal international foreign public
    private political economic social military medical legal general senior top chief major main
    key""".split()
)


def gender_of(given: str) -> str:
    """``m`` or ``f`` for a folded given name, or "" where it is neither or both."""
    if given in MALE:
        return "" if given in FEMALE else "m"
    return "f" if given in FEMALE else ""
