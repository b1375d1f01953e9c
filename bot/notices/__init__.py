"""What is sent without being asked for, in words: one module for each kind of batch.

Each module offers `KIND` and `compose`, of the form of `bot.notices.notice.Compose`.
"""
