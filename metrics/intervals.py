"""How sure a figure is: 95 % intervals. Heavy imports happen inside, when an edition is made."""

import pandas as pd


def wilson(numerator: pd.Series, denominator: pd.Series, per: pd.Series) -> pd.DataFrame:
    """The 95 % Wilson interval of each proportion, times `per` (100 for percent): columns low and
    high, one row a cell, on the index of `numerator`.

    Empty where there is no numerator or no denominator, or `per` is empty. Source: Wilson,
    E. B. (1927), 'Probable inference, the law of succession, and statistical inference', JASA
    22, 209-212; by statsmodels.stats.proportion.proportion_confint.
    """
    from statsmodels.stats.proportion import proportion_confint

    known = numerator.notna() & denominator.gt(0).fillna(False) & per.notna()
    known &= (numerator <= denominator).fillna(False)
    empty = pd.DataFrame(index=numerator.index, columns=["low", "high"], dtype="float64")
    if not known.any():
        return empty
    x, n = numerator[known].astype(float), denominator[known].astype(float)
    low, high = proportion_confint(x.to_numpy(), n.to_numpy(), alpha=0.05, method="wilson")
    scale = per[known].astype(float)
    empty.loc[known, "low"], empty.loc[known, "high"] = low * scale, high * scale
    return empty
