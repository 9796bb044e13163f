-- What a block wrote is read in the order of the chain: see written.go.

CREATE INDEX version_place ON version (place);
