"""The clock edge: when which service is asked what is due."""
