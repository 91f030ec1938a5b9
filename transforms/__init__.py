"""Pure functions: values in, values out. No path, clock, network, settings or connection in here."""
