package signin_test

import (
	"crypto/x509/pkix"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// By pages alone: what one prepared waits, another sees it as it would be signed, and approves
// it; before that nothing is signed, whatever is clicked.
func TestSecondPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(w.people(`certificate: {subject: "CN=Han"}`, "signOff:\n- {party: cisco@industry, acts: [Join], approvers: [li, han], within: 24h}\n"))
	li, han := w.browser(w.li), w.browser(w.ca.issue(pkix.Name{CommonName: "Han"}))
	li.send("/sign-in/certificate")
	han.send("/sign-in/certificate")
	preview := w.application(li)
	require.Contains(t, preview.body, "Leave it for approval")
	height := w.chain.Height()
	sign := []string{"token", preview.hidden("token"), "id", preview.hidden("id")}
	waits := li.send("/sign", sign...)
	require.Equal(t, http.StatusOK, waits.StatusCode, waits.body)
	at := waits.Request.URL.Path
	require.True(t, strings.HasPrefix(at, "/waiting/"))
	require.Equal(t, at, li.send("/sign", sign...).Request.URL.Path, "clicked twice")
	require.Equal(t, height, w.chain.Height())
	own := li.send(at+"/approve", "token", preview.hidden("token"), "digest", waits.hidden("digest"))
	require.Equal(t, http.StatusConflict, own.StatusCode)
	require.NotContains(t, waits.body, "/approve")

	require.Contains(t, han.open("/").body, "Wait for your approval: 1")
	require.NotContains(t, li.open("/").body, "Wait for your approval", "nobody approves the own act")
	require.Contains(t, han.open("/waiting").body, at)
	require.Contains(t, han.open("/waiting").body, "李雷")
	seen := han.open(at)
	for _, said := range []string{"league@industry", "Join {", "&#34;class&#34;: &#34;member&#34;"} {
		require.Contains(t, seen.body, said)
	}
	refused := han.send(at+"/approve", "token", seen.hidden("token"), "digest", strings.Repeat("0", 64))
	require.Equal(t, http.StatusConflict, refused.StatusCode)
	require.Equal(t, http.StatusForbidden, han.send(at+"/approve", "digest", seen.hidden("digest")).StatusCode, "without the token")
	require.Equal(t, height, w.chain.Height())
	signed := han.send(at+"/approve", "token", seen.hidden("token"), "digest", seen.hidden("digest"))
	require.Equal(t, http.StatusOK, signed.StatusCode, signed.body)
	require.Contains(t, signed.body, "Approved and signed · <bdi>韩梅梅</bdi>")
	require.NotContains(t, han.open("/").body, "Wait for your approval")
	require.Contains(t, li.open(at).body, "VALID")
	require.Equal(t, height+1, w.chain.Height())
	join, err := client.Ask(t.Context(), w.client("li"), membership.GetJoin{Alliance: "league@industry", Party: "cisco@industry"})
	require.NoError(t, err)
	require.Equal(t, "cisco@industry", join.Proposal.By)
	require.Contains(t, w.log.String(), "msg=approved person=han")
	require.Contains(t, w.log.String(), "msg=signed person=li")
	for _, lang := range []string{"en", "zh"} {
		for _, path := range []string{"/waiting", at, "/waiting/none"} {
			p := han.open(path + "?lang=" + lang)
			require.NotContains(t, p.body, "console.", path)
			require.NotContains(t, p.body, "&lt;no value", path)
		}
	}
}

// Who approves an act reads its form's fields, as who prepared it did: of an amendment what it
// would change, of a key which one.
func TestSecondPersonReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bylaws := charter.Charter{
		Schema: 1, Founders: "member",
		Classes: []charter.Class{{
			ID: "member", Names: form.Names{"en": "Member"}, Kinds: []charter.Kind{charter.Enterprise}, Rights: []charter.Right{charter.Vote, charter.ProposeRight},
		}},
		Rules: charter.Rules{charter.Amend: {Voting: "P7D", LockOut: charter.LockOutAccepted, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"}}},
	}
	_, err := w.client("li").Submit(t.Context(), membership.FoundAlliance{
		Request: "f", Slug: "league", Names: form.Names{"en": "League"}, Founders: []string{"cisco@industry"}, Charter: bylaws,
	})
	require.NoError(t, err)
	w.serve(w.people(`certificate: {subject: "CN=Han"}`, "signOff:\n- {party: cisco@industry, acts: [all], approvers: [li, han], within: 24h}\n"))
	li, han := w.browser(w.li), w.browser(w.ca.issue(pkix.Name{CommonName: "Han"}))
	li.send("/sign-in/certificate")
	han.send("/sign-in/certificate")
	bylaws.Classes[0].Names["en"] = "Full member"
	draft, err := json.Marshal(bylaws)
	require.NoError(t, err)
	for _, row := range []struct {
		act    string
		fields []string
		reads  []string
	}{
		{"propose-amend", []string{"alliance", "league@industry", "charter", string(draft), "reason", "as agreed"}, []string{"Propose: amend", "Full member", "as agreed"}},
		{"add-key", []string{"host", "industry", "key", strings.Repeat("c", 64), "role", "delegate"}, []string{"Add a key", "<bdi>delegate</bdi>", strings.Repeat("c", 64)}},
	} {
		token := li.open("/do/add-key").hidden("token")
		preview := li.send("/do/"+row.act, append(row.fields, "token", token)...)
		waits := li.send("/sign", "token", token, "id", preview.hidden("id"))
		require.Equal(t, http.StatusOK, waits.StatusCode, preview.body)
		seen := han.open(waits.Request.URL.Path).body
		for _, want := range row.reads { // in words, beside the bytes
			require.Contains(t, seen[:strings.Index(seen, "<pre")]+seen[strings.Index(seen, "</pre>"):], want, row.act)
		}
	}
}
