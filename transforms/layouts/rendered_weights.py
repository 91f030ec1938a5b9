"""Weights of the ranking that finds the headline of a rendered page.

A conditional logit over `rendered_head.FEATURES`, learned on the 83 pages with a printed headline among the rendered
news pages that `rendered_trees.json` tells of; none of them is in the sets that figures are reported on.
"""

HEADLINE_WEIGHTS = {
    "shared": 2.748, "words": 2.641, "too_many_words": -1.587, "repeated": -0.378, "told_below": 2.243,
    "told_near": 0.256, "blank_above": 3.059, "wide_gap_above": 0.004, "distance": 1.059, "far": -0.308,
    "at_body": -2.274, "in_body": -1.074, "is_list": -0.54, "ends_sentence": -2.652, "furniture": -0.385,
    "title_share": -1.888, "upper": -1.031, "words_above": -0.7, "caption": -0.827, "colon": -0.2, "top": -0.035,
    "shared_below": -0.163, "text_below": 1.234, "question": -0.989, "goes_on": -0.574, "numbered": -0.219,
    "longer_than_above": -2.225,
}  # fmt: skip
