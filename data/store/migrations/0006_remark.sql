-- Notes: what services say beside their figures.
CREATE TABLE remark (
    extract INTEGER NOT NULL,
    line INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    said_on DATE NOT NULL,
    said JSON NOT NULL
);
