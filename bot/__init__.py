"""The chat edge: channel adapters and the one dialogue they all share."""
