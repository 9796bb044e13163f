package signin_test

import (
	"crypto/x509/pkix"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
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

	require.Contains(t, han.open("/waiting").body, at)
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
	require.Contains(t, signed.body, "Approved and signed")
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
