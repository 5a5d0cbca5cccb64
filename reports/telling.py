"""How a document that is being made tells how far it is."""

from collections.abc import Callable

Tell = Callable[[float, str], None]
"""Called with how much is done (0 to 1) and what is being done."""
