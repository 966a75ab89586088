"""The board's room as pages: sign-in, queue, items, decisions. Plain forms; no script is needed."""
