"""Closed word lists of English news: titles, company forms, heads of organisation, place and event names.

Compiled by hand from news style guides' lists of titles and abbreviations; all in lower case, without full stops.
"""


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


# Before a person's name, and no part of it. "Prime Minister" and "Vice President" are two of these words.
TITLES = words(
    """mr mrs ms miss mx messrs dr sir dame lord lady madam prof professor rev reverend fr father brother pastor bishop
    archbishop cardinal pope rabbi imam sheikh ayatollah sen senator senators rep reps representative congressman
    congresswoman gov governor mayor president presidents vice prime minister premier chancellor secretary king
    queen prince princess emperor duke duchess baron baroness count judge justice gen general lt-gen col colonel maj
    major capt captain lt lieutenant sgt sergeant cpl corporal cmdr commander brig brigadier const constable insp
    inspector det detective adm admiral ambassador coach mp attorney chairman chairwoman chairperson chief
    superintendent sheriff marshal deputy commissioner director spokesman spokeswoman spokesperson hon honourable
    honorable ceo chief-of-staff officer private pfc trooper agent councillor councilman councilwoman alderman
    assemblyman assemblywoman treasurer speaker undersecretary under-secretary acting ex-president ex former
    co-founder founder analyst economist editor manager striker midfielder defender goalkeeper quarterback skipper
    firefighter sister mufti sultan emir comrade citizen crown coroner pm"""
)
MALE_TITLES = words(
    """mr sir lord father brother king prince emperor duke baron congressman chairman spokesman councilman pope imam
    sheikh"""
)
FEMALE_TITLES = words(
    """mrs ms miss dame lady madam queen princess duchess baroness congresswoman chairwoman spokeswoman councilwoman"""
)
# With these even a single word that follows is a name.
HONORIFICS = words(
    """mr mrs ms miss mx messrs dr sir dame lord lady sen rep gov prof rev gen col maj capt lt sgt cpl adm"""
)
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
NAME_SUFFIXES = words("""jr sr ii iii iv phd md qc kc obe cbe mbe esq""")

# Behind a name; as places and others they stand elsewhere (Charleston, SC).
HONOURS = words("""qc kc sc mp msp phd md obe mbe cbe kbe jp am ao""")

# Named offices: a span of these alone is a role, not a name.
ROLES = TITLES | words(
    """pm vp mps senators congress-man lawmaker lawmakers officials official ministers governors mayors judges
    correspondent reporter writer lawyer detectives professors doctor doctors mum mom dad grandma grandpa mother
    aunt uncle officers directors executive"""
)
TRAILING_ROLES = words(
    """correspondent spokesman spokeswoman spokesperson chief ceo president chairman director analyst editor reporter
    mp mps coach sheriff sheriffs ambassador administrator minister mayor governor senator commissioner councillor"""
)

DETERMINERS = words(
    """the a an this that these those its his her our their my your some any each every no all both another such"""
)

COMPANY_FORMS = words(
    """inc incorporated corp corporation co company companies ltd limited llc llp plc gmbh ag sa spa nv bv ab asa oyj
    holdings holding group kk pty lp"""
)
# Left out when two names of one organisation are compared: "Labour", "the Labour Party".
GENERIC_TAILS = COMPANY_FORMS | words(
    """party university college club fc afc cf bank airlines airways newspaper newspapers magazine"""
)

ORGANISATION_TAILS = COMPANY_FORMS | words(
    """university college school schools academy institute institution ministry department agency commission committee
    subcommittee council court tribunal party bank union association federation confederation foundation trust fund
    club league fc afc cf united times post news journal tribune herald gazette telegraph guardian observer
    chronicle globe reuters press police army navy senate congress parliament assembly bureau office administration
    authority board hospital clinic service services society network networks airlines airways airline motors
    systems technologies technology pharmaceuticals partners capital media television radio tv broadcasting studios
    records pictures entertainment orchestra ensemble choir brigade battalion regiment corps forces force front
    movement coalition alliance brotherhood republicans democrats conservatives exchange laboratories labs energy
    petroleum oil airline insurance securities investments ventures consulting solutions software industries
    international communications telecom cathedral-school magazine newspaper cabinet treasury secretariat taskforce
    command guard militia team"""
)
ORGANISATION_HEADS = words(
    """university college institute ministry department bank house bureau office court council board federation
    association society"""
)
# After a city they are its newspaper.
CITY_PAPERS = words("""sun star mail mirror echo argus express record bee standard""")
PLACE_TAILS = words(
    """street avenue road boulevard lane river lake mountain mountains mount county city province island islands isle
    valley beach park airport bay sea ocean district village town region desert peninsula bridge hill hills square
    coast harbour harbor creek canyon forest gulf strait canal stadium arena highway prefecture municipality
    township parish oblast governorate heights plaza cathedral mosque church temple synagogue basin delta falls
    springs dam reservoir plateau cemetery neighborhood neighbourhood suburb camp museum planetarium observatory zoo
    prison jail palace castle tower towers hotel theatre theater pier courthouse monument memorial marina base"""
)
PLACE_HEADS = words("""mount mt lake cape fort river gulf strait isle bay port terminal museum""")
EVENT_TAILS = words(
    """war wars cup olympics games championship championships festival summit awards election elections revolution
    uprising tournament open derby marathon conference convention holocaust intifada primary bowl crisis massacre
    earthquake hurricane day fair expo tour mela carnival parade biennale grandprix prix oscars grammys emmys
    paralympics playoffs referendum"""
)
LAW_TAILS = words("""act amendment bill treaty protocol constitution accord accords convention code""")

