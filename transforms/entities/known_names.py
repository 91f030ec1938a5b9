"""Organisations and other names of closed sets that news need not explain, and words of which generic names are made.

Compiled by hand; all keys in lower case, without full stops.
"""

from transforms.entities.lexicon import words

# Spellings of words in names of organisations.
ORGANISATION_SPELLINGS = {
    "defence": "defense",
    "organisation": "organization",
    "programme": "program",
    "centre": "center",
    "israeli": "israel",
}

LEADING_ACRONYMS = {
    "un": ("united", "nations"),
    "us": ("united", "states"),
    "uk": ("united", "kingdom"),
    "eu": ("european", "union"),
}

# Acronyms that need no expansion in the article; value: the full name under which the organisation is filed.
ACRONYMS: dict[str, str] = {
    "un": "United Nations",
    "eu": "European Union",
    "nato": "North Atlantic Treaty Organization",
    "who": "World Health Organization",
    "imf": "International Monetary Fund",
    "fbi": "Federal Bureau of Investigation",
    "cia": "Central Intelligence Agency",
    "nsa": "National Security Agency",
    "fda": "Food and Drug Administration",
    "epa": "Environmental Protection Agency",
    "faa": "Federal Aviation Administration",
    "fcc": "Federal Communications Commission",
    "ftc": "Federal Trade Commission",
    "irs": "Internal Revenue Service",
    "nasa": "National Aeronautics and Space Administration",
    "bbc": "British Broadcasting Corporation",
    "ap": "Associated Press",
    "upi": "United Press International",
    "afp": "Agence France-Presse",
    "wto": "World Trade Organization",
    "opec": "Organization of the Petroleum Exporting Countries",
    "asean": "Association of Southeast Asian Nations",
    "icc": "International Criminal Court",
    "iaea": "International Atomic Energy Agency",
    "ioc": "International Olympic Committee",
    "nfl": "National Football League",
    "nba": "National Basketball Association",
    "nhl": "National Hockey League",
    "mlb": "Major League Baseball",
    "ncaa": "National Collegiate Athletic Association",
    "gop": "Republican Party",
    "tsa": "Transportation Security Administration",
    "ecb": "European Central Bank",
    "unicef": "UNICEF",
    "unhcr": "UNHCR",
    "unesco": "UNESCO",
    "fifa": "FIFA",
    "uefa": "UEFA",
    "plo": "Palestine Liberation Organization",
    "anc": "African National Congress",
    "dhs": "Department of Homeland Security",
    "cdc": "Centers for Disease Control and Prevention",
    "nypd": "New York Police Department",
    "lapd": "Los Angeles Police Department",
    "naacp": "NAACP",
    "aclu": "American Civil Liberties Union",
    "au": "African Union",
    "oecd": "Organisation for Economic Co-operation and Development",
    "osce": "Organization for Security and Co-operation in Europe",
    "sec": "Securities and Exchange Commission",
    "doj": "Department of Justice",
    "fema": "Federal Emergency Management Agency",
    "nhs": "National Health Service",
    "ira": "Irish Republican Army",
    "bjp": "Bharatiya Janata Party",
    "ibm": "IBM",
    "isis": "Islamic State",
    "isil": "Islamic State",
    "idf": "Israel Defense Forces",
    "icrc": "International Committee of the Red Cross",
    "unrwa": "United Nations Relief and Works Agency",
    "cnn": "CNN",
    "pij": "Palestinian Islamic Jihad",
}

# Parties by their members' or adjectival names: as much an organisation as "the Republican Party".
PARTIES: dict[str, str] = {
    "democrat": "Democratic Party",
    "democrats": "Democratic Party",
    "democratic": "Democratic Party",
    "republican": "Republican Party",
    "republicans": "Republican Party",
    "gop": "Republican Party",
    "tory": "Conservative Party",
    "tories": "Conservative Party",
    "conservatives": "Conservative Party",
    "labour": "Labour Party",
    "labor": "Labor Party",
    "liberal democrats": "Liberal Democrats",
    "lib dems": "Liberal Democrats",
    "lib dem": "Liberal Democrats",
    "socialists": "Socialist Party",
    "greens": "Green Party",
    "liberals": "Liberal Party",
}

