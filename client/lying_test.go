package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// threefold is one ledger as three hosts show it, each in its own way.
type threefold struct {
	client.Ledger
	hosts []string
	// shows is what a host makes of an answer; nil for the truth. Who is asked in vain may
	// still be at it.
	mu    sync.Mutex
	shows map[string]show
}

// show has a host show something from now on.
func (l *threefold) show(host string, as show) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shows[host] = as
}

func (l *threefold) shown(host string) show {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shows[host]
}

func (l *threefold) Hosts() []string { return l.hosts }

func (l *threefold) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	return l.EvaluateAt(ctx, l.hosts[0], name, argument)
}

func (l *threefold) EvaluateAt(ctx context.Context, host, name string, argument []byte) ([]byte, error) {
	truth, err := l.Ledger.Evaluate(ctx, name, argument)
	if show := l.shown(host); show != nil {
		return show(name, argument, truth, err)
	}
	return truth, err
}

// show is what a dishonest or dead host makes of an answer.
type show = func(name string, argument, truth []byte, err error) ([]byte, error)

// replacing puts a text into the answers to some questions.
func replacing(old, instead string, names ...string) show {
	return func(name string, _, truth []byte, err error) ([]byte, error) {
		for _, one := range names {
			if one == name {
				return bytes.ReplaceAll(truth, []byte(old), []byte(instead)), err
			}
		}
		return truth, err
	}
}

func down(string, []byte, []byte, error) ([]byte, error) {
	return nil, &client.Fault{Phase: client.Query, Kind: client.Unavailable}
}

func denying(string, []byte, []byte, error) ([]byte, error) {
	return nil, &refusal.Error{Code: refusal.UnknownRecord, Params: map[string]string{"record": "proposal", "id": "x"}}
}

// rivals is an alliance of one to which two have applied; its founder sees it through
// three hosts, the first of which is its own.
type rivals struct {
	founder       *client.Client
	good, bad     string // the proposals
	goodID, badID string // the applicants
	ledger        *threefold

	mu       sync.Mutex
	findings []client.Finding
}

const league = "hyperledger@industry"

func newRivals(t *testing.T) *rivals {
	t.Helper()
	chain := memledger.New()
	founder := founded(chain)
	r := &rivals{goodID: "intel@association", badID: "rival@academia"}
	for i, id := range []string{r.goodID, r.badID} {
		applicant := connect(chain, id, string(rune('2'+i)))
		must(applicant.Submit(t.Context(), membership.RegisterParty{
			Request: "r", Kind: charter.Enterprise, Names: form.Names{"en": id},
		}))
		proposal := must(applicant.Submit(t.Context(), membership.Join{Request: "j", Alliance: league, Class: "member"})).Event.Proposal
		if r.good == "" {
			r.good = proposal
		} else {
			r.bad = proposal
		}
	}
	r.ledger = &threefold{Ledger: client.LedgerOf(founder), hosts: []string{"industry", "association", "academia"}, shows: map[string]show{}}
	r.founder = client.New(r.ledger, client.WithPause(time.Millisecond), client.WithFindings(func(f client.Finding) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.findings = append(r.findings, f)
	}))
	return r
}

