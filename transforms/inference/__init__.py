"""The parse of text by a spaCy pipeline, its results as spaCy gives them, in half of spaCy's time.

Three things cost spaCy 3.8 more than they need, and are done otherwise here, with the weights of the same models: words
that come again are embedded again (`embedding`); the greedy search of the entity recogniser asks each of its actions at
each token whether it is allowed, behind a lock (`names`); and matrices are multiplied by its own blis, which has no
kernels for many processors (`flows.pipeline`). A component of another make is left to spaCy.
"""

from transforms.inference.embedding import remember_embeddings
from transforms.inference.names import names_of, reads_names
from transforms.inference.reading import parsed

__all__ = ["names_of", "parsed", "reads_names", "remember_embeddings"]
