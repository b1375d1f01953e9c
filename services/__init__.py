"""Use cases: one function, one transaction. Called by every edge."""
