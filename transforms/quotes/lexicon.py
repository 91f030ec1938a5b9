"""Closed lists of English words that quotes and speakers turn on."""


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(text.split())


# Verbs that report speech, in the forms that print it.
SAY = word_set(
    """say says said saying tell tells told telling write writes wrote add adds added adding ask asks asked asking
    tweet tweets tweeted argue argues argued note notes noted explain explains explained claim claims claimed
    announce announced state states stated declare declared reply replied respond responded insist insists insisted
    suggest suggested warn warns warned warning call calls called describe described acknowledge acknowledged admit
    admits admitted assert asserted concede conceded contend contends continue continues continued joke joked predict
    predicted promise promised quip quipped read reads recall recalled remark remarked repeat repeated stress stressed
    testify testified urge urged complain complained conclude concluded confirm confirmed shout shouted"""
)
