"""Weights of the ranking that finds the headline of a rendered page.

A conditional logit over `rendered_head.FEATURES`, learned on the 83 pages with a printed headline among the rendered
news pages that `rendered_trees.json` tells of; none of them is in the sets that figures are reported on.
"""

HEADLINE_WEIGHTS = {
    "shared": 2.731, "words": 2.617, "too_many_words": -2.25, "repeated": -0.42, "told_below": 2.294,
    "told_near": 0.163, "blank_above": 3.195, "wide_gap_above": 0.037, "distance": 0.993, "far": -0.302,
    "at_body": -2.161, "in_body": -0.997, "is_list": -0.552, "ends_sentence": -3.11, "furniture": -0.404,
    "title_share": -1.702, "upper": -1.038, "words_above": -0.876, "caption": -0.852, "colon": -0.165,
    "top": -0.032, "shared_below": -0.182, "text_below": 1.269, "question": -0.951,
}  # fmt: skip
