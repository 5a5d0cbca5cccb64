"""The ordinary wobble of a council's figures from year to year, beyond chance."""

WOBBLE = 0.003
"""Its variance, as a share of the variance between children: what is left in the published figures
of 150 councils when chance is taken away (docs/verdicts.md)."""
