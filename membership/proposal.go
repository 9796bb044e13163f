package membership

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Proposal is a request for a decision.
type Proposal struct {
	Schema   int            `json:"schema"`
	ID       string         `json:"id"`
	Alliance string         `json:"alliance"`
	Action   charter.Action `json:"action"`
	// Subject is the party that the proposal is about, By the one that filed it.
	Subject string `json:"subject"`
	By      string `json:"by"`
	// SubjectGroup is the affiliate group that the subject belonged to when it was filed,
	// and an applicant when the vote opened, as far as it counted: without one its own.
	SubjectGroup string `json:"subjectGroup,omitempty" metadata:",optional"`
	// Successor is who would succeed the subject, and Form how, computed when it was filed; Ceased
	// says that the subject has ceased to exist.
	Successor string                 `json:"successor,omitempty" metadata:",optional"`
	Form      charter.SuccessionForm `json:"form,omitempty" metadata:",optional"`
	Ceased    bool                   `json:"ceased,omitempty" metadata:",optional"`
	// Class is the class in which the subject is to be, or is; Group its affiliate
	// group, Weights its own weights.
	Class   string          `json:"class,omitempty" metadata:",optional"`
	Group   string          `json:"group,omitempty" metadata:",optional"`
	Weights charter.Weights `json:"weights,omitempty" metadata:",optional"`
	// Organ is that of a seat or of an election, Seats are those that the election fills.
	Organ string `json:"organ,omitempty" metadata:",optional"`
	Seats int    `json:"seats,omitempty" metadata:",optional"`
	// ByElection says that an election is for the rest of the terms of seats that fell vacant.
	ByElection bool `json:"byElection,omitempty" metadata:",optional"`
	// Resolution is the kind of a resolution, if it has one.
	Resolution string `json:"resolution,omitempty" metadata:",optional"`
	// Amendment is the kind of an amendment, computed when it was filed, if it is of one.
	Amendment string `json:"amendment,omitempty" metadata:",optional"`
	// Emergency says that it is decided by the emergency rule, the ordinary one being out of
	// reach. Ordinary are those whom the latter names one by one, also suspended ones, as they
	// were when the vote opened.
	Emergency bool            `json:"emergency,omitempty" metadata:",optional"`
	Ordinary  []charter.Voter `json:"ordinary,omitempty" metadata:",optional"`
	// Title and Document are those of a resolution, CharterDigest that of an
	// amendment's draft.
	Title         string `json:"title,omitempty" metadata:",optional"`
	Document      string `json:"document,omitempty" metadata:",optional"`
	CharterDigest string `json:"charterDigest,omitempty" metadata:",optional"`
	// Until is the end of a mandate, a recognition or a suspension.
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
	// Extends is until when the vote may be prolonged, where its rule prolongs it if too few take part.
	Extends time.Time `json:"extends,omitzero" metadata:",optional"`
	// Step is the vote that it has come to, 0 being the first, and Steps are those before.
	Step  int        `json:"step,omitempty" metadata:",optional"`
	Steps []HeldVote `json:"steps,omitempty" metadata:",optional"`
	// Voters are those whom the rule names one by one, Recused those who have no say,
	// as they were when the vote opened; RecusedGroups are affiliate groups without one.
	Voters        []charter.Voter `json:"voters,omitempty" metadata:",optional"`
	Recused       []charter.Voter `json:"recused,omitempty" metadata:",optional"`
	RecusedGroups []string        `json:"recusedGroups,omitempty" metadata:",optional"`
	// Candidates stand in an election since its vote opened, in the order in which ties are
	// decided: by how long they have been members, then by their ids. Elected are those who were,
	// Alternates who takes a seat that falls vacant, the first one first.
	Candidates []string `json:"candidates,omitempty" metadata:",optional"`
	Elected    []string `json:"elected,omitempty" metadata:",optional"`
	Alternates []string `json:"alternates,omitempty" metadata:",optional"`
	// Retiring are those who leave the organ by an election unless they are elected again, where a
	// part of it retires, since its vote opened.
	Retiring []string `json:"retiring,omitempty" metadata:",optional"`
	// MeetingKind is the kind of meeting at which it is decided, from its filing on; Meeting the
	// one at which it was put to the vote, and Present who was there then and may vote.
	MeetingKind string            `json:"meetingKind,omitempty" metadata:",optional"`
	Meeting     *AtMeeting        `json:"meeting,omitempty" metadata:",optional"`
	Present     *charter.Assembly `json:"present,omitempty" metadata:",optional"`
	// Figures are the recorded figures that it is decided by.
	Figures map[string]int `json:"figures,omitempty" metadata:",optional"`
	// Enacts is when the timelock of an accepted proposal ends.
	Enacts time.Time `json:"enacts,omitzero" metadata:",optional"`
	// Withdrawn is the transaction that withdrew it, and Withdrawal why.
	Withdrawn  *Stamp `json:"withdrawn,omitempty" metadata:",optional"`
	Withdrawal string `json:"withdrawal,omitempty" metadata:",optional"`
}

