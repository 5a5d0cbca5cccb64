-- What marks of texts are keyed with.
CREATE TABLE secret (key BYTEA NOT NULL);
