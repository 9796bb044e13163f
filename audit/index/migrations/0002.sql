-- Views for people: plain columns and readable times over the tables. What differs
-- between the databases stands in double braces and is filled in by view.go:
--
--   time C        milliseconds since 1970 as a text, 2026-11-30T20:00:00.000Z; NULL for never
--   field R "P"   the field at a path of a record of JSON; NULL if there is none
--   part C N      the part of a packed text with a number, from 0 on; NULL if it is empty
--   number E      what field gave, as a whole number; NULL if it is none
--   now           the moment of the question, in milliseconds since 1970
--   blockOf P     the number of the block of a place; entryOf P, the place in the block

CREATE VIEW v_party AS
SELECT r.id AS party, {{field "r.record" "names.en"}} AS name, {{field "r.record" "names.zh"}} AS name_zh,
  {{part "r.label" 0}} AS kind, {{field "r.record" "jurisdiction"}} AS jurisdiction,
  {{field "r.record" "lei"}} AS lei, {{field "r.record" "uscc"}} AS uscc,
  {{number (field "r.record" "version")}} AS version, {{field "r.record" "registered.time"}} AS registered,
  {{time "t.time"}} AS time, {{blockOf "r.place"}} AS block, t.id AS tx
FROM party r JOIN tx t ON t.place = r.place;

CREATE VIEW v_alliance AS
SELECT r.id AS alliance, {{field "r.record" "names.en"}} AS name, {{field "r.record" "names.zh"}} AS name_zh,
  r.status AS status, {{field "r.record" "sector"}} AS sector, {{field "r.record" "scope"}} AS scope,
  {{field "r.record" "jurisdiction"}} AS jurisdiction, {{number (field "r.record" "charter")}} AS charter,
  {{field "r.record" "founded.time"}} AS founded, {{field "r.record" "opened.time"}} AS opened,
  {{time "r.dissolved"}} AS dissolved, {{field "r.record" "source"}} AS source,
  {{time "t.time"}} AS time, {{blockOf "r.place"}} AS block, t.id AS tx
FROM alliance r JOIN tx t ON t.place = r.place;

CREATE VIEW v_membership AS
SELECT p.alliance AS alliance, p.party AS party, {{field "m.record" "names.en"}} AS name, {{field "m.record" "names.zh"}} AS name_zh,
  {{part "p.label" 0}} AS kind, p.class AS class, {{part "p.packed" 7}} AS affiliate_group, p.state AS state,
  {{time "p.since"}} AS since, {{time "p.over"}} AS over_at, {{time "p.until"}} AS until,
  CASE WHEN p.ending <> '' THEN p.ending END AS ending, CASE WHEN p.reason <> '' THEN p.reason END AS reason,
  {{part "p.packed" 6}} AS proposal, p.sinceepoch AS since_epoch,
  CASE WHEN p.untilepoch < 9223372036854775807 THEN p.untilepoch END AS until_epoch,
  {{blockOf "p.began"}} AS block, {{part "p.packed" 5}} AS tx
FROM period p LEFT JOIN party m ON m.id = p.party;

CREATE VIEW v_roster AS
SELECT p.alliance AS alliance, p.party AS party, {{field "m.record" "names.en"}} AS name, {{field "m.record" "names.zh"}} AS name_zh,
  {{part "p.label" 0}} AS kind, p.class AS class, {{part "p.packed" 7}} AS affiliate_group, p.state AS state,
  {{time "p.since"}} AS since, {{time "p.over"}} AS over_at, {{part "p.packed" 6}} AS proposal,
  {{blockOf "p.began"}} AS block, {{part "p.packed" 5}} AS tx
FROM period p LEFT JOIN party m ON m.id = p.party
WHERE p.ended = 9223372036854775807 AND p.over > {{now}}
  AND p.alliance NOT IN (SELECT id FROM alliance WHERE dissolved < 9223372036854775807)
  AND p.party NOT IN (SELECT id FROM alliance WHERE dissolved < 9223372036854775807);

CREATE VIEW v_proposal AS
SELECT r.id AS proposal, r.alliance AS alliance, r.action AS action, r.subject AS subject, r.by AS filed_by,
  r.status AS status, {{field "r.record" "class"}} AS class, {{field "r.record" "organ"}} AS organ,
  {{field "r.record" "title"}} AS title, {{field "r.record" "document"}} AS document, {{field "r.record" "reason"}} AS reason,
  {{number (field "r.record" "charter")}} AS charter, {{time "r.filed"}} AS filed,
  {{field "r.record" "opened.time"}} AS opened, {{field "r.record" "closes"}} AS closes,
  {{field "r.record" "expires"}} AS expires, {{field "r.record" "enacts"}} AS enacts,
  {{field "r.record" "withdrawn.time"}} AS withdrawn, {{number (field "r.record" "electorate")}} AS electorate,
  {{blockOf "r.place"}} AS block, t.id AS tx
FROM proposal r JOIN tx t ON t.place = r.place;

CREATE VIEW v_endorsement AS
SELECT e.alliance AS alliance, e.proposal AS proposal, p.action AS action, p.subject AS subject,
  e.party AS party, e.host AS host, e.position AS position, {{field "e.record" "class"}} AS class,
  {{field "e.record" "reason"}} AS reason, {{field "e.record" "evidence"}} AS evidence,
  {{time "e.time"}} AS time, {{blockOf "e.place"}} AS block, t.id AS tx, e.place AS place
FROM endorsement e JOIN tx t ON t.place = e.place JOIN proposal p ON p.id = e.proposal;

CREATE VIEW v_decision AS
SELECT d.alliance AS alliance, d.proposal AS proposal, p.action AS action, p.subject AS subject, d.outcome AS outcome,
  {{number (field "d.record" "tally.for")}} AS votes_for, {{number (field "d.record" "tally.against")}} AS votes_against,
  {{number (field "d.record" "tally.abstain")}} AS votes_abstain, {{number (field "d.record" "tally.electorate")}} AS electorate,
  {{number (field "d.record" "charter")}} AS charter, {{field "d.record" "engine"}} AS engine,
  {{field "d.record" "because"}} AS because, {{field "d.record" "by"}} AS decided_by,
  {{time "d.time"}} AS time, {{blockOf "d.place"}} AS block, t.id AS tx, d.place AS place
FROM decision d JOIN tx t ON t.place = d.place JOIN proposal p ON p.id = d.proposal;

{{define "event"}}{{time "t.time"}} AS time, {{blockOf "t.place"}} AS block, {{entryOf "t.place"}} AS entry, t.id AS tx, t.type AS type, t.name AS name,
  {{field "t.event" "by"}} AS acted_by, {{field "t.event" "via"}} AS via, {{field "t.event" "party"}} AS party,
  {{field "t.event" "alliance"}} AS alliance, {{field "t.event" "proposal"}} AS proposal, {{field "t.event" "action"}} AS action,
  {{field "t.event" "class"}} AS class, {{field "t.event" "position"}} AS position, {{field "t.event" "status"}} AS status,
  {{field "t.event" "subject"}} AS subject, t.party AS sender, t.host AS host, t.keyhash AS sender_key{{end -}}
CREATE VIEW v_event AS
SELECT {{template "event"}}, t.place AS place
FROM tx t WHERE t.code = 'VALID' AND t.type <> '';

CREATE VIEW v_event_about AS
SELECT g.kind AS about, g.value AS value,
  {{template "event"}}, g.place AS place
FROM tag g JOIN tx t ON t.place = g.place WHERE t.code = 'VALID' AND t.type <> '';
