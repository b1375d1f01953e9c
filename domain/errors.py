"""What a person can be told went wrong. Texts live in `content/messages/vi/errors`."""


class DomainError(Exception):
    """A refusal with a stable code, such as `not_yours`, and values for its text."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
