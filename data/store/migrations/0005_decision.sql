-- What officers decided about an extract. 'stands' is an accepted one.
CREATE SEQUENCE decided;
CREATE TABLE decision (
    id INTEGER PRIMARY KEY DEFAULT nextval('decided'),
    extract INTEGER NOT NULL REFERENCES extract (id),
    made TIMESTAMP NOT NULL,
    who VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('stands', 'draft', 'withdrawn')),
    why VARCHAR NOT NULL
);
