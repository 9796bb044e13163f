-- Members are counted by their class from this index alone, in its order: it has all that
-- decides whether a period counts (see memberCondition in roster.go), and a row of it is a third
-- of a period's.

CREATE INDEX period_count ON period (alliance, class, party, began, state, since, until, over, ended, sinceepoch, untilepoch);
