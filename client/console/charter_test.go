package console_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// An amendment is pasted, or a file of it is chosen; the preview says what it changes, and what
// is wrong comes back with what was pasted.
func TestAmend(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	form := linkTo(t, b.open("/do?alliance="+league), "/do/propose-amend")
	draft := bylaws()
	draft.Classes[0].Names["en"] = "Full member"
	text, err := json.Marshal(draft)
	require.NoError(t, err)

	bad := b.preview(form, "charter", "schema: 1\nclases: []\n# kept as it was", "reason", "also kept")
	require.Equal(t, http.StatusUnprocessableEntity, bad.status, bad.body)
	for _, want := range []string{"CHARTER_INVALID", "clases", "# kept as it was", "also kept"} {
		require.Contains(t, bad.body, want)
	}
	preview := b.preview(form, "charter", string(text))
	require.Equal(t, http.StatusOK, preview.status, preview.body)
	digest, err := draft.Digest()
	require.NoError(t, err)
	for _, want := range []string{"What it changes in the charter in force", "Full member", digest} {
		require.Contains(t, preview.body, want)
	}
	require.Zero(t, w.count(membership.ProposalFiled))
	require.Contains(t, b.preview(form, "charter", string(mustJSON(t, bylaws()))).body, "it is the charter in force")

	var sent bytes.Buffer
	parts := multipart.NewWriter(&sent)
	for name, values := range b.open(form).fill("charter", "pasted: and not meant") {
		require.NoError(t, parts.WriteField(name, values[0]))
	}
	file, err := parts.CreateFormFile("charterFile", "charter.json")
	require.NoError(t, err)
	_, err = file.Write(text)
	require.NoError(t, err)
	require.NoError(t, parts.Close())
	r, err := http.NewRequest(http.MethodPost, b.at+"/do/propose-amend", &sent)
	require.NoError(t, err)
	r.Header.Set("Content-Type", parts.FormDataContentType())
	r.Header.Set("Origin", b.at)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	uploaded := b.do(r)
	require.Equal(t, http.StatusOK, uploaded.status, uploaded.body)
	require.Contains(t, uploaded.body, digest)
	require.Equal(t, http.StatusOK, b.send("/sign", uploaded.hidden()).status)
	proposals, err := w.ibm.Proposals(t.Context(), league)
	require.NoError(t, err)
	require.Equal(t, digest, proposals[0].CharterDigest)
	require.False(t, strings.Contains(linkTo(t, uploaded, "/do/propose-amend"), "schema"), "an address holds no charter")
}

func mustJSON(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

// Who votes on an amendment reads what it would change, wherever the proposal stands; and who
// joins or consents reads the charter in words. A draft that is not the proposal's is not shown.
func TestReadBeforeSigning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	draft := bylaws()
	draft.Classes[0].Names["en"] = "Full member"
	proposal := w.submit(w.ibm, membership.Propose{Request: "p", Alliance: league, Action: charter.Amend, Charter: &draft}).Proposal
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	endorse := "/do/endorse?proposal=" + proposal
	for _, p := range []page{b.open(endorse), b.preview(endorse, "position", "for"), b.open("/proposals/" + proposal)} {
		require.Contains(t, p.body, "Full member", p.path)
	}
	alliance := b.open("/alliances/" + league).body
	require.Contains(t, alliance, "The charter in plain words")
	require.Contains(t, alliance, "Observer")
	require.Contains(t, alliance, "<bdi>Member</bdi>", "a class by its name")
	require.Contains(t, b.open("/").body, "active · Member")

	other, err := bylaws().Digest()
	require.NoError(t, err)
	liars := serve(t, "ibm@industry", &liar{w.ledger("ibm@industry"), func(name string, truth []byte, err error) ([]byte, error) {
		if name == (membership.GetDraft{}).Name() {
			truth, err = json.Marshal(membership.Draft{Schema: 1, Proposal: proposal, Digest: other, Charter: bylaws()})
		}
		return truth, err
	}}, nil)
	shown := liars.open(endorse)
	require.NotContains(t, shown.body, "it is the charter in force", "what is not the proposal's draft")
}
