"""What is lost of a file: the rest of it becomes one broken row, and other files go on."""

from audit.errors import InputError


class LostError(InputError):
    """From here on nothing can be read of a file."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


def reason(error: BaseException) -> str:
    """What a library or the system says, on one line."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(said.split()).rstrip(".")[:200]
