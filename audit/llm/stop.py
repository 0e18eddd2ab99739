"""The one way to end a run early: pulled once, with the reason that every request not yet answered then gets."""

from collections.abc import Callable


class Stop:
    """Pulled by Ctrl-C, by a limit of the user's, or where an endpoint will answer nothing more.

    The one object of a run that changes: whoever holds it may pull it, from any thread.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        """Why nothing further is sent; None while the run goes on."""
        self.drain: float | None = None
        """Seconds that requests under way may still take; None: until they end by themselves."""
        self._told: list[Callable[[], None]] = []

    @property
    def interrupted(self) -> bool:
        """True where a person (or a CI system) wants the run to end soon."""
        return self.drain is not None

    @property
    def heeded(self) -> bool:
        """True where somebody is at work who will end in good order."""
        return bool(self._told)

    def pull(self, reason: str, drain: float | None = None) -> None:
        """End the run. The first reason stays; a run that ends by itself may still be hurried."""
        if self.reason is None or (self.drain is None and drain is not None):
            self.reason, self.drain = self.reason or reason, drain
            for tell in tuple(self._told):
                tell()

    def on_pull(self, tell: Callable[[], None]) -> None:
        """Call this when the run is ended, and when it is hurried; at once where it is already."""
        self._told.append(tell)
        if self.reason is not None:
            tell()