# Capitalised without being anyone's name.
CALENDAR = words(
    """monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec spring summer autumn winter today tomorrow yesterday tonight morning afternoon
    evening night gmt est edt pst pdt bst cet utc am pm ad bc"""
)
NO_NAMES = CALENDAR | words(
    """i we you he she it they me us him them i'm i've i'd i'll ok okay yes no not but and or if so then when where why
    how what who whom which while there here these those this that the a an at by for from in into of off on onto
    out over to up with as about after before since until because although though however also just only even still
    yet now again many most more some few all both each every first second third one two three four five six seven
    eight nine ten hundred thousand million billion advertisement advertising subscribe newsletter photo photos
    photograph picture image video videos caption file story read click comment comments share copyright editor's
    note source sources update updated breaking exclusive opinion analysis feature live watch listen q a mr mrs ms
    dr god lord covid coronavirus internet web website online bluetooth wifi http https www com html pdf overseas"""
)

# Common words that are surnames too, where a given name or a title stands before them: Theresa May, James To.
SURNAMES_TOO = words("may march sun to or so an no on in you he how")

# Titles that are surnames too, where a given name stands before them, and alone where the article has such a person.
TITLES_AS_SURNAMES = words(
    """major judge king bishop pope prince duke baron marshal constable justice cardinal pastor sultan sheriff lord
    queen crown count chancellor mayor coach chief speaker sergeant dame"""
)
# Titles that are given names too, if seldom: by what the person does, see CIVILIANS.
TITLES_AS_GIVEN = words("""major judge king prince duke count baron bishop queen lady marshal pope""")
# Before a name, whatever its case: who does this has no rank, office or throne.
CIVILIANS = words(
    """correspondent reporter journalist columnist anchor anchorman anchorwoman host presenter broadcaster pundit
    blogger actor actress comedian filmmaker producer playwright poet novelist singer musician rapper songwriter
    singer-songwriter guitarist bassist drummer pianist trumpeter saxophonist bandleader model photographer
    baseman shortstop outfielder infielder catcher pitcher slugger quarterback linebacker cornerback lineman
    striker midfielder defender goalkeeper winger point-guard centre-back full-back left-back right-back batsman
    bowler golfer sprinter"""
)

# Verbs whose subject is a person or an organisation.
SPEECH = words(
    """said says say told tells added adds asked asks argued argues wrote writes claimed claims insisted insists
    admitted warned replied explained noted recalled declared announced believes thinks thought tweeted testified
    joked agreed denied conceded stressed urged vowed hopes hoped felt resigned married retired smiled laughed wore
    died graduated"""
)

# Words of sport; an article full of them calls teams by their towns and countries.
SPORT = words(
    """goal goals striker midfielder defender goalkeeper season league coach match matches innings wicket wickets
    batsman bowler quarterback touchdown touchdowns inning pitcher homer playoff playoffs semifinal semifinals
    semi-final quarter-final quarterfinal halftime half-time penalty scored scoring scorer fixture fixtures squad
    championship tournament cup football soccer rugby cricket basketball hockey baseball nba nfl nhl mlb fifa uefa
    premiership winger scrum-half fly-half try tries referee kick-off teammate teammates rebounds unbeaten defeat
    game games team teams player players derby relegation promotion title club clubs stadium"""
)
# What a team does, who belongs to it, and before whom it is an opponent or an employer.
PLAY = words(
    """beat beats beaten win wins won lose loses lost play plays played playing score scores scored draw draws drew
    face faces faced host hosts hosted defeat defeats defeated lead leads led trail trails trailed thrash thrashed
    edge edged crush crushed sign signs signed need needs needed have had has were are started qualify qualified
    face-off kicked reached advanced finished bounced equalised equalized conceded clinched slumped cruised"""
)
TEAM_COMPANY = words(
    """striker midfielder defender goalkeeper captain skipper coach manager boss player players fans supporters side
    team squad great star forward winger keeper international internationals fly-half scrum-half batsman bowler
    quarterback pitcher bench defence defense attack midfield jersey shirt debut goal goals supporter legend hooker
    prop lock centre midfielder ruckman selectors teammate teammates boys ace"""
)
TEAM_OPPONENTS = words(
    """against beat beating versus v vs v. vs. over defeated thrashed for facing playing overwhelmed join joined
    joining"""
)