// poll is what of a proposal a vote on it rests on.
func (p Proposal) poll() charter.Poll {
	return charter.Poll{
		ID: p.ID, Alliance: p.Alliance, Action: p.Action, Subject: p.Subject, SubjectGroup: p.SubjectGroup, By: p.By, Successor: p.Successor,
		Class: p.Class, Organ: p.Organ, Resolution: p.Resolution, Amendment: p.Amendment, Seal: p.Seal, Voters: p.Voters, Recused: p.Recused, RecusedGroups: p.RecusedGroups,
		Figures: p.Figures, Seats: p.Seats, Candidates: p.Candidates,
		Retiring: p.Retiring, ByElection: p.ByElection, Emergency: p.Emergency, Meeting: p.MeetingKind, Present: p.Present,
	}
}

// rule is that of a charter which decides the proposal, as it is voted on in the step that it has
// come to. It refuses with NO_RULE.
func (p Proposal) rule(c charter.Charter) (charter.Rule, error) {
	rule, err := c.RuleFor(p.Alliance, p.poll().Matter())
	return rule.Step(p.Step), err
}

// ProposalID derives a proposal's id from the party that files it and its
// request id, never from the transaction: sent again, it is the same proposal,
// and no other party can take it beforehand.
func ProposalID(party, request string) string { return recordID("proposal", party, request) }

// recordID derives the id of a record of some kind from who makes it and the
// request id.
func recordID(kind, party, request string) string {
	sum := sha256.Sum256([]byte(kind + form.Separator + party + form.Separator + request))
	return hex.EncodeToString(sum[:12])
}

// checkProposalID refuses what cannot be the id of a proposal.
func checkProposalID(id string) error { return checkRecordID("proposal", id) }

func checkRecordID(field, id string) error {
	if decoded, err := hex.DecodeString(id); err != nil || len(decoded) != 12 || hex.EncodeToString(decoded) != id {
		return refusal.New(refusal.BadID, "field", field, "value", refusal.Clip(id))
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

// file enters a proposal, with the sponsors that it has already, and puts it to the vote, if its rule
// demands no others. It refuses with ID_TAKEN if there is a proposal with this id: ids are
// short hashes of what the filer chose, and whoever finds two requests with the
// same one could otherwise carry the votes on one proposal over to another.
func (a txn) file(proposal Proposal, c charter.Charter, sponsors ...Endorsement) (Event, error) {
	rule, err := proposal.rule(c)
	if err != nil {
		return Event{}, err
	}
	if taken, err := a.store.Get(ProposalKey(proposal.ID)); err != nil || taken != nil {
		return Event{}, refusal.First(err, refusal.New(refusal.IDTaken, "id", proposal.ID))
	}
	if err := a.checkRequirements(proposal, c, rule.Requires); err != nil {
		return Event{}, err
	}
	proposal.Schema, proposal.Status, proposal.Filed = form.Schema, Filed, a.tx.stamp()
	enters, err := a.entersInvited(proposal, c, rule, sponsors)
	if err != nil {
		return Event{}, err
	}
	if !rule.OpensAtOnce() {
		proposal.Expires = c.Expires(rule, a.tx.Time)
	}
	if enters || rule.OpensAtOnce() {
		if err := a.begin(&proposal, c, rule, sponsors); err != nil {
			return Event{}, err
		}
	}
	a.consentByFiling(proposal)
	a.put(ProposalKey(proposal.ID), proposal)
	a.put(agendaKey(proposal.Alliance, proposal.ID), listing{form.Schema, proposal.ID})
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
func (ListProposals) Name() string { return "ListProposals" }

func (q ListProposals) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q ListProposals) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListProposals) read(s snapshot) (Proposals, error) {
	if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
		return Proposals{}, err
	}
	listings, next, err := page[listing](s, agendasKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Proposals{}, err
	}
	proposals := make([]ProposalNow, 0, len(listings))
	for _, listed := range listings {
		proposal, err := load[Proposal](s, ProposalKey(listed.Proposal))
		if err != nil {
			return Proposals{}, err
		}
		proposals = append(proposals, proposal.AsOf(s.now))
	}
	return Proposals{proposals, next}, nil
}

// ProposalStatus says how far a proposal has come.
type ProposalStatus string

