"""What a plan says, in words: numbers, units, spelling, lines, for each reader."""
