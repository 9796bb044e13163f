package membership

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Proposal is a request for a decision.
type Proposal struct {
	Schema   int    `json:"schema"`
	ID       string `json:"id"`
	Alliance string `json:"alliance"`
	Action   Action `json:"action"`
	// Subject is the party that the proposal is about, By the one that filed it.
	Subject string `json:"subject"`
	By      string `json:"by"`
	// SubjectGroup is the affiliate group that the subject belonged to when it was filed,
	// and an applicant when the vote opened, as far as it counted: without one its own.
	SubjectGroup string `json:"subjectGroup,omitempty" metadata:",optional"`
	// Class is the class in which the subject is to be, or is; Group its affiliate
	// group, Weights its own weights.
	Class   string  `json:"class,omitempty" metadata:",optional"`
	Group   string  `json:"group,omitempty" metadata:",optional"`
	Weights Weights `json:"weights,omitempty" metadata:",optional"`
	// Organ is that of a seat.
	Organ string `json:"organ,omitempty" metadata:",optional"`
	// Title and Document are those of a resolution, CharterDigest that of an
	// amendment's draft.
	Title         string `json:"title,omitempty" metadata:",optional"`
	Document      string `json:"document,omitempty" metadata:",optional"`
	CharterDigest string `json:"charterDigest,omitempty" metadata:",optional"`
	// Until is the end of a mandate or a recognition.
	Until    time.Time `json:"until,omitzero" metadata:",optional"`
	Reason   string    `json:"reason,omitempty" metadata:",optional"`
	Evidence string    `json:"evidence,omitempty" metadata:",optional"`
	// Charter is the version that decides it, also if the charter changes meanwhile.
	Charter int            `json:"charter"`
	Status  ProposalStatus `json:"status"`
	Filed   Stamp          `json:"filed"`
	// Expires is when a proposal that is still filed lapses.
	Expires time.Time `json:"expires,omitzero" metadata:",optional"`
	// Opened is the transaction that put it to the vote, OpenedBy its sender.
	Opened   *Stamp `json:"opened,omitempty" metadata:",optional"`
	OpenedBy string `json:"openedBy,omitempty" metadata:",optional"`
	// Seal is the epoch whose seal gives the electorate, and Electorate its size.
	Seal       int       `json:"seal"`
	Electorate int       `json:"electorate"`
	Closes     time.Time `json:"closes,omitzero" metadata:",optional"`
	// Voters are those whom the rule names one by one, Recused those who have no say,
	// as they were when the vote opened; RecusedGroups are affiliate groups without one.
	Voters        []Voter  `json:"voters,omitempty" metadata:",optional"`
	Recused       []Voter  `json:"recused,omitempty" metadata:",optional"`
	RecusedGroups []string `json:"recusedGroups,omitempty" metadata:",optional"`
	// Figures are the recorded figures that it is decided by.
	Figures map[string]int `json:"figures,omitempty" metadata:",optional"`
	// Enacts is when the timelock of an accepted proposal ends.
	Enacts time.Time `json:"enacts,omitzero" metadata:",optional"`
	// Withdrawn is the transaction that withdrew it, and Withdrawal why.
	Withdrawn  *Stamp `json:"withdrawn,omitempty" metadata:",optional"`
	Withdrawal string `json:"withdrawal,omitempty" metadata:",optional"`
}

// poll is what of a proposal a vote on it rests on.
func (p Proposal) poll() Poll {
	return Poll{
		ID: p.ID, Alliance: p.Alliance, Action: p.Action, Subject: p.Subject, SubjectGroup: p.SubjectGroup, By: p.By,
		Class: p.Class, Organ: p.Organ, Seal: p.Seal, Voters: p.Voters, Recused: p.Recused, RecusedGroups: p.RecusedGroups,
		Figures: p.Figures,
	}
}

// rule is that of a charter which decides the proposal. It refuses with NO_RULE.
func (p Proposal) rule(charter Charter) (Rule, error) {
	return charter.rule(p.Alliance, p.Action, p.Class, p.Organ)
}

