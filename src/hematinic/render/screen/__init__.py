"""A plan on a screen: terminal, Markdown, and the parts of the pages, as data."""