// The states of a proposal. A rule without sponsors is put to the vote by the
// transaction that files the proposal.
const (
	Filed     ProposalStatus = "filed"
	Voting    ProposalStatus = "voting"
	Accepted  ProposalStatus = "accepted"
	Rejected  ProposalStatus = "rejected"
	Expired   ProposalStatus = "expired"   // not put to the vote in time
	Withdrawn ProposalStatus = "withdrawn" // by the party that filed it
	Void      ProposalStatus = "void"      // accepted, but there was nothing left to do
	// Timelocked is accepted, and not yet enacted.
	Timelocked ProposalStatus = "timelocked"
)

// ProposalStatuses lists what a proposal can be, recorded or derived.
func ProposalStatuses() []ProposalStatus {
	return []ProposalStatus{Filed, Voting, Closed, Accepted, Timelocked, Enactable, Rejected, Expired, Withdrawn, Void}
}

// proposalSteps are all the steps that a proposal can take.
var proposalSteps = map[ProposalStatus][]ProposalStatus{
	Filed:  {Voting, Expired, Withdrawn},
	Voting: {Accepted, Rejected, Void, Withdrawn, Timelocked},

	Timelocked: {Accepted, Void},
}

// CanBecome reports whether a proposal may go from one state to another.
func (s ProposalStatus) CanBecome(next ProposalStatus) bool {
	return slices.Contains(proposalSteps[s], next)
}

// Settled reports whether nothing can happen to a proposal any more.
func (s ProposalStatus) Settled() bool { return len(proposalSteps[s]) == 0 }

// Withdraw takes a proposal back, before its vote has closed. Only the party
// that filed it can.
type Withdraw struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Proposal string `json:"proposal"`
	// About is what is taken back, see Proposal.About.
	About  *About `json:"about,omitempty" metadata:",optional"`
	Reason string `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Withdraw) Name() string      { return "Withdraw" }
func (t Withdraw) request() string { return t.Request }
func (t Withdraw) actsFor() string { return t.As }
func (Withdraw) needs() Role       { return Officer }

func (t Withdraw) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkProposalID(t.Proposal), checkAbout(t.About),
		form.CheckText("reason", t.Reason, 0, form.MaxReason))
}

func (t Withdraw) apply(a txn) (Event, error) {
	proposal, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err := refusal.First(err, a.matchAbout(t.About, proposal)); err != nil {
		return Event{}, err
	}
	if proposal.By != a.party {
		return Event{}, refusal.New(refusal.NotTheFiler, "proposal", proposal.ID, "party", a.party)
	}
	if proposal.Status == Voting {
		unprolonged := proposal
		unprolonged.Extends = time.Time{}
		err = a.checkVoting(unprolonged)
	} else if proposal.Status.Settled() {
		err = refusal.New(refusal.ProposalDecided, "proposal", proposal.ID, "status", string(proposal.Status))
	} else {
		err = a.checkFiled(proposal)
	}
	if err != nil {
		return Event{}, err
	}
	stamp := a.tx.stamp()
	proposal.Status, proposal.Withdrawn, proposal.Withdrawal = Withdrawn, &stamp, t.Reason
	event := a.event(ProposalWithdrawn)
	event.Alliance, event.Party, event.Proposal = proposal.Alliance, proposal.Subject, proposal.ID
	event.Action, event.Status = string(proposal.Action), string(Withdrawn)
	a.put(ProposalKey(proposal.ID), proposal)
	return event, nil
}

// checkVoting refuses with PROPOSAL_DECIDED, NOT_VOTING, VOTING_CLOSED or
// TIME_REVERSED. It reads the absent decision: nothing that rests on this check
// is committed after the decision.
func (a txn) checkVoting(p Proposal) error {
	decided, err := a.store.Get(decisionKey(p.ID))
	if err != nil {
		return err
	}
	switch {
	case decided != nil || p.Status.Settled():
		return refusal.New(refusal.ProposalDecided, "proposal", p.ID, "status", string(p.Status))
	case p.Status != Voting:
		return refusal.New(refusal.NotVoting, "proposal", p.ID, "status", string(p.Status))
	case !a.tx.Time.Before(p.LastClose()):
		return refusal.New(refusal.VotingClosed, "proposal", p.ID, "closed", p.LastClose().Format(time.RFC3339))
	}
	return a.tx.after(*p.Opened)
}

// isAgainstSubject reports whether a proposal takes something from its subject, or may: others who
// reclassify it may give it a lower class, less weight or affiliates.
func (p Proposal) isAgainstSubject() bool {
	return slices.Contains([]charter.Action{charter.Suspend, charter.Expel, charter.Vacate}, p.Action) || p.Action == charter.Reclassify && p.By != p.Subject
}