# Spellings of one name, the form that ids are made of first: transliterations differ from outlet to outlet.
_SPELLINGS = """
mohammed mohammad muhammad mohamed mohamad muhammed mohd
ahmed ahmad
benjamin binyamin
hussein hussain husain hossein hussien
yousef yusuf youssef yousuf yousif
khaled khalid
abdullah abdallah abdulla
osama usama
mahmoud mahmud
ibrahim ebrahim
ismail ismael esmail
yasser yasir
hassan hasan
omar umar
saleh salih
vladimir volodymyr
volodymyr volodimir
sergei sergey
yuri yury
aleksandr alexandr
muammar moammar muammer
gaddafi gadhafi qaddafi kadafi khadafy qadhafi
"""
SPELLINGS: dict[str, str] = {
    other: line.split()[0]
    for line in _SPELLINGS.strip().splitlines()
    for other in line.split()[1:]
    if other != "volodymyr"
}
# Before a name or within it, and left out by some outlets.
ARABIC_ARTICLES = words("""al el as ash ad ar an at az ul""")
# Before a name they do not make its bearer a person: a former Boeing engineer.
LOOSE_TITLES = words("""former ex acting""")
# They make one name with the word that follows.
JOINING = words("""abdel abdul abdal abd abu ibn umm de der den le la du del della di da dos das van von st ter ten""")

# As these, and those that stand in the middle of a name and are kept apart in its key.
PARTICLES = JOINING | words("""bin bint ben al el""")

# Formal (first) and familiar given names of one person, as news use them.
_NICKNAMES = """
william bill will billy
robert bob rob bobby robbie
richard rick dick rich
james jim jimmy jamie
michael mike mick mickey
elizabeth liz beth betty
margaret maggie peggy meg
joseph joe joey
thomas tom tommy
edward ed eddie ted
charles charlie chuck
john jack johnny jon
jonathan jon
katherine catherine kate kathy cathy katie kathleen
anthony tony
theodore ted
samuel sam
daniel dan danny
stephen steven steve
andrew andy drew
alexander alex sandy
matthew matt
gregory greg
ronald ron
donald don
kenneth ken
lawrence larry
patrick pat paddy
patricia pat patty
susan sue
deborah debbie
jennifer jen jenny
christine christina chris
christopher chris
jacob jake
nicholas nick
benjamin ben benny
francis frank
henry harry hank
gerald gerry jerry
timothy tim
walter walt
leonard len lenny
raymond ray
rebecca becky
victoria vicky
abraham abe
david dave
jeffrey jeff
philip phil
peter pete
vincent vince
zachary zach
douglas doug
frederick fred
albert al
alfred al
arthur art
eugene gene
nathaniel nate
nathan nate
bernard bernie
alan al
louis lou
stanley stan
"""
NICKNAMES: tuple[tuple[str, ...], ...] = tuple(tuple(line.split()) for line in _NICKNAMES.strip().splitlines())


# Given names that are also countries, or words of a name more often than the place.
NAMES_AND_PLACES = words("""jordan chad georgia israel kenya chelsea paris sydney austin houston dallas victoria""")

DIRECTIONS = words("""north south east west northern southern eastern western central upper lower greater downtown""")
# Words for what stands in or around a place of that name.
PLACE_COMPANY = words(
    """city town village county province state region district governorate department prefecture oblast municipality
    international airport university college stadium hospital cathedral station port harbor harbour high school park
    metropolitan area street square"""
)
# Before a place: surely, and possibly.
LOCATIVES = words("""in near outside across around throughout into inside toward towards""")
LOOSE_LOCATIVES = words("""at from to of""")
SETTLEMENTS = words(
    """city cities town towns village villages suburb hamlet borough county counties province state region district
    island port capital mountain township parish municipality governorate"""
)
# After a place that stands for its people or offices.
CIVIC = words(
    """police mayor resident residents man woman men women officials official officers officer native authorities
    county airport councillor councilman area suburb governor sheriff firefighters teenager teen couple mother
    father"""
)
# Titles that part what stands before them from the name of a person behind them.
PARTING_TITLES = words(
    """president premier mayor minister governor gov sen rep senator chancellor ambassador mp lt sgt capt col gen det
    commissioner spokesman spokeswoman ceo coach sheriff mr mrs ms dr captain striker midfielder defender manager
    director chairman correspondent analyst editor reporter deputy superintendent congressman congresswoman prof
    professor"""
)

