"""A plan as cards of CDS Hooks 2.0: few, each whole in itself, none that matters left out."""

from hematinic.render.cards.cards import Card, Shown, cards
from hematinic.render.cards.refused import refused

__all__ = ["Card", "Shown", "cards", "refused"]
