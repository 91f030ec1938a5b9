"""Sample dumps in invented words, with which a newcomer's first ingest has something to show: see README.md."""
