"""From an update to its answer, the same way for every channel.

Commits of one account happen strictly in order, and so do its sends; accounts do not wait for
each other. An update may be acknowledged when its commit is done; sending goes on by itself.
"""
