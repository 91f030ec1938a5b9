"""The gate: what staged rows must hold before anybody sees them."""
