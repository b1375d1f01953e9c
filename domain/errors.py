"""The one kind of refusal that a person can be told about."""


class DomainError(Exception):
    """A request was refused, and nothing was changed.

    `code` names the sentence to say in `content/messages/<language>/errors.yaml`; `values` fill
    its gaps. They may hold names, therefore `str()` gives the code alone: it is safe in logs.
    A platform that fails is another matter: see `domain.messages.ChannelError`.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
