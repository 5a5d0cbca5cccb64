-- The numbers. `extract` is no foreign key: its index would cost a million rows more than all the
-- rest. The one place that writes figures, `Store.add_all`, writes their extract and their labels
-- in the same transaction.
CREATE TABLE figure (
    extract INTEGER NOT NULL,
    line INTEGER NOT NULL,
    label INTEGER NOT NULL,
    area VARCHAR NOT NULL,
    numerator BIGINT,
    denominator BIGINT,
    value DOUBLE PRECISION
);
