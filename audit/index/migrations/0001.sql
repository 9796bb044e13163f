-- The read model, written as SQLite spells it; dialect.go turns it into
-- PostgreSQL's spelling. Places are one number: see place.go. Times are
-- milliseconds since 1970 (UTC); 9223372036854775807 stands for never.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
);

CREATE TABLE block (
  number   INTEGER PRIMARY KEY,
  hash     BLOB NOT NULL,
  previous BLOB NOT NULL,
  data     BLOB NOT NULL,
  txs      INTEGER NOT NULL,
  size     INTEGER NOT NULL,
  latest   INTEGER NOT NULL
);
CREATE INDEX block_latest ON block (latest, number);

CREATE TABLE tx (
  place   INTEGER PRIMARY KEY,
  id      TEXT NOT NULL,
  code    TEXT NOT NULL,
  kind    TEXT NOT NULL,
  time    INTEGER NOT NULL,
  name    TEXT NOT NULL,
  host    TEXT NOT NULL,
  keyhash TEXT NOT NULL,
  party   TEXT NOT NULL,
  type    TEXT NOT NULL,
  event   BLOB NOT NULL,
  problem TEXT NOT NULL
);
CREATE INDEX tx_id ON tx (id);

CREATE TABLE tag (
  kind  TEXT NOT NULL,
  value TEXT NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (kind, value, place)
) WITHOUT ROWID;

CREATE TABLE version (
  space TEXT NOT NULL,
  key   BLOB NOT NULL,
  place INTEGER NOT NULL,
  gone  INTEGER NOT NULL,
  value BLOB NOT NULL,
  whole BLOB NOT NULL, -- the key, if it is too long for an index: see key.go
  PRIMARY KEY (space, key, place)
);

CREATE TABLE finding (
  source TEXT NOT NULL,
  block  INTEGER NOT NULL,
  digest TEXT NOT NULL,
  level  TEXT NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (source, block, digest)
);

CREATE TABLE party (
  id     TEXT PRIMARY KEY,
  place  INTEGER NOT NULL,
  label  TEXT NOT NULL,
  record BLOB NOT NULL
);

CREATE TABLE partyversion (
  id     TEXT NOT NULL,
  place  INTEGER NOT NULL,
  label  TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (id, place)
);

CREATE TABLE alliance (
  id        TEXT PRIMARY KEY,
  place     INTEGER NOT NULL,
  status    TEXT NOT NULL,
  dissolved INTEGER NOT NULL,
  ended     INTEGER NOT NULL,
  record    BLOB NOT NULL
);

CREATE TABLE epoch (
  alliance TEXT NOT NULL,
  number   INTEGER NOT NULL,
  place    INTEGER NOT NULL,
  PRIMARY KEY (alliance, number)
);

CREATE TABLE period (
  alliance   TEXT NOT NULL,
  party      TEXT NOT NULL,
  began      INTEGER NOT NULL,
  since      INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  over       INTEGER NOT NULL,
  sinceepoch INTEGER NOT NULL,
  untilepoch INTEGER NOT NULL,
  ended      INTEGER NOT NULL,
  class      TEXT NOT NULL,
  state      TEXT NOT NULL,
  packed     TEXT NOT NULL,
  label      TEXT NOT NULL,
  ending     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  PRIMARY KEY (alliance, party, began)
) WITHOUT ROWID;
CREATE INDEX period_party ON period (party, alliance, began);

CREATE TABLE proposal (
  id       TEXT PRIMARY KEY,
  place    INTEGER NOT NULL,
  alliance TEXT NOT NULL,
  action   TEXT NOT NULL,
  subject  TEXT NOT NULL,
  by       TEXT NOT NULL,
  status   TEXT NOT NULL,
  filed    INTEGER NOT NULL,
  record   BLOB NOT NULL
);
CREATE INDEX proposal_place ON proposal (alliance, place);
CREATE INDEX proposal_subject ON proposal (subject, place);

CREATE TABLE endorsement (
  place    INTEGER PRIMARY KEY,
  alliance TEXT NOT NULL,
  proposal TEXT NOT NULL,
  party    TEXT NOT NULL,
  host     TEXT NOT NULL,
  position TEXT NOT NULL,
  time     INTEGER NOT NULL,
  record   BLOB NOT NULL
);
CREATE INDEX endorsement_alliance ON endorsement (alliance, place);
CREATE INDEX endorsement_proposal ON endorsement (proposal, place);
CREATE INDEX endorsement_party ON endorsement (party, place);

CREATE TABLE decision (
  proposal TEXT PRIMARY KEY,
  place    INTEGER NOT NULL,
  alliance TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  time     INTEGER NOT NULL,
  record   BLOB NOT NULL
);
CREATE INDEX decision_place ON decision (place);

CREATE TABLE charter (
  alliance TEXT NOT NULL,
  version  INTEGER NOT NULL,
  place    INTEGER NOT NULL,
  record   BLOB NOT NULL,
  PRIMARY KEY (alliance, version)
);

CREATE TABLE seal (
  alliance TEXT NOT NULL,
  epoch    INTEGER NOT NULL,
  place    INTEGER NOT NULL,
  record   BLOB NOT NULL,
  PRIMARY KEY (alliance, epoch)
);

CREATE TABLE claim (
  about  TEXT NOT NULL,
  id     TEXT NOT NULL,
  place  INTEGER NOT NULL,
  what   TEXT NOT NULL,
  value  TEXT NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (about, id)
);
CREATE INDEX claim_value ON claim (what, value);

CREATE TABLE attestation (
  about  TEXT NOT NULL,
  claim  TEXT NOT NULL,
  party  TEXT NOT NULL,
  place  INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY (about, claim, party, place)
);

CREATE TABLE authority (
  party   TEXT NOT NULL,
  host    TEXT NOT NULL,
  keyhash TEXT NOT NULL,
  place   INTEGER NOT NULL,
  record  BLOB NOT NULL,
  PRIMARY KEY (party, host, keyhash, place)
);

CREATE TABLE consent (
  alliance TEXT NOT NULL,
  party    TEXT NOT NULL,
  place    INTEGER NOT NULL,
  record   BLOB NOT NULL,
  PRIMARY KEY (alliance, party)
);

CREATE TABLE doc (
  id    INTEGER PRIMARY KEY,
  place INTEGER NOT NULL,
  kind  TEXT NOT NULL,
  value TEXT NOT NULL,
  field TEXT NOT NULL,
  text  TEXT NOT NULL,
  folded TEXT NOT NULL
);

CREATE TABLE term (
  term TEXT NOT NULL,
  doc  INTEGER NOT NULL,
  PRIMARY KEY (term, doc)
) WITHOUT ROWID;
