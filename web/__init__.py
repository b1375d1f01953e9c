"""The web edge: the chat page, webhooks and the pages of signed-in staff."""
