"""Ways to compute the matches; all give the same answer, and `matching` is the door to them."""
