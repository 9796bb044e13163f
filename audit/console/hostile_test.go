package console_test

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// lie is a text that would be markup, a line of ours, and another than is seen.
const lie = "\u202eEvil\u202c<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\r\nVerified up to block 9\x00\x1b[2J\u200b\u2066\U000e0041"

// forged is a world whose last block writes records with such texts, which no rule would.
func forged(t *testing.T) *indextest.World {
	t.Helper()
	w := indextest.New(4).Live(60)
	long := strings.Repeat("長name ", 3000)
	stamp := membership.Stamp{Tx: "odd", Time: w.Now.Add(time.Second)}
	bylaws := indextest.Charter()
	for i := range bylaws.Classes {
		bylaws.Classes[i].Names = form.Names{"en": lie, "zh": lie}
	}
	party := func(id, name string) membership.Party {
		return membership.Party{
			Schema: 1, ID: id, Kind: charter.Kind(lie), Names: form.Names{"en": name, "zh": name, lie: lie}, Jurisdiction: lie, LEI: lie, USCC: lie,
			Registered: stamp, Version: 2, Reason: lie, Written: stamp,
		}
	}
	proposal := membership.ProposalID("x", "y")
	records := map[string]any{}
	put := func(key membership.Key, record any) { records[key.String()] = record }
	put(membership.PartyKey("evil@industry"), party("evil@industry", lie))
	put(membership.PartyKey("long@industry"), party("long@industry", long))
	put(membership.PartyKey(lie), party(lie, lie))
	put(membership.PartyKey("../../x@industry"), party("../../x@industry", lie))
	put(membership.AllianceKey("evil@industry"), membership.Alliance{
		Schema: 1, ID: "evil@industry", Names: form.Names{"en": lie}, Aliases: []string{lie}, Sector: lie, Scope: lie, Source: lie, Jurisdiction: lie,
		Founders: []string{lie, "evil@industry", "javascript:alert(1)"}, Status: membership.AllianceStatus(lie), Charter: 1, Founded: stamp, Opened: &stamp,
	})
	put(membership.CharterKey("evil@industry", 1), membership.CharterVersion{Schema: 1, Alliance: "evil@industry", Version: 1, Digest: lie, Charter: bylaws, Proposal: lie, Adopted: stamp})
	put(membership.MembershipKey("evil@industry", "evil@industry"), membership.Membership{
		Schema: 1, Alliance: "evil@industry", Party: "evil@industry", State: charter.Active, Class: lie, Version: 1, Written: stamp,
		Periods: []membership.Period{{Class: lie, State: charter.MembershipState(lie), Group: lie, Proposal: lie, From: stamp}},
	})
	put(membership.ProposalKey(proposal), membership.Proposal{
		Schema: 1, ID: proposal, Alliance: "evil@industry", Action: charter.Resolve, Subject: lie, By: lie, Class: lie, Organ: lie, Title: lie, Document: lie,
		Reason: lie, Evidence: lie, CharterDigest: lie, Charter: 1, Status: membership.Withdrawn, Filed: stamp, Withdrawn: &stamp, Withdrawal: lie,
	})
	put(membership.Key{Object: "endorsement", Parts: []string{proposal, lie}}, membership.Endorsement{
		Schema: 1, Proposal: proposal, Alliance: "evil@industry", Party: lie, Host: lie, Position: charter.Position(lie), Reason: lie, Stamp: stamp,
	})
	put(membership.Key{Object: "claim", Parts: []string{"evil@industry", "c"}}, membership.Claim{
		Schema: 1, ID: "c", About: "evil@industry", By: lie, What: lie, Value: lie, Qualifier: lie, Source: lie, Stamp: stamp,
	})
	var writes []block.Write
	for key, record := range records {
		value, err := json.Marshal(record)
		require.NoError(t, err)
		writes = append(writes, block.Write{Key: key, Value: value})
	}
	event, err := json.Marshal(membership.Event{Schema: 1, Type: lie, Tx: "odd", By: lie, Party: lie, Alliance: lie, Proposal: lie, Status: lie})
	require.NoError(t, err)
	last := w.Chain[len(w.Chain)-1].Block
	hash := sha256.Sum256([]byte(lie))
	b := block.Block{Number: last.Number + 1, Previous: last.Hash, Hash: hash[:], Data: hash[:]}
	b.Transactions = []block.Transaction{{
		Kind: block.Call, ID: "odd", Time: stamp.Time, Code: "VALID",
		Call: &block.Invocation{Chaincode: "registry", Name: lie, Status: 200, EventName: lie, Event: event, Sets: []block.Set{{Namespace: "registry", Writes: writes}}},
	}}
	w.Chain = append(w.Chain, chain.Verified{Block: b, Source: "memory", Codes: []string{"VALID"}})
	return w
}

// TestHostileTexts: whatever records say, a page's markup, its sentences and its links stay
// ours, and each character on it is seen.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	h := handler(t, indexed(t, forged(t)))
	seen := map[string]int{}
	for _, lang := range text.Languages {
		look := func(path, page string) {
			for _, part := range []string{"<script>alert", "<img src=x", "\u202e", "\u202c", "\u2066", "\u200b", "\x00", "\x1b", "\r", "\U000e0041", `="javascript:`, "ZgotmplZ"} {
				require.NotContains(t, page, part, path)
			}
			for line := range strings.Lines(page) {
				require.NotRegexp(t, `^Verified up to block 9`, line, path)
			}
			seen[path]++
		}
		crawl(t, h, lang, look, http.StatusOK, http.StatusBadRequest, http.StatusNotFound) // not every id can be one
		for _, path := range []string{"/parties/evil@industry", "/parties/long@industry", "/alliances/evil@industry", "/search?q=evil"} {
			look(path, get(t, h, path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"lang="+lang, http.StatusOK))
		}
	}
	require.GreaterOrEqual(t, seen["/alliances/evil@industry/charter"], 2)
	require.Greater(t, len(seen), 60)
	require.Contains(t, get(t, h, "/parties/evil@industry", http.StatusOK), `\u202eEvil\u202c&lt;script&gt;`)
}

// FuzzAddress: whatever is asked for, no page fails.
func FuzzAddress(f *testing.F) {
	for _, seed := range [][2]string{{"/alliances/zgc@industry/roster", "date=2026-03-02&class=full&text=a&day=3&after=a@industry"}, {"/history", "block=1&type=x"}, {"/search", "q=a"}, {"/parties/%00", ""}} {
		f.Add(seed[0], seed[1])
	}
	h := handler(f, indexed(f, indextest.New(2).Live(40)))
	f.Fuzz(func(t *testing.T, path, query string) {
		r, err := http.NewRequest(http.MethodGet, "/", nil) //nolint:noctx // a test's
		require.NoError(t, err)
		r.URL.Path, r.URL.RawQuery = "/"+strings.TrimPrefix(path, "/"), query
		w := &discard{header: http.Header{}}
		h.ServeHTTP(w, r)
		require.Less(t, w.status, http.StatusInternalServerError)
	})
}

// discard notes the status alone.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header               { return d.header }
func (d *discard) Write(content []byte) (int, error) { return len(content), nil }
func (d *discard) WriteHeader(status int)            { d.status = status }
