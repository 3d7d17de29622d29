"""The ledger: what was removed, so that the input can be had back."""
