package schema_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

const (
	party    = "acme@industry"
	alliance = "zgc@industry"
	proposal = "0a1b2c3d4e5f60718293a4b5"
	leiCode  = "506700GE1G29325QX363"
)

func hash() string { return strings.Repeat("0f", 32) }

// samples are arguments that the rules take, of each transaction and each question, with
// all fields that go together.
func samples(t require.TestingT) map[string][]byte {
	names, whole := form.Names{"en": "Acme", "zh": "甲公司"}, chartertest.Whole()
	about := &membership.About{Alliance: alliance, Action: charter.Admit, Subject: party, Content: hash()}
	place := charter.Place{Class: whole.Founders}
	texts := map[string][]byte{}
	for _, one := range []any{
		membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: names, Jurisdiction: "CN", LEI: leiCode, Recovery: "P7D"},
		membership.AddAuthority{Request: "r", Host: "industry", Key: hash(), Role: membership.Officer},
		membership.RotateAuthority{Request: "r", Host: "org1.msp", Key: hash()},
		membership.RemoveAuthority{Request: "r", Host: "industry", Key: hash()},
		membership.FoundAlliance{
			Request: "r", Slug: "zgc", Names: names, Aliases: []string{"Z"}, Sector: "computing", Scope: "national", Jurisdiction: "CN",
			Founders: []string{"cisco@industry", "cas@academia", "forum@association"}, Charter: whole,
			Places: map[string]charter.Place{"cas@academia": place},
		},
		membership.Consent{Request: "r", As: alliance, Alliance: "ring@academia", Charter: hash(), Content: hash()},
		membership.Join{Request: "r", As: alliance, Alliance: "ring@academia", Class: "full", Group: party, Weights: charter.Weights{"population": 3}, Statement: "we", Evidence: hash(), Invitations: []string{party}},
		membership.Propose{Request: "r", Alliance: alliance, Action: charter.Amend, Charter: &whole, Reason: "why"},
		membership.Endorse{Request: "r", As: alliance, Principal: party, Proposal: proposal, About: about, Position: charter.For, Reason: "好", Evidence: hash()},
		membership.PutToVote{Proposal: proposal},
		membership.Decide{Proposal: proposal},
		membership.Enact{Proposal: proposal},
		membership.Withdraw{Request: "r", As: alliance, Proposal: proposal, About: about, Reason: "no"},
		membership.Leave{Request: "r", As: alliance, Alliance: "ring@academia", Reason: "done"},
		membership.CloseEpoch{Alliance: alliance, Epoch: 1},
		membership.SealEpoch{Alliance: alliance},
		membership.CorrectParty{Request: "r", Content: hash(), Names: names, LEI: leiCode, Reason: "renamed", Named: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		membership.AskRecovery{Request: "r", Party: party, Key: hash()},
		membership.VetoRecovery{Request: "r"},
		membership.CompleteRecovery{Request: "r"},
		membership.DescribeAlliance{Request: "r", Slug: "known", Names: names, Scope: "global", Source: "a page"},
		membership.StateClaim{Request: "r", About: party, What: "members", Value: "60", Qualifier: "over", Role: "uses", From: "2020", To: "2026-01", AsOf: "2026-01-31", Source: "a page"},
		membership.Attest{Request: "r", About: party, Claim: proposal, Content: hash(), Position: membership.Disputes, Reason: "no"},
		membership.AcceptAgreement{Request: "r", As: alliance, Alliance: "ring@academia", Agreement: "code", Digest: hash()},
		membership.RecordPayment{Request: "r", As: alliance, Alliance: "ring@academia", Party: party, Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Evidence: hash()},
		membership.RecordFigure{Request: "r", As: alliance, Alliance: "ring@academia", Figure: "attendance", Value: 7, Note: "n", Evidence: hash()},
		membership.DeclareAffiliate{Request: "r", As: alliance, Alliance: "ring@academia", Group: party},
		membership.ConsentAffiliate{Request: "r", As: alliance, Alliance: "ring@academia", Party: party},
		membership.VacateSeat{Request: "r", As: alliance, Alliance: "ring@academia", Organ: "board"},
		membership.EndMembership{Alliance: alliance, Party: party},
		membership.NameHost{Host: "org1.msp"},
		membership.AppointProxy{Request: "r", As: alliance, Alliance: "ring@academia", Holder: party, Proposal: proposal, About: about},
		membership.RevokeProxy{Request: "r", As: alliance, Alliance: "ring@academia", Principal: party, Proposal: proposal},
		membership.ConsentSuccession{Request: "r", As: alliance, Proposal: proposal, About: about, Refuse: true},
		membership.Invite{Request: "r", As: alliance, Alliance: "ring@academia", Party: party, Class: "full", Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Reason: "we know them"},
		membership.RevokeInvitation{Request: "r", As: alliance, Alliance: "ring@academia", Party: party},
		membership.CallMeeting{Request: "r", As: alliance, Alliance: "ring@academia", Kind: "general", Begins: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Place: "Bonn", Agenda: []membership.AgendaItem{{Title: "report"}, {Proposal: proposal}}},
		membership.Attend{Request: "r", As: alliance, Meeting: proposal, Principal: party, Leave: true},
		membership.OpenMeeting{Request: "r", As: alliance, Meeting: proposal},
		membership.AdjournMeeting{Request: "r", As: alliance, Meeting: proposal, Begins: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Reason: "late"},
		membership.CloseMeeting{Request: "r", As: alliance, Meeting: proposal, Reason: "done"},
		membership.Nominate{Request: "r", As: alliance, Proposal: proposal, About: about, Reason: "again", Withdraw: true},
		membership.FillSeat{Alliance: "ring@academia", Organ: "board", Party: party},
		membership.DeclarePresence{Request: "r", As: alliance, Proposal: proposal, About: about},
		membership.ConfirmRepresentatives{Request: "r", As: alliance, Alliance: "ring@academia", Representatives: hash()},
		membership.Waive{Request: "r", As: alliance, Alliance: "ring@academia", Party: party, Duty: charter.DutyAgreement, Agreement: "code", Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Reason: "why", Evidence: hash()},

		membership.GetParty{ID: party},
		membership.ListParties{Size: 5},
		membership.ListAuthorities{Party: party},
		membership.GetHost{ID: "org1.msp"},
		membership.ListHosts{Size: 5},
		membership.GetAlliance{ID: alliance},
		membership.ListAlliances{Size: 5},
		membership.GetCharter{Alliance: alliance, Version: 2},
		membership.ListConsents{Alliance: alliance},
		membership.GetProposal{ID: proposal},
		membership.GetJoin{Alliance: alliance, Party: party},
		membership.ListProposals{Alliance: alliance, Size: 5},
		membership.GetMembership{Alliance: alliance, Party: party},
		membership.GetHistory{Alliance: alliance, Party: party, Size: 5},
		membership.GetRoster{Alliance: alliance, At: "2026-03-20", Size: 5},
		membership.ListMemberships{Party: party, Size: 5},
		membership.GetEpoch{Alliance: alliance},
		membership.GetSeal{Alliance: alliance, Epoch: 1},
		membership.GetRosterProof{Alliance: alliance, Epoch: 1, Party: party},
		membership.ListSeals{Alliance: alliance, Size: 5},
		membership.GetPartyHistory{Party: party, Size: 5},
		membership.GetRecovery{Party: party},
		membership.ListMandates{Alliance: alliance, Size: 5},
		membership.ListClaims{About: party, Size: 5},
		membership.ListClaimants{Scheme: membership.LEIScheme, Value: leiCode, Size: 5},
		membership.GetStanding{Alliance: alliance, Party: party, At: "2026-03-20"},
		membership.ListAcceptances{Alliance: alliance, Party: party, Size: 5},
		membership.ListFigures{Alliance: alliance, Figure: "attendance", Size: 5},
		membership.ListSeats{Alliance: alliance, Organ: "board", Size: 5},
		membership.ListRecognitions{Alliance: alliance, Size: 5},
		membership.ListResolutions{Alliance: alliance, Size: 5},
		membership.GetAffiliation{Alliance: alliance, Party: party},
		membership.ListAffiliates{Group: party, Size: 5},
		membership.GetMeeting{ID: proposal},
		membership.ListMeetings{Alliance: alliance, Kind: "general", Size: 5},
		membership.ListAttendance{Meeting: proposal, Size: 5},
		membership.ListProxies{Alliance: alliance, Principal: party, Size: 5},
		membership.ListInvitations{Alliance: alliance, Inviter: party, Size: 5},
		membership.GetDraft{Proposal: proposal},
		membership.ListRecords{Object: "seal", Size: 5},
	} {
		text, err := json.Marshal(one)
		require.NoError(t, err)
		texts[one.(interface{ Name() string }).Name()] = text
	}
	return texts
}

