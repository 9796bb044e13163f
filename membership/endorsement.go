package membership

// Position is what an endorsement says.
type Position string

// The positions that a member can take.
const (
	For     Position = "for"
	Against Position = "against"
	Abstain Position = "abstain"
	// Sponsor is the position on a proposal that is not yet voted on.
	Sponsor Position = "sponsor"
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
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string   `json:"as,omitempty" metadata:",optional"`
	Proposal string   `json:"proposal"`
	Position Position `json:"position"`
	Reason   string   `json:"reason,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Endorse) Name() string      { return "Endorse" }
func (t Endorse) request() string { return t.Request }
func (t Endorse) actsFor() string { return t.As }
func (Endorse) needs() Role       { return Delegate }

func (t Endorse) check() error {
	return firstError(checkRequest(t.Request), checkProposalID(t.Proposal),
		oneOf("position", string(t.Position), string(For), string(Against), string(Abstain), string(Sponsor)),
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
	key, open, right := endorsementKey(proposal.ID, a.party), a.checkVoting, a.checkVoter
	if t.Position == Sponsor {
		key, open, right = sponsorshipKey(proposal.ID, a.party), a.checkFiled, a.checkSponsor
	}
	if err := open(proposal); err != nil {
		return Event{}, err
	}
	if err := a.checkRecusal(proposal); err != nil {
		return Event{}, err
	}
	member, err := activeMember(a.store, proposal.Alliance, a.party)
	if err != nil {
		return Event{}, err
	}
	class, err := right(proposal, member)
	if err := firstError(err, a.tx.after(member.Written)); err != nil {
		return Event{}, err
	}
	if _, found, err := get[Endorsement](a.store, key); err != nil || found {
		return Event{}, firstError(err, refuse(EndorsementExists, "proposal", proposal.ID, "party", a.party))
	}
	endorsement := Endorsement{
		Schema: schema, Proposal: proposal.ID, Alliance: proposal.Alliance, Party: a.party, Host: a.tx.Caller.Host,
		Position: t.Position, Reason: t.Reason, Evidence: t.Evidence,
		Class: class, Membership: member.Version, Stamp: a.tx.stamp(),
	}
	if err := put(a.store, key, endorsement); err != nil {
		return Event{}, err
	}
	event := a.event(EndorsementGiven)
	event.Alliance, event.Party, event.Proposal = proposal.Alliance, a.party, proposal.ID
	event.Position = string(t.Position)
	return event, nil
}

// checkRecusal refuses with RECUSED the subject, also where it would speak for an
// alliance: nobody decides about itself, save that a member may vote for its own
// mandate.
func (a act) checkRecusal(p Proposal) error {
	if p.Action != MandateAction && (p.Subject == a.party || p.Subject == a.sender) {
		return refuse(Recused, "proposal", p.ID, "party", p.Subject)
	}
	return nil
}

// checkVoter returns the class in which a member votes: the one that it had at
// the end of the epoch that the proposal is voted by. It refuses with
// OUTSIDE_ELECTORATE who was not an active member then, and with NO_RIGHT.
func (a act) checkVoter(p Proposal, member Membership) (string, error) {
	period, there := member.AtEpoch(p.Seal)
	if !there || period.State != Active {
		return "", refuse(OutsideElectorate, "proposal", p.ID, "party", a.party, "epoch", itoa(p.Seal))
	}
	return period.Class, a.checkRight(p, period.Class, Vote)
}

// checkSponsor returns the class of a member that may sponsor now.
func (a act) checkSponsor(p Proposal, member Membership) (string, error) {
	return member.Class, a.checkRight(p, member.Class, SponsorRight)
}

// checkRight refuses with NO_RIGHT, by the charter that decides the proposal.
func (a act) checkRight(p Proposal, classID string, right Right) error {
	charter, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return err
	}
	class, err := charter.class(classID)
	if err != nil {
		return err
	}
	return class.permits(right)
}
