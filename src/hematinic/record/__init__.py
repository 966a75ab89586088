"""A patient's record: dated events, made canonical at this border, and the facts taken from them."""
