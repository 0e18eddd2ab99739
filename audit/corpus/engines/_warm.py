"""What every worker needs, loaded once and shared: workers are forked from a process that has imported this.

The model that knows languages alone takes 80 MB and half a second.
"""

import gc
from contextlib import suppress

import audit.corpus.engines._desk  # noqa: F401  # a worker's life, and all that it imports
from audit import language, registry

registry.discover("audit.checks", "check")
registry.discover("audit.readers", "read")
with suppress(OSError):  # a worker finds out too, and says so
    language.detect("loads its model")
gc.freeze()  # a collection would write to what is shared, and so copy it
