"""Layouts: how a kind of text dump is cut into articles, and an article taken apart.."""
