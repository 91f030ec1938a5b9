"""The parse of text by a spaCy pipeline, its results as spaCy gives them, in well under half of spaCy's time.

What costs spaCy 3.8 more than it needs is done otherwise here, with the weights of the same models. The greedy searches
of the entity recogniser and of the parser add vectors by a library that locks a mutex for each (`names`, `arcs`). Words
that come again are embedded again (`embedding`), and matrices multiplied by its own blis, which has kernels for few
processors (`layers`). A component of another make is left to spaCy.
"""

from transforms.inference.arcs import add_arcs, reads_arcs
from transforms.inference.layers import quickened
from transforms.inference.names import names_of, reads_names
from transforms.inference.reading import parsed

__all__ = ["add_arcs", "names_of", "parsed", "quickened", "reads_arcs", "reads_names"]
