-- The rows as they arrived, which is what is read. A file of the first days has a table of that
-- name, whose rows go to the two tables first.
CREATE VIEW count AS
SELECT extract, line, indicator, period_kind, period_start, period_end, area, breakdown, category,
       numerator, denominator, value, marker, provisional, revised
FROM figure JOIN label USING (extract, label);
