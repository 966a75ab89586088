"""The pages and the HTTP API. Nothing here decides; nothing of a patient is kept or logged."""
