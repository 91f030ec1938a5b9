"""Readers: a stream in, documents or rejects out. They know nothing of Prefect."""
