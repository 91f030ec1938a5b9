"""The only package that knows Prefect: flows, settings, the `dateline` command and the readers of dumps."""
