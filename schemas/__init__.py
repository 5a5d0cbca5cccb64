"""What everything is called: the strategy, the council, the indicators, periods and states.

Declared once, in TOML beside this file, and checked by pydantic. Anyone may import it.
"""