# Names of one word that are known well and that a small model takes for anything.
KNOWN_ORGANISATIONS = words(
    """twitter facebook google youtube instagram whatsapp tiktok microsoft netflix uber tesla amazon apple boeing
    airbus reuters bloomberg hamas hezbollah taliban tatmadaw al-qaida al-qaeda qaeda farc interpol europol toyota
    honda samsung sony nokia intel walmart starbucks mcdonald's goldman citigroup barclays hsbc pfizer moderna
    astrazeneca gazprom rosneft huawei alibaba tencent halliburton chevron exxonmobil shell bp linkedin snapchat
    spotify wikileaks wikipedia greenpeace congress parliament senate knesset duma bundestag pentagon hyundai nissan
    volkswagen bmw ford chrysler"""
)

KNOWN_ORGANISATION_PHRASES = frozenset(
    {
        "al jazeera",
        "al arabiya",
        "al mayadeen",
        "al qaida",
        "al qaeda",
        "al shabab",
        "al shabaab",
        "boko haram",
        "shin bet",
        "islamic jihad",
        "islamic state",
        "sky news",
        "fox news",
        "getty images",
        "associated press",
        "red cross",
        "supreme court",
        "european union",
        "united nations",
    }
)

# Firms of two names, which a model takes for two people.
FIRMS_OF_TWO = frozenset(
    {
        *("smith and wesson", "marks and spencer", "johnson and johnson", "procter and gamble", "barnes and noble"),
        *("ernst and young", "standard and poors", "dolce and gabbana", "black and decker", "dun and bradstreet"),
        *("abercrombie and fitch", "tate and lyle", "fortnum and mason", "holland and barrett", "simon and schuster"),
        *("marsh and mclennan", "crate and barrel", "ben and jerrys", "brown and root", "pratt and whitney"),
    }
)

HOLIDAYS = words(
    """christmas easter ramadan hajj passover thanksgiving hanukkah diwali halloween lent purim ashura kwanzaa
    juneteenth"""
)

RELIGIONS = words("""islam christianity judaism hinduism buddhism catholicism sikhism protestantism""")

# Diseases and substances: capitalised, but none of the kinds that are named.
NO_KIND = words("""ebola zika sars mers h1n1 h5n1 aids hiv alzheimer alzheimer's parkinson parkinson's anthrax""")

# Every country has organisations with names of these words alone: which one is meant, only the article says.
GENERIC_ORGANISATION_WORDS = words(
    """ministry minister department of for and the foreign affairs health defence defense interior finance justice
    education trade transport agriculture energy environment labor labour culture tourism supreme high appeals
    constitutional criminal court courts parliament congress senate cabinet police army navy air force national
    assembly government opposition central bank council city county town district federal state board committee
    commission house office treasury security election electoral party union university church hospital school
    schools club military armed forces authority agency legislature knesset-committee coast guard fire rescue
    services service public works parliamentary upper lower chamber royal legislative civil defence"""
)

# Made of such words, and yet one in the world.
UNIQUE_ORGANISATIONS = frozenset(
    {
        "state department",
        "home office",
        "foreign office",
        "house of commons",
        "house of lords",
        "security council",
        "justice department",
        "royal air force",
        "royal navy",
        "labour party",
        "labor party",
        "knesset",
    }
)

# Share indices: printed like companies.
INDICES = frozenset(
    {
        *("dow", "dow jones", "dow jones industrial average", "dow jones industrials", "ftse", "ftse 100", "ftse 250"),
        *("dax", "cac 40", "nikkei", "nikkei 225", "hang seng", "kospi", "sensex", "nifty", "stoxx 600", "topix"),
        *("s p 500", "standard poors 500", "russell 2000", "ibex 35", "bovespa", "straits times index"),
    }
)

LANGUAGES = words(
    """hindi urdu mandarin cantonese swahili tamil hebrew latin farsi pashto dari amharic hausa yoruba punjabi marathi
    telugu gujarati yiddish esperanto tagalog"""
)
