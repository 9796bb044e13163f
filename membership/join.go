package membership

// Join applies for membership: it files a proposal to admit the caller's party.
type Join struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Class    string `json:"class"`
	// Group is the affiliate group that it belongs to: the id of who controls it.
	Group string `json:"group,omitempty" metadata:",optional"`
	// Weights are those that it asks for, in measures in which members have their own.
	Weights Weights `json:"weights,omitempty" metadata:",optional"`
	// Statement is public, as everything is that is written here.
	Statement string `json:"statement,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Join) Name() string      { return "Join" }
func (t Join) request() string { return t.Request }
func (t Join) actsFor() string { return t.As }
func (Join) needs() Role       { return Officer }

func (t Join) check() error {
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance), checkSlug("class", t.Class), checkGroup(t.Group),
		checkText("statement", t.Statement, 0, MaxReason), checkDigest("evidence", t.Evidence, true))
}

func (t Join) apply(a act) (Event, error) {
	alliance, charter, err := a.openAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	proposal := Proposal{
		ID: ProposalID(a.party, t.Request), Alliance: t.Alliance, Action: Admit, Subject: a.party, By: a.party,
		Class: t.Class, Group: t.Group, SubjectGroup: t.Group, Weights: t.Weights, Reason: t.Statement, Evidence: t.Evidence, Charter: alliance.Charter,
	}
	if err := firstError(t.checkStanding(a), a.acyclic(t.Alliance, a.party)); err != nil {
		return Event{}, err
	}
	if _, err := a.enters(proposal, charter); err != nil {
		return Event{}, err
	}
	if err := t.claim(a, &proposal); err != nil {
		return Event{}, err
	}
	event, err := a.file(proposal, charter)
	if err != nil {
		return Event{}, err
	}
	event.Type = JoinFiled
	return event, put(a.store, applicationKey(t.Alliance, a.party), application{schema, proposal.ID})
}

// claim records the affiliate group that an applicant names, for the party that
// controls it to consent to. Until then it counts nowhere, and recuses nobody; by the
// rules of version 2 it did. Who is in a group applies with that one: another is refused
// with GROUP_DECIDED.
func (t Join) claim(a act, p *Proposal) error {
	if a.tx.two() {
		return nil
	}
	known, member, err := a.affiliation(t.Alliance, a.party)
	if err != nil {
		return err
	}
	if known.Counts() && t.Group != "" && t.Group != known.Group {
		return refuse(GroupDecided, "alliance", t.Alliance, "party", a.party, "group", known.Group)
	}
	if !known.Counts() && t.Group != "" && t.Group != known.Group {
		claim, err := a.claim(t.Alliance, t.Group)
		if err != nil {
			return err
		}
		if err := a.affiliate(claim, known, member); err != nil {
			return err
		}
	}
	if p.Group == "" {
		p.Group = known.counted()
	}
	*p, err = a.withGroup(*p)
	return err
}

// checkStanding refuses with ALREADY_MEMBER or JOIN_PENDING.
func (t Join) checkStanding(a act) error {
	member, found, err := get[Membership](a.store, membershipKey(t.Alliance, a.party))
	if err != nil {
		return err
	}
	if found && member.State != Ended {
		return refuse(AlreadyMember, "alliance", t.Alliance, "party", a.party)
	}
	last, found, err := get[application](a.store, applicationKey(t.Alliance, a.party))
	if err != nil || !found {
		return err
	}
	proposal, err := must[Proposal](a.store, proposalKey(last.Proposal))
	if err != nil {
		return err
	}
	if !proposal.Status.Settled() {
		return refuse(JoinPending, "alliance", t.Alliance, "party", a.party, "proposal", proposal.ID)
	}
	return nil
}

// GetJoin asks for the dossier of a party's last application to an alliance.
type GetJoin struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetJoin) Name() string                  { return "GetJoin" }
func (q GetJoin) answer(s asked) (any, error) { return q.read(s) }

func (q GetJoin) check() error {
	return firstError(checkID("alliance", q.Alliance), checkID("party", q.Party))
}

func (q GetJoin) read(s asked) (Dossier, error) {
	last, err := must[application](s, applicationKey(q.Alliance, q.Party))
	if err != nil {
		return Dossier{}, err
	}
	return dossier(s, last.Proposal)
}
