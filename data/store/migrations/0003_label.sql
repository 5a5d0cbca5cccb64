-- What a row says but for its area and its numbers. Few rows of a large extract say something of
-- their own, and texts are what takes long to keep: so each is kept once.
CREATE TABLE label (
    extract INTEGER NOT NULL,
    label INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    period_kind VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    breakdown VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    marker VARCHAR NOT NULL,
    provisional BOOLEAN NOT NULL,
    revised BOOLEAN NOT NULL
);
