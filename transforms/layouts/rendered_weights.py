"""Weights of the two linear models that take rendered pages apart.

Learned on 166 rendered news pages in some 20 languages; none of them is in the sets that figures are reported on.
"""

# Logistic regression: whether a line is body text, over `rendering.NAMES`.
WEIGHTS = {
    "log_chars": 1.524, "log_words": 0.339, "is_list": -0.217, "indent": 0.119, "ends_sentence": 1.682,
    "sentence_breaks": 0.461, "commas": 1.372, "quotes": 0.743, "lower_share": 0.265, "title_share": -0.603,
    "upper_share": -0.528, "digit_share": -0.679, "furniture": -1.31, "furniture_share": -1.506,
    "separators": -0.99, "ago": -0.48, "time": -0.951, "byline": -0.59, "caption": -2.257, "dateline": -0.691,
    "rights": -1.897, "colon_end": 1.326, "question_end": -0.818, "repeated": -1.346, "long": -0.224,
    "short": 0.269, "ellipsis_end": -2.381, "url": 0.454, "first_person": 0.322, "log_chars[-3]": 0.545,
    "is_list[-3]": 0.078, "ends_sentence[-3]": 0.066, "lower_share[-3]": 0.196, "furniture[-3]": -0.67,
    "long[-3]": -0.146, "short[-3]": 0.031, "ago[-3]": -0.258, "time[-3]": 0.058, "log_chars[-2]": 0.841,
    "is_list[-2]": -0.024, "ends_sentence[-2]": 0.058, "lower_share[-2]": 0.387, "furniture[-2]": -0.487,
    "long[-2]": -0.269, "short[-2]": -0.195, "ago[-2]": -0.187, "time[-2]": -0.347, "log_chars[-1]": 1.504,
    "is_list[-1]": -0.186, "ends_sentence[-1]": 0.198, "lower_share[-1]": 0.242, "furniture[-1]": -0.661,
    "long[-1]": 0.022, "short[-1]": -0.088, "ago[-1]": -0.614, "time[-1]": -0.775, "log_chars[+1]": 0.987,
    "is_list[+1]": -0.61, "ends_sentence[+1]": 0.509, "lower_share[+1]": 0.766, "furniture[+1]": -1.136,
    "long[+1]": 0.006, "short[+1]": 0.062, "ago[+1]": -0.626, "time[+1]": -0.736, "log_chars[+2]": 1.11,
    "is_list[+2]": 0.109, "ends_sentence[+2]": 0.025, "lower_share[+2]": 0.245, "furniture[+2]": -1.01,
    "long[+2]": -0.359, "short[+2]": 0.045, "ago[+2]": -0.539, "time[+2]": -0.23, "log_chars[+3]": 1.767,
    "is_list[+3]": 0.262, "ends_sentence[+3]": 0.02, "lower_share[+3]": 0.252, "furniture[+3]": -0.25,
    "long[+3]": -0.532, "short[+3]": 0.329, "ago[+3]": 0.164, "time[+3]": -0.858, "blank_before": 0.688,
    "blank_after": -0.028, "near_text": 0.409, "far_text": -0.846, "near_list": -1.441, "above_text": 0.201,
    "below_text": 0.617, "text_both": -0.68, "bias": -9.029,
}  # fmt: skip

# Conditional logit: which line heads the body, over `rendered_head.FEATURES`.
HEADLINE_WEIGHTS = {
    "shared": 2.774, "words": 2.878, "too_many_words": -2.226, "repeated": -0.409, "told_below": 1.9,
    "told_near": 0.264, "blank_above": 3.048, "wide_gap_above": -0.706, "distance": 1.356, "far": -0.591,
    "at_body": -1.847, "in_body": -0.129, "is_list": -0.788, "ends_sentence": -3.398, "furniture": -0.595,
    "title_share": -1.327, "upper": -1.448, "words_above": -0.803, "caption": -0.913, "colon": -0.197,
    "top": -0.065, "shared_below": 0.099, "text_below": 0.948, "question": -0.968,
}  # fmt: skip