// ProposalID derives a proposal's id from the party that files it and its
// request id, never from the transaction: sent again, it is the same proposal,
// and no other party can take it beforehand.
func ProposalID(party, request string) string { return recordID("proposal", party, request) }

// recordID derives the id of a record of some kind from who makes it and the
// request id.
func recordID(kind, party, request string) string {
	sum := sha256.Sum256([]byte(kind + keySeparator + party + keySeparator + request))
	return hex.EncodeToString(sum[:12])
}

// checkProposalID refuses what cannot be the id of a proposal.
func checkProposalID(id string) error { return checkRecordID("proposal", id) }

func checkRecordID(field, id string) error {
	if decoded, err := hex.DecodeString(id); err != nil || len(decoded) != 12 || hex.EncodeToString(decoded) != id {
		return refuse(BadID, "field", field, "value", clip(id))
	}
	return nil
}

// listing lists a proposal under its alliance.
type listing struct {
	Schema   int    `json:"schema"`
	Proposal string `json:"proposal"`
}

// application points to a party's last proposal to be admitted.
type application struct {
	Schema   int    `json:"schema"`
	Proposal string `json:"proposal"`
}

// file enters a proposal and puts it to the vote, if its rule demands no
// sponsors. It refuses with ID_TAKEN if there is a proposal with this id: ids are
// short hashes of what the filer chose, and whoever finds two requests with the
// same one could otherwise carry the votes on one proposal over to another.
func (a act) file(proposal Proposal, charter Charter) (Event, error) {
	rule, err := proposal.rule(charter)
	if err != nil {
		return Event{}, err
	}
	if taken, err := a.store.Get(proposalKey(proposal.ID)); err != nil || taken != nil {
		return Event{}, firstError(err, refuse(IDTaken, "id", proposal.ID))
	}
	if err := a.meets(proposal, charter, rule.Requires); err != nil {
		return Event{}, err
	}
	proposal.Schema, proposal.Status, proposal.Filed = schema, Filed, a.tx.stamp()
	if !rule.opensAtOnce() {
		proposal.Expires = rule.expires(a.tx.Time)
	} else if err := a.putToVote(&proposal, charter, rule, nil); err != nil {
		return Event{}, err
	}
	if err := put(a.store, proposalKey(proposal.ID), proposal); err != nil {
		return Event{}, err
	}
	if err := put(a.store, agendaKey(proposal.Alliance, proposal.ID), listing{schema, proposal.ID}); err != nil {
		return Event{}, err
	}
	event := a.event(ProposalFiled)
	event.Alliance, event.Party, event.Proposal, event.Action = proposal.Alliance, proposal.Subject, proposal.ID, string(proposal.Action)
	event.Class, event.Status = proposal.Class, string(proposal.Status)
	return event, nil
}

// Proposals is a page of an alliance's proposals in the order of their ids, each as
// it is now.
type Proposals struct {
	Proposals []ProposalNow `json:"proposals"`
	Next      string        `json:"next,omitempty" metadata:",optional"`
}

// ListProposals asks for an alliance's proposals, a page at a time.
type ListProposals struct {
	Alliance string `json:"alliance"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListProposals) Name() string                  { return "ListProposals" }
func (q ListProposals) check() error                { return checkID("alliance", q.Alliance) }
func (q ListProposals) answer(s asked) (any, error) { return q.read(s) }

func (q ListProposals) read(s asked) (Proposals, error) {
	if _, err := must[Alliance](s, allianceKey(q.Alliance)); err != nil {
		return Proposals{}, err
	}
	listings, next, err := page[listing](s, agendasKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Proposals{}, err
	}
	proposals := make([]ProposalNow, 0, len(listings))
	for _, listed := range listings {
		proposal, err := must[Proposal](s, proposalKey(listed.Proposal))
		if err != nil {
			return Proposals{}, err
		}
		proposals = append(proposals, proposal.AsOf(s.now))
	}
	return Proposals{proposals, next}, nil
}
