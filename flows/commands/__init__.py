"""The subcommands of `dateline`: loading, reading, keeping. Each imports what is heavy when it is called."""
