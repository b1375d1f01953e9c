"""The web edge: the chat page, the staff's pages, and the webhooks of chat platforms."""
