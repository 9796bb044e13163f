-- Proposals say of which kind they are, at which meeting they were voted on, who succeeds, and
-- until when something holds. The columns stand behind those of 0002.sql: so PostgreSQL makes
-- the view anew in its place, and whoever may read it still may.

{{replace "v_proposal"}} AS
SELECT r.id AS proposal, r.alliance AS alliance, r.action AS action, r.subject AS subject, r.by AS filed_by,
  r.status AS status, {{field "r.record" "class"}} AS class, {{field "r.record" "organ"}} AS organ,
  {{field "r.record" "title"}} AS title, {{field "r.record" "document"}} AS document, {{field "r.record" "reason"}} AS reason,
  {{number (field "r.record" "charter")}} AS charter, {{time "r.filed"}} AS filed,
  {{field "r.record" "opened.time"}} AS opened, {{field "r.record" "closes"}} AS closes,
  {{field "r.record" "expires"}} AS expires, {{field "r.record" "enacts"}} AS enacts,
  {{field "r.record" "withdrawn.time"}} AS withdrawn, {{number (field "r.record" "electorate")}} AS electorate,
  {{blockOf "r.place"}} AS block, t.id AS tx,
  {{field "r.record" "resolution"}} AS resolution, {{field "r.record" "amendment"}} AS amendment,
  {{field "r.record" "meeting.id"}} AS meeting, {{field "r.record" "successor"}} AS successor,
  {{field "r.record" "until"}} AS until
FROM proposal r JOIN tx t ON t.place = r.place;