# Capitalised words of offices and titles: alone they name nothing.
OFFICE_WORDS = words(
    """state home defence defense foreign interior health national finance education justice trade local press royal
    federal congressional parliamentary presidential company test"""
)

# Before a name, in lower case: what it is.
ROLE_NOUNS = words(
    """author actor actress singer musician artist novelist activist lawyer student teacher farmer driver captain
    winger batsman bowler pitcher researcher scientist historian pollster columnist journalist photographer blogger
    rapper comedian designer architect rival boyfriend girlfriend wife husband son daughter friend colleague
    successor predecessor rookie veteran entrepreneur billionaire tycoon playwright poet filmmaker producer host
    presenter pundit candidate nominee incumbent dictator strongman warlord rebel suspect gunman victim pilot
    astronaut surgeon psychologist biologist physicist chemist engineer nurse doctor professor politician diplomat
    lawmaker centre-back full-back left-back right-back playmaker teammate songwriter singer-songwriter guitarist
    drummer model celebrity"""
)
ORGANISATION_NOUNS = words(
    """company firm group maker retailer bank charity agency party newspaper magazine website network chain giant
    startup start-up airline club band organisation organization union insurer carrier developer manufacturer
    conglomerate broadcaster publisher supermarket militia watchdog lender thinktank think-tank nonprofit unit
    subsidiary operator outlet daily tabloid label manufacturer supplier consultancy brewer automaker carmaker
    drugmaker chipmaker"""
)


# What stands after a hyphen in an adjective: `Lagos-based`.
HYPHENATED = words(
    """based born led backed owned run made style era like held bred wide level led side area only free class era
    linked funded trained ruled speaking language friendly bound wing sized themed inspired and"""
)
# Verbs whose subject is a person only.
HUMAN_VERBS = words(
    """thinks thought believes believed smiled laughed wept cried wore resigned married divorced graduated retired
    died born hopes hoped feels felt remembers remembered recalled joked quipped tweeted testified sang danced wrote
    grew studied taught slept walked sat stood knelt nodded shrugged sighed grinned loves loved hates hated wants
    knows knew suffered survived emigrated pleaded confessed convicted sentenced arrested jailed charged indicted
    murdered stabbed assassinated hospitalised hospitalized"""
)
# Whose they are is a person.
KIN = words(
    """wife husband mother father son daughter brother sister parents family widow fiancee fiancé fiancée girlfriend
    boyfriend uncle aunt nephew niece cousin grandfather grandmother grandson granddaughter children kids death
    birthday funeral career lawyer lawyers attorney attorneys agent biographer predecessor successor aides aide
    boss teammate teammates marriage wedding memoir autobiography voice face hair smile feelings feeling"""
)
PERSON_NOUNS = words(
    """man woman boy girl doctor soldier leader chief spokesman spokeswoman spokesperson president minister director
    analyst expert professor founder owner chairman chairwoman secretary senator mayor governor judge officer
    executive editor reporter writer manager economist official resident coach player striker defender midfielder
    goalkeeper member activist poet star"""
)
VESSEL_NOUNS = words("""ship vessel yacht tanker frigate destroyer submarine trawler ferry spacecraft orbiter boat""")
VESSEL_HEADS = frozenset({("space", "shuttle")} | {(w,) for w in ("uss", "hms", "hmas", "hmcs", "rms")})
# American places that with "State" name a university and its teams.
STATE_SCHOOLS = words(
    """ohio florida michigan penn iowa kansas oklahoma arizona boise fresno colorado utah oregon mississippi kent ball
    wichita georgia louisiana arkansas appalachian"""
)
# With "center" they name a site.
SITES = frozenset(
    (w, "center") for w in ("space", "science", "convention", "visitor", "visitors", "shopping", "detention")
)
# A title of a book begins so; or has these words.
WORK_HEADS = words("""book tales chronicles adventures confessions memoirs""")
WORK_PHRASE = frozenset({"book", "of"})
# Peoples' names in the singular that are given names too.
NAMES_AND_PEOPLES = words("""finn dane roman""")
# With "of" and a place they mean a person.
NOBLE = words("""duke duchess prince princess earl count countess marquess baron baroness""")
# In lower case behind a name: it is one that is read.
PERIODICALS = words("""magazine magazines tabloid""")
