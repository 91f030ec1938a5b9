"""Each story once: near-duplicate articles found by MinHash signatures, and their clusters."""

from transforms.duplicates.clusters import Member, clusters_of, families_of
from transforms.duplicates.fingerprints import fingerprint_of
from transforms.duplicates.signatures import Signature, signature_of
from transforms.duplicates.similarity import are_copies, jaccard, values_of

__all__ = [
    "Member",
    "Signature",
    "are_copies",
    "clusters_of",
    "families_of",
    "fingerprint_of",
    "jaccard",
    "signature_of",
    "values_of",
]
