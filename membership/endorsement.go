package membership

import "time"

// Position is what an endorsement says.
type Position string

// The positions that a member can take.
const (
	For     Position = "for"
	Against Position = "against"
	Abstain Position = "abstain"
)

// Endorsement is a member's recorded position on a proposal. It does not change.
type Endorsement struct {
	Schema   int      `json:"schema"`
	Proposal string   `json:"proposal"`
	Alliance string   `json:"alliance"`
	Party    string   `json:"party"`
	Host     string   `json:"host"`
	Position Position `json:"position"`
	Reason   string   `json:"reason,omitempty" metadata:",optional"`
	Evidence string   `json:"evidence,omitempty" metadata:",optional"`
	// Class and Membership are the endorser's class, and the version of its
	// membership on which its right rested.
	Class      string `json:"class"`
	Membership int    `json:"membership"`
	Stamp      Stamp  `json:"stamp"`
}

// Endorse records the position of the caller's party on a proposal.
type Endorse struct {
	Request  string   `json:"request"`
	Proposal string   `json:"proposal"`
	Position Position `json:"position"`
	Reason   string   `json:"reason,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Endorse) Name() string      { return "Endorse" }
func (t Endorse) request() string { return t.Request }
func (Endorse) needs() Role       { return Delegate }

func (t Endorse) check() error {
	return firstError(checkRequest(t.Request), checkProposalID(t.Proposal),
		oneOf("position", string(t.Position), string(For), string(Against), string(Abstain)),
		checkText("reason", t.Reason, 0, MaxReason), checkDigest("evidence", t.Evidence, true))
}

// apply writes one key of its own, so that endorsements never collide, and
// reads all that its right rests on, also the decision that must not be there:
// whichever of those changes first, this endorsement is not committed after it.
func (t Endorse) apply(a act) (Event, error) {
	proposal, err := must[Proposal](a.store, proposalKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	if err := t.checkOpen(a, proposal); err != nil {
		return Event{}, err
	}
	member, err := activeMember(a.store, proposal.Alliance, a.party)
	if err != nil {
		return Event{}, err
	}
	if err := firstError(a.tx.after(member.Written), checkRight(a.store, proposal, member, Vote)); err != nil {
		return Event{}, err
	}
	key := endorsementKey(proposal.ID, a.party)
	if _, found, err := get[Endorsement](a.store, key); err != nil || found {
		return Event{}, firstError(err, refuse(EndorsementExists, "proposal", proposal.ID, "party", a.party))
	}
	endorsement := Endorsement{
		Schema: schema, Proposal: proposal.ID, Alliance: proposal.Alliance, Party: a.party, Host: a.tx.Caller.Host,
		Position: t.Position, Reason: t.Reason, Evidence: t.Evidence,
		Class: member.Class, Membership: member.Version, Stamp: a.tx.stamp(),
	}
	if err := put(a.store, key, endorsement); err != nil {
		return Event{}, err
	}
	event := a.event(EndorsementGiven)
	event.Alliance, event.Party, event.Proposal = proposal.Alliance, a.party, proposal.ID
	event.Position = string(t.Position)
	return event, nil
}

// checkOpen refuses with PROPOSAL_DECIDED, VOTING_CLOSED or TIME_REVERSED.
func (t Endorse) checkOpen(a act, proposal Proposal) error {
	decided, err := a.store.Get(decisionKey(proposal.ID))
	if err != nil {
		return err
	}
	if decided != nil || proposal.Status != Voting {
		return refuse(ProposalDecided, "proposal", proposal.ID, "status", string(proposal.Status))
	}
	if !a.tx.Time.Before(proposal.Closes) {
		return refuse(VotingClosed, "proposal", proposal.ID, "closed", proposal.Closes.Format(time.RFC3339))
	}
	return a.tx.after(proposal.Filed)
}

// checkRight refuses with NO_RIGHT, by the charter that decides the proposal.
func checkRight(s Store, proposal Proposal, member Membership, right Right) error {
	charter, err := charterOf(s, proposal.Alliance, proposal.Charter)
	if err != nil {
		return err
	}
	class, err := charter.class(member.Class)
	if err != nil {
		return err
	}
	return class.permits(right)
}
