package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// liar is a ledger of two hosts, of which the own one answers some questions otherwise.
type liar struct {
	client.Ledger
	answer func(name string, truth []byte, err error) ([]byte, error)
}

func (l *liar) Hosts() []string { return []string{"industry", "association"} }

func (l *liar) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	return l.EvaluateAt(ctx, "industry", name, argument)
}

func (l *liar) EvaluateAt(ctx context.Context, host, name string, argument []byte) ([]byte, error) {
	truth, err := l.Ledger.Evaluate(ctx, name, argument)
	if host == "industry" {
		return l.answer(name, truth, err)
	}
	return truth, err
}

// A host that shows another proposal than there is, and tells the truth where only the record
// is read, has nothing signed: what is signed is about what was shown. That hosts contradict
// each other stands on the page.
func TestShownFalsely(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	intel := w.register("intel@association", "Intel")
	proposal := w.submit(intel, membership.Join{Request: "j", Alliance: league, Class: "member"}).Proposal
	b := serve(t, "ibm@industry", &liar{w.ledger("ibm@industry"), func(name string, truth []byte, err error) ([]byte, error) {
		switch name {
		case membership.GetProposal{}.Name():
			return bytes.ReplaceAll(truth, []byte("intel@association"), []byte("cisco@association")), nil
		case membership.Endorse{}.Name():
			would, failed := json.Marshal(membership.Event{Type: membership.EndorsementGiven, Alliance: league})
			require.NoError(t, failed)
			return would, nil
		}
		return truth, err
	}}, nil)
	path := "/do/endorse?proposal=" + proposal
	for _, p := range []page{b.open(path), b.open("/proposals/" + proposal)} {
		require.Contains(t, p.body, string(client.AnswerDisputed), p.path)
	}
	preview := b.preview(path, "position", "for")
	require.Equal(t, http.StatusOK, preview.status, preview.body)
	require.Contains(t, preview.body, "admit cisco@association")
	require.NotContains(t, preview.body, "intel@association")
	require.Contains(t, preview.body, string(client.AnswerDisputed))
	refused := b.send("/sign", preview.hidden())
	require.Equal(t, http.StatusUnprocessableEntity, refused.status, refused.body)
	require.Contains(t, refused.body, "ABOUT_DIFFERS")
	require.Zero(t, w.count(membership.EndorsementGiven))
}

// What is found of hosts while it is signed stands with the receipt; where they agree nothing does.
func TestFoundWhileSigning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ledger := &outvoted{Ledger: w.ledger("ibm@industry")}
	b := serve(t, "ibm@industry", ledger, nil)
	preview := b.preview("/do/propose-dissolve?alliance="+league, "reason", "done")
	require.NotContains(t, preview.body, `role="alert"`)
	receipt := b.send("/sign", preview.hidden())
	require.Equal(t, http.StatusOK, receipt.status, receipt.body)
	require.Contains(t, receipt.body, string(client.ResultAlone))
}

// outvoted is a ledger of which one host comes to results of its own.
type outvoted struct{ client.Ledger }

func (l *outvoted) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	commit, err := l.Ledger.Submit(ctx, name, argument)
	commit.Outvoted = []string{"academia"}
	return commit, err
}
