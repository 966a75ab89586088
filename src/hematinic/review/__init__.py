"""Who has reviewed what: records bound to the exact content they are about."""