// calls are the names of all that is sent with an argument.
func calls() []string { return append(membership.TransactionNames(), membership.QueryNames()...) }

// refusedBy is how the rules refuse an argument that is wrong in itself, empty if they take
// it: what is not there is asked of a ledger without anything in it.
func refusedBy(t require.TestingT, name string, argument []byte) refusal.Code {
	transaction, err := membership.ParseTransaction(name, argument)
	if refusal.New(refusal.UnknownTransaction).Is(err) {
		_, err = membership.Answer(memledger.New().Begin("q"), time.Now(), name, argument)
	} else if err == nil {
		err = refusal.First(membership.Check(transaction), laterRefused(transaction), asNobody(argument))
	}
	if err == nil {
		return ""
	}
	denied := refusal.From(err)
	if denied.Code == refusal.UnknownRecord {
		return ""
	}
	return denied.Code
}

// laterRefused is what the rules refuse of an argument once they have read the ledger, and
// whatever stands there: a charter that says nothing that can be, and weights out of bounds.
func laterRefused(t membership.Transaction) error {
	var weights charter.Weights
	switch t := t.(type) {
	case membership.Join:
		weights = t.Weights
	case membership.Endorse:
		return noProposal(t.About)
	case membership.Withdraw:
		return noProposal(t.About)
	case membership.AppointProxy:
		return noProposal(t.About)
	case membership.Nominate:
		return noProposal(t.About)
	case membership.ConsentSuccession:
		return noProposal(t.About)
	case membership.DeclarePresence:
		return noProposal(t.About)
	case membership.Propose:
		weights = t.Weights
		if t.Charter != nil {
			defects := charter.NewDefects(charter.Engine)
			t.Charter.ValidateForm(defects)
			return defects.Err()
		}
	}
	var measured charter.Charter
	for measure := range weights {
		measured.Measures = append(measured.Measures, charter.Measure{ID: measure, Own: true})
	}
	return measured.CheckWeights(weights)
}

// noProposal refuses what no proposal is about.
func noProposal(about *membership.About) error {
	if about == nil {
		return nil
	}
	if !slices.Contains(charter.Actions(), about.Action) {
		return refusal.New(refusal.AboutDiffers, "field", "action")
	}
	return form.CheckID("subject", about.Subject)
}

// asNobody refuses to act for what is no alliance's id.
func asNobody(argument []byte) error {
	var sent struct {
		As string `json:"as"`
	}
	if err := json.Unmarshal(argument, &sent); err != nil || sent.As == "" {
		return err
	}
	return form.CheckID("as", sent.As)
}

func TestSamplesAreTaken(t *testing.T) {
	t.Parallel()
	texts := samples(t)
	require.Len(t, texts, len(calls()))
	for _, name := range calls() {
		require.Empty(t, refusedBy(t, name, texts[name]), "%s %s", name, texts[name])
	}
}