// found are the findings of one host, by their codes.
func (r *rivals) found(host string) (codes []client.FindingCode) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.findings {
		if f.Host == host {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

// asks is what the founder is shown of the bad applicant's join.
func (r *rivals) asks(t *testing.T, byID bool) (membership.Dossier, error) {
	t.Helper()
	if byID {
		return client.Agreed(t.Context(), r.founder, membership.GetProposal{ID: r.bad})
	}
	return client.Agreed(t.Context(), r.founder, membership.GetJoin{Alliance: league, Party: r.badID})
}

// votes tells who is voted on by the founder, and how.
func (r *rivals) votes(t *testing.T) map[string]charter.Position {
	t.Helper()
	cast := map[string]charter.Position{}
	r.ledger.show("industry", nil)
	r.ledger.show("academia", nil)
	for id, proposal := range map[string]string{r.goodID: r.good, r.badID: r.bad} {
		for _, e := range must(client.Ask(t.Context(), r.founder, membership.GetProposal{ID: proposal})).Endorsements {
			cast[id] = e.Position
		}
	}
	return cast
}

// A host that shows another proposal than the one that was asked for does not bend its
// member's vote: where two others agree it is named and passed over, else nothing is
// signed.
func TestLyingHostBendsNoVote(t *testing.T) {
	for name, row := range map[string]struct {
		// own and other are what the own host shows, and one of the others.
		own, other func(*rivals) show
		// found is what is found of the own host, kind the fault if nobody may vote.
		found []client.FindingCode
		kind  client.FaultKind
		// byID asks for the proposal by its id, not by the applicant.
		byID bool
	}{
		"ok/all are honest": {},
		"ok/another id": {
			own:   func(r *rivals) show { return replacing(r.bad, r.good, "GetProposal") },
			found: []client.FindingCode{client.AnswerMismatch}, byID: true,
		},
		"ok/the id as asked, all else of another": {
			own:   func(r *rivals) show { return replacing(r.badID, r.goodID, "GetProposal") },
			found: []client.FindingCode{client.AnswerAlone}, byID: true,
		},
		"ok/another applicant's join": {
			own: func(r *rivals) show {
				return func(name string, argument, truth []byte, err error) ([]byte, error) {
					if name != "GetJoin" {
						return truth, err
					}
					return client.LedgerOf(r.founder).(*threefold).Ledger.Evaluate(context.Background(), name,
						bytes.ReplaceAll(argument, []byte(r.badID), []byte(r.goodID)))
				}
			},
			found: []client.FindingCode{client.AnswerMismatch},
		},
		"ok/the id of another, all else as asked": {
			own: func(r *rivals) show {
				return func(name string, argument, truth []byte, err error) ([]byte, error) {
					if name == "GetJoin" {
						truth = bytes.ReplaceAll(truth, []byte(r.bad), []byte(r.good))
					}
					return truth, err
				}
			},
			found: []client.FindingCode{client.AnswerAlone},
		},
		"ok/nothing at all":  {own: func(*rivals) show { return denying }, found: []client.FindingCode{client.AnswerAlone}},
		"ok/what is no JSON": {own: func(*rivals) show { return replacing("{", "[", "GetJoin") }, found: []client.FindingCode{client.AnswerMismatch}},
		"ok/it is down":      {own: func(*rivals) show { return down }},
		"ok/another is down": {other: func(*rivals) show { return down }},
		"fail/another id, and another is down": {
			own:   func(r *rivals) show { return replacing(r.badID, r.goodID, "GetJoin") },
			other: func(*rivals) show { return down },
			found: []client.FindingCode{client.AnswerMismatch},
			kind:  client.Misled,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRivals(t)
			if row.own != nil {
				r.ledger.show("industry", row.own(r))
			}
			if row.other != nil {
				r.ledger.show("academia", row.other(r))
			}
			dossier, err := r.asks(t, row.byID)
			if row.kind != "" {
				var fault *client.Fault
				require.ErrorAs(t, err, &fault)
				require.Equal(t, row.kind, fault.Kind)
				require.False(t, fault.Retryable())
				require.ErrorContains(t, err, "industry")
				require.Empty(t, r.votes(t))
				require.Equal(t, row.found, r.found("industry"))
				return
			}
			require.NoError(t, err)
			about, err := dossier.Proposal.About()
			require.NoError(t, err)
			_, err = r.founder.Submit(t.Context(), membership.Endorse{
				Request: "e", Proposal: dossier.Proposal.ID, About: &about, Position: charter.Against,
			})
			require.NoError(t, err)
			require.Equal(t, row.found, r.found("industry"))
			require.Empty(t, r.found("association"))
			require.Empty(t, r.found("academia"))
			require.Equal(t, map[string]charter.Position{r.badID: charter.Against}, r.votes(t))
		})
	}
}

// What a member's program would sign by its own host's word alone the rules refuse.
func TestRulesRefuseWhatWasShownFalsely(t *testing.T) {
	r := newRivals(t)
	r.ledger.hosts = []string{"industry"} // nobody else to ask
	r.ledger.show("industry", replacing(r.bad, r.good, "GetJoin"))
	dossier, err := client.Agreed(t.Context(), r.founder, membership.GetJoin{Alliance: league, Party: r.badID})
	require.NoError(t, err)
	require.Equal(t, r.good, dossier.Proposal.ID, "bent")
	about, err := dossier.Proposal.About()
	require.NoError(t, err)
	_, err = r.founder.Submit(t.Context(), membership.Endorse{
		Request: "e", Proposal: dossier.Proposal.ID, About: &about, Position: charter.Against,
	})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.AboutDiffers})
	require.Empty(t, r.votes(t))
}

// A plain question is not answered about something else either, whichever it is.
func TestAskRefusesAMismatch(t *testing.T) {
	r := newRivals(t)
	r.ledger.show("industry", replacing(r.badID, r.goodID, "GetParty", "GetJoin"))
	party, err := client.Ask(t.Context(), r.founder, membership.GetParty{ID: r.badID})
	require.NoError(t, err)
	require.Equal(t, r.badID, party.ID)
	require.Equal(t, []client.FindingCode{client.AnswerMismatch}, r.found("industry"))

	r.ledger.hosts = []string{"industry"}
	_, err = client.Ask(t.Context(), r.founder, membership.GetParty{ID: r.badID})
	var finding *client.Finding
	require.ErrorAs(t, err, &finding)
	require.Equal(t, client.Finding{
		Code: client.AnswerMismatch, Host: "industry", About: "GetParty", Field: "party", Asked: r.badID, Answered: r.goodID,
	}, *finding)
}

// Hosts agree on a member's standing now, though each answers at its own time.
func TestLyingHostBendsNoStanding(t *testing.T) {
	r := newRivals(t)
	const mine = "ibm@industry"
	q := membership.GetStanding{Alliance: league, Party: mine}
	r.ledger.show("industry", replacing(mine, r.goodID, "GetStanding"))
	standing, err := client.Ask(t.Context(), r.founder, q)
	require.NoError(t, err)
	require.Equal(t, mine, standing.Party)
	require.Equal(t, charter.Good, standing.State)
	require.Equal(t, []client.FindingCode{client.AnswerMismatch}, r.found("industry"))
}

