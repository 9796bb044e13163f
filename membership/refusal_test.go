package membership_test

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// denial is one way to be refused: run does it and returns the refusal.
type denial struct {
	code refusal.Code
	run  func(t *testing.T) error
}

// seen collects the codes that were really returned.
type seen struct {
	mu    sync.Mutex
	codes map[refusal.Code]bool
}

func (s *seen) add(code refusal.Code) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = true
}

// Every code is returned by at least one row of these tables; a new code
// without a row fails here, and so does one that nothing returns any more.
func TestEveryRefusal(t *testing.T) {
	t.Parallel()
	seen := &seen{codes: map[refusal.Code]bool{}}
	t.Run("group", func(t *testing.T) {
		for _, table := range []map[string]denial{
			formRefusals, registrationRefusals, textRefusals, callerRefusals, authorityRefusals,
			foundingRefusals, consentRefusals, joinRefusals, endorsementRefusals, decisionRefusals, leaveRefusals,
			requestRefusals, queryRefusals, proposeRefusals, sponsorRefusals, openingRefusals, withdrawalRefusals,
			electorateRefusals, epochRefusals, recoveryRefusals, mandateRefusals, cycleRefusals, recordRefusals,
			formOfProposals, charterPartRefusals, charterQuestionRefusals, voids, engineRefusals, hostRefusals, proxyRefusals, meetingRefusals, electionRefusals, emergencyRefusals, seatingRefusals, successionRefusals, dutyRefusals,
		} {
			for name, row := range table {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					requireCode(t, row.code, row.run(t))
					seen.add(row.code)
				})
			}
		}
	})
	for _, code := range refusal.Codes() {
		require.True(t, seen.codes[code], "no test is refused with %s", code)
	}
	require.Len(t, seen.codes, len(refusal.Codes()), "Codes() misses a code")
	require.Len(t, refusal.Codes(), len(slices.Compact(slices.Sorted(slices.Values(refusal.Codes())))), "a code stands twice")
}

// parsing is a refusal of an argument's form.
func parsing(code refusal.Code, name, argument string) denial {
	return denial{code, func(*testing.T) error {
		_, err := membership.ParseTransaction(name, []byte(argument))
		return err
	}}
}

var formRefusals = map[string]denial{
	"fail/form: unknown transaction":         parsing(refusal.UnknownTransaction, "Expel", `{}`),
	"fail/form: another case of the name":    parsing(refusal.UnknownTransaction, "join", `{}`),
	"fail/form: a question is none":          parsing(refusal.UnknownTransaction, "GetParty", `{}`),
	"fail/form: empty":                       parsing(refusal.Malformed, "Join", ``),
	"fail/form: null":                        parsing(refusal.Malformed, "Join", `null`),
	"fail/form: a list":                      parsing(refusal.Malformed, "Join", `[]`),
	"fail/form: a text":                      parsing(refusal.Malformed, "Join", `"Join"`),
	"fail/form: cut off":                     parsing(refusal.Malformed, "Join", `{"request":"r"`),
	"fail/form: two objects":                 parsing(refusal.Malformed, "Join", `{"request":"r"} {}`),
	"fail/form: something follows":           parsing(refusal.Malformed, "Join", `{"request":"r"}x`),
	"fail/form: not UTF-8":                   parsing(refusal.Malformed, "Join", "{\"request\":\"\xff\"}"),
	"fail/form: a number for a text":         parsing(refusal.Malformed, "Join", `{"request":7}`),
	"fail/form: a fraction for a number":     parsing(refusal.Malformed, "FoundAlliance", `{"charter":{"schema":1.5}}`),
	"fail/form: a field twice":               parsing(refusal.Malformed, "Endorse", `{"position":"for","position":"against"}`),
	"fail/form: a field twice, in cases":     parsing(refusal.Malformed, "Endorse", `{"position":"for","Position":"against"}`),
	"fail/form: a field twice, long s":       parsing(refusal.Malformed, "Endorse", "{\"request\":\"r\",\"reque\u017ft\":\"q\"}"),
	"fail/form: a field twice, within":       parsing(refusal.Malformed, "FoundAlliance", `{"charter":{"classes":[{"id":"a","id":"b"}]}}`),
	"fail/form: a language twice":            parsing(refusal.Malformed, "RegisterParty", `{"names":{"en":"One","en":"Two"}}`),
	"fail/form: unknown field":               parsing(refusal.UnknownField, "Join", `{"request":"r","admin":true}`),
	"fail/form: unknown field within":        parsing(refusal.UnknownField, "FoundAlliance", `{"charter":{"rules":{"admit":{"quorum":1}}}}`),
	"fail/form: the party is no argument":    parsing(refusal.UnknownField, "Endorse", `{"party":"cas@academia"}`),
	"fail/form: the time is no argument":     parsing(refusal.UnknownField, "Decide", `{"time":"2026-01-01T00:00:00Z"}`),
	"fail/form: more than the most of bytes": parsing(refusal.TooLarge, "Join", `{"statement":"`+strings.Repeat("a", form.MaxArgument)+`"}`),
	"fail/form: a time before calendars": {refusal.BadTime, func(*testing.T) error {
		_, err := membership.NewTx("tx", time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), as(cisco))
		return err
	}},
	"fail/form: a time after calendars": {refusal.BadTime, func(*testing.T) error {
		_, err := membership.NewTx("tx", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), as(cisco))
		return err
	}},
}

