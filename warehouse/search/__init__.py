"""Full-text search over quotes and articles, ranked by BM25.

DuckDB's own `fts` extension cannot index tables of a DuckLake and makes its index anew for every change. Tantivy, a
library in the manner of Lucene, adds and deletes single documents and finds the best ten among millions in
milliseconds. Its index lies beside the lake, or in the user's cache where the lake is on a server, and is derived: each
search first brings it up to the newest snapshot, at a cost that follows what was loaded since.
"""

from warehouse.search.index import NoIndex, discard, refresh
from warehouse.search.question import EmptySearch
from warehouse.search.searching import ARTICLES, QUOTES, Found, search

__all__ = ["ARTICLES", "QUOTES", "EmptySearch", "Found", "NoIndex", "discard", "refresh", "search"]
