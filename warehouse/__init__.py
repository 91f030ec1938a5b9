"""Storage and all SQL: staged Parquet, the DuckLake, exports."""
