"""Which of spaCy's components search as `names` and `arcs` do."""

from typing import Any


def is_greedy(component: Any, kind: type[Any], features: int) -> bool:
    """Whether a component is of just this class, takes the best action at each step, and has a model of the usual make.

    `features` is the number of words of a state that its model looks at.
    """
    if type(component) is not kind or component.cfg.get("beam_width") != 1:
        return False
    model = component.model
    lower = model.layers[1] if len(model.layers) == 3 else None
    is_usual = model.name == "parser_model" and model.attrs.get("has_upper") and not model.attrs.get("unseen_classes")
    return bool(is_usual and lower and lower.get_dim("nF") == features and lower.get_dim("nP") >= 2)
