"""Documents in, decisions out: which paragraphs go, and for which kept ones."""
