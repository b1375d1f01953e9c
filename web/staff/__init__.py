"""The pages of staff: signed in by a link for one use, each seeing the own unit and below."""
