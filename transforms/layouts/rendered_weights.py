"""Weights of the model that tells body text in rendered pages: logistic regression over `rendering.NAMES`.

Learned on 166 rendered news pages in some 20 languages; none of them is in the sets that figures are reported on.
"""

WEIGHTS = {
    "log_chars": 1.328, "log_words": 0.361, "is_list": -0.271, "indent": 0.397, "ends_sentence": 1.648,
    "sentence_breaks": 0.616, "commas": 1.336, "quotes": 0.832, "lower_share": 0.242, "title_share": -0.637,
    "upper_share": -0.554, "digit_share": -0.516, "furniture": -1.358, "furniture_share": -1.498,
    "separators": -0.993, "ago": -0.515, "time": -1.015, "byline": -0.591, "caption": -2.296, "dateline": -0.533,
    "rights": -1.917, "colon_end": 1.374, "question_end": -0.802, "repeated": -1.404, "long": -0.213,
    "short": 0.216, "ellipsis_end": -2.333, "url": 0.449, "first_person": 0.403, "log_chars[-3]": 0.41,
    "is_list[-3]": 0.027, "ends_sentence[-3]": 0.055, "lower_share[-3]": 0.199, "furniture[-3]": -0.619,
    "long[-3]": -0.104, "short[-3]": 0.005, "ago[-3]": -0.302, "time[-3]": 0.035, "log_chars[-2]": 0.719,
    "is_list[-2]": -0.104, "ends_sentence[-2]": 0.034, "lower_share[-2]": 0.443, "furniture[-2]": -0.47,
    "long[-2]": -0.251, "short[-2]": -0.26, "ago[-2]": -0.244, "time[-2]": -0.393, "log_chars[-1]": 1.378,
    "is_list[-1]": -0.287, "ends_sentence[-1]": 0.166, "lower_share[-1]": 0.258, "furniture[-1]": -0.665,
    "long[-1]": 0.056, "short[-1]": -0.173, "ago[-1]": -0.641, "time[-1]": -0.845, "log_chars[+1]": 0.862,
    "is_list[+1]": -0.544, "ends_sentence[+1]": 0.515, "lower_share[+1]": 0.775, "furniture[+1]": -1.146,
    "long[+1]": 0.071, "short[+1]": 0.059, "ago[+1]": -0.646, "time[+1]": -0.758, "log_chars[+2]": 1.096,
    "is_list[+2]": 0.108, "ends_sentence[+2]": 0.026, "lower_share[+2]": 0.244, "furniture[+2]": -0.991,
    "long[+2]": -0.338, "short[+2]": 0.045, "ago[+2]": -0.573, "time[+2]": -0.26, "log_chars[+3]": 1.665,
    "is_list[+3]": 0.161, "ends_sentence[+3]": 0.028, "lower_share[+3]": 0.225, "furniture[+3]": -0.21,
    "long[+3]": -0.53, "short[+3]": 0.259, "ago[+3]": 0.161, "time[+3]": -0.934, "blank_before": 0.617,
    "blank_after": -0.079, "near_text": 0.396, "far_text": -0.764, "near_list": -1.508, "above_text": 0.164,
    "below_text": 0.629, "text_both": -0.741, "bias": -8.237,
}  # fmt: skip
