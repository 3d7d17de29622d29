"""What the exit status says."""

DONE = 0
# `--check` found something.
FOUND = 1
FAILED = 2
# Some records could not be read and are as they were, the others are done.
SKIPPED = 3
INTERRUPTED = 130
CLOSED_PIPE = 141
# Ended by a signal: so much, and its number.
SIGNALLED = 128