// A refusal never carries much of what it refuses.
func TestRefusalsAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 100_000)
	for name, row := range map[string]struct{ transaction, argument string }{
		"fail/unknown transaction": {long, `{}`},
		"fail/unknown field":       {"Join", `{"` + long + `":1}`},
		"fail/a field twice":       {"RegisterParty", `{"names":{"` + long + `":"x","` + long + `":"y"}}`},
		"fail/a number too large":  {"FoundAlliance", `{"charter":{"schema":` + strings.Repeat("7", 100_000) + `}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := membership.ParseTransaction(row.transaction, []byte(row.argument))
			require.Error(t, err)
			require.Less(t, len(err.Error()), 300)
		})
	}
	for name, transaction := range map[string]membership.Transaction{
		"fail/request":  membership.Decide{Proposal: long},
		"fail/id":       membership.Leave{Request: "r", Alliance: long},
		"fail/position": membership.Endorse{Request: "r", Proposal: membership.ProposalID(acme, "j"), Position: charter.Position(long)},
		"fail/language": membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: form.Names{long: "x"}},
		"fail/country":  membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: chartertest.En("x"), Jurisdiction: long},
		"fail/lei":      membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: chartertest.En("x"), LEI: long},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newWorld(t).apply(as(cisco), transaction)
			require.Error(t, err)
			require.Less(t, len(err.Error()), 300)
		})
	}
}

// A strict reader still reads everything that is written.
func TestEveryTransactionIsRead(t *testing.T) {
	t.Parallel()
	transactions := []membership.Transaction{
		registration(cisco, charter.Enterprise), adding("add", "key", membership.Delegate),
		membership.RotateAuthority{Request: "rotate", Host: "industry", Key: keyOf("new")},
		removing("remove", "key"),
		founding(chartertest.Basic(1, "PT1H", true), cisco), consenting(t, chartertest.Basic(1, "PT1H", true)), joining("join"),
		proposing("p", charter.Expel, acme), endorsing(pending, charter.For),
		membership.PutToVote{Proposal: pending},
		membership.Decide{Proposal: pending},
		membership.Withdraw{Request: "w", Proposal: pending, Reason: "no more"},
		membership.Leave{Request: "leave", Alliance: zgc},
		membership.CloseEpoch{Alliance: zgc, Epoch: 7},
		membership.SealEpoch{Alliance: zgc, Epoch: 7},
		correcting("a new name"), askingNew, vetoing, completing, described, corda, attesting("a", pending, membership.Disputes),
		accepting(keyOf("code 1")), paying(acme, untilMay), counting("f", 3), declaring("d", acme), agreeing("c", acme),
		membership.VacateSeat{Request: "v", Alliance: zgc, Organ: chartertest.Board},
		membership.Enact{Proposal: pending},
		membership.EndMembership{Alliance: zgc, Party: acme},
		membership.NameHost{Host: org1},
		appointing("p", cas),
		membership.RevokeProxy{Request: "r", Alliance: zgc, Proposal: pending},
		membership.Nominate{Request: "n", Proposal: pending, Reason: "again", Withdraw: true},
		filling(acme),
		consentingTo(pending), inviting("i", lab),
		membership.RevokeInvitation{Request: "r", Alliance: zgc, Party: lab},
		membership.CallMeeting{Request: "c", Alliance: zgc, Kind: general, Begins: epoch, Agenda: []membership.AgendaItem{{Title: "Report"}}},
		attending("a"), openingMeeting,
		membership.AdjournMeeting{Request: "a", Meeting: theMeeting, Begins: epoch},
		closingMeeting,
		present(pending),
		membership.ConfirmRepresentatives{Request: "c", Alliance: zgc, Representatives: keyOf("keys")},
		waiving(cas, charter.DutyDues, untilMay),
	}
	names := membership.TransactionNames()
	require.Len(t, transactions, len(names))
	for i, transaction := range transactions {
		t.Run("ok/"+names[i], func(t *testing.T) {
			t.Parallel()
			require.Equal(t, names[i], transaction.Name())
			argument, err := json.Marshal(transaction)
			require.NoError(t, err)
			read, err := membership.ParseTransaction(names[i], argument)
			require.NoError(t, err)
			require.Equal(t, transaction, read)
		})
	}
}
