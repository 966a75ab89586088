"""So many of a thing, in words."""


def counted(number: int, noun: str) -> str:
    """`1 mistake`, `2 mistakes`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
