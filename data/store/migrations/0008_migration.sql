-- Which of these a store has had. One of before this has had those whose table it has.
CREATE TABLE migration (
    name VARCHAR PRIMARY KEY,
    made TIMESTAMP NOT NULL
);
