"""Closed lists of English words that speakers turn on."""


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(text.split())


MALE_PRONOUNS = word_set("he him his himself")
FEMALE_PRONOUNS = word_set("she her hers herself")
PRONOUNS = (
    MALE_PRONOUNS
    | FEMALE_PRONOUNS
    | word_set(
        """i me we us you it they them who whom whose which that this these those one himself herself themselves itself
        his her their its our my your others another everyone everybody someone somebody nobody anyone both all some
        many most several few"""
    )
)
RELATIVE_PRONOUNS = word_set("who which that whom")

MALE_NOUNS = word_set(
    """man gentleman boy father dad husband son brother grandfather uncle nephew widower actor businessman congressman
    chairman spokesman councilman assemblyman policeman fireman salesman king prince duke lord priest monk waiter host
    statesman anchorman frontman fisherman cameraman craftsman midfielder striker"""
)
FEMALE_NOUNS = word_set(
    """woman lady girl mother mom mum wife daughter sister grandmother aunt niece widow actress businesswoman
    congresswoman chairwoman spokeswoman councilwoman assemblywoman policewoman queen princess duchess nun waitress
    hostess heroine anchorwoman stateswoman"""
)
# Titles in front of a name, and the nouns by which their bearer is meant later.
TITLE_NOUNS = {
    "gov": ("governor",),
    "sen": ("senator",),
    "rep": ("representative", "congressman", "congresswoman", "lawmaker"),
    "senator": ("senator", "lawmaker"),
    "dr": ("doctor", "physician"),
    "prof": ("professor",),
    "pres": ("president",),
    "gen": ("general",),
    "col": ("colonel",),
    "capt": ("captain",),
    "lt": ("lieutenant",),
    "sgt": ("sergeant",),
    "rev": ("reverend", "pastor"),
    "sheriff": ("sheriff",),
    "judge": ("judge",),
    "mayor": ("mayor",),
    "minister": ("minister", "premier"),
    "chancellor": ("chancellor",),
    "pope": ("pope", "pontiff"),
    "king": ("king", "monarch"),
    "queen": ("queen", "monarch"),
}
# Organisations that an article names and then calls by these.
ORGANISATION_NOUNS = word_set(
    """company firm group agency organisation organization party team club bank newspaper network department
    ministry commission committee court union university institute association council charity watchdog regulator
    airline foundation centre center school college hospital police army military authority magazine website
    broadcaster retailer manufacturer carmaker think-tank campaign government embassy"""
)
# Said by nobody in person: what stands in them is not ascribed to whoever was named last.
DEFINITE = word_set("the this that his her their its")