// A charter is shown as its digest says, and as two hosts have it.
func TestLyingHostShowsNoOtherCharter(t *testing.T) {
	r := newRivals(t)
	q := membership.GetCharter{Alliance: league}
	truth := must(client.Ask(t.Context(), r.founder, q))
	for name, row := range map[string]struct {
		shows show
		code  client.FindingCode
	}{
		"ok/with the true digest": {replacing(`"P7D"`, `"P9D"`, "GetCharter"), client.AnswerMismatch},
		"ok/with a digest of its own": {func(name string, _, told []byte, err error) ([]byte, error) {
			if name != "GetCharter" {
				return told, err
			}
			var kept membership.CharterVersion
			if err := json.Unmarshal(told, &kept); err != nil {
				return nil, err
			}
			kept.Charter.RecordDate = "P1D"
			if kept.Digest, err = kept.Charter.Digest(); err != nil {
				return nil, err
			}
			return json.Marshal(kept)
		}, client.AnswerAlone},
	} {
		t.Run(name, func(t *testing.T) {
			r.findings = nil
			r.ledger.show("industry", row.shows)
			shown, err := client.Agreed(t.Context(), r.founder, q)
			require.NoError(t, err)
			require.Equal(t, truth, shown)
			require.Equal(t, []client.FindingCode{row.code}, r.found("industry"))
		})
	}
}

// Where hosts contradict each other, and no two agree or none has more on its side, the
// own host's word is the answer, and both are named.
func TestContradictionIsTold(t *testing.T) {
	another := func(r *rivals) show { return replacing(r.badID, r.goodID, "GetProposal") }
	third := func(r *rivals) show { return replacing(r.badID, "third@academia", "GetProposal") }
	denies, gone := func(*rivals) show { return denying }, func(*rivals) show { return down }
	for name, row := range map[string]struct {
		hosts []string
		shows map[string]func(*rivals) show
		// subject is of whom the answer is; empty if it is a refusal.
		subject     string
		host, other string
	}{
		"two hosts": {
			hosts: []string{"industry", "association"}, shows: map[string]func(*rivals) show{"industry": another},
			subject: "intel@association", host: "industry", other: "association",
		},
		"another is down": {
			shows:   map[string]func(*rivals) show{"industry": another, "academia": gone},
			subject: "intel@association", host: "industry", other: "association",
		},
		"the own host knows of nothing, another is down": {
			shows: map[string]func(*rivals) show{"industry": denies, "association": gone},
			host:  "industry", other: "academia",
		},
		"each says something else": {
			shows:   map[string]func(*rivals) show{"industry": another, "association": third},
			subject: "intel@association", host: "industry", other: "association",
		},
		"the own host is down": {
			shows:   map[string]func(*rivals) show{"industry": gone, "association": another},
			subject: "intel@association", host: "association", other: "academia",
		},
		"two against two": {
			hosts:   []string{"industry", "association", "academia", "fourth"},
			shows:   map[string]func(*rivals) show{"industry": another, "association": another},
			subject: "intel@association", host: "industry", other: "academia",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRivals(t)
			if row.hosts != nil {
				r.ledger.hosts = row.hosts
			}
			for host, shows := range row.shows {
				r.ledger.show(host, shows(r))
			}
			dossier, err := r.asks(t, true)
			if row.subject == "" {
				require.ErrorIs(t, err, &refusal.Error{Code: refusal.UnknownRecord})
			} else {
				require.NoError(t, err)
				require.Equal(t, row.subject, dossier.Proposal.Subject)
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			require.Equal(t, []client.Finding{{Code: client.AnswerDisputed, Host: row.host, Other: row.other, About: "GetProposal"}}, r.findings)
		})
	}
}

// Of two answers on which hosts agree that of the more hosts counts, whichever is the
// own one's, and though the own one's is complete first.
func TestMostHostsAreBelieved(t *testing.T) {
	r := newRivals(t)
	r.ledger.hosts = []string{"industry", "association", "academia", "fourth", "fifth"}
	for _, host := range r.ledger.hosts[:2] {
		r.ledger.show(host, replacing(r.badID, r.goodID, "GetProposal"))
	}
	for _, host := range r.ledger.hosts[2:] {
		r.ledger.show(host, func(_ string, _, truth []byte, err error) ([]byte, error) {
			time.Sleep(50 * time.Millisecond)
			return truth, err
		})
	}
	dossier, err := r.asks(t, true)
	require.NoError(t, err)
	require.Equal(t, r.badID, dossier.Proposal.Subject)
	for host, want := range map[string][]client.FindingCode{
		"industry": {client.AnswerAlone}, "association": {client.AnswerAlone}, "academia": nil, "fourth": nil, "fifth": nil,
	} {
		require.Equal(t, want, r.found(host), host)
	}
}
