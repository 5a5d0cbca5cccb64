-- The files as they arrived, byte for byte, with where they came from.
CREATE SEQUENCE arrival;
CREATE TABLE extract (
    id INTEGER PRIMARY KEY DEFAULT nextval('arrival'),
    fingerprint VARCHAR NOT NULL UNIQUE,
    name VARCHAR NOT NULL,
    received TIMESTAMP NOT NULL,
    received_from VARCHAR NOT NULL,
    publication VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    released VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    attribution VARCHAR NOT NULL,
    published BOOLEAN NOT NULL,
    illustrative BOOLEAN NOT NULL,
    embedded BOOLEAN NOT NULL,
    content BYTEA NOT NULL
);
