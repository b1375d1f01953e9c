"""The dialogue, written once for every channel."""
