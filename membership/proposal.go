package membership

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// ProposalStatus tells how far a proposal has come.
type ProposalStatus string

// The states of a proposal. A rule without sponsors or discussion is put to the
// vote by the filing transaction itself, so a proposal begins by voting.
const (
	Voting   ProposalStatus = "voting"
	Accepted ProposalStatus = "accepted"
	Rejected ProposalStatus = "rejected"
)

// Admit is the action of a proposal that a party become a member.
const Admit = "admit"

// Proposal is a request for a decision.
type Proposal struct {
	Schema   int    `json:"schema"`
	ID       string `json:"id"`
	Alliance string `json:"alliance"`
	Action   string `json:"action"`
	// Subject is the party that the proposal is about.
	Subject string `json:"subject"`
	// Class is the class in which the subject is to be admitted.
	Class     string `json:"class"`
	Statement string `json:"statement,omitempty" metadata:",optional"`
	Evidence  string `json:"evidence,omitempty" metadata:",optional"`
	// Charter is the version that decides it, also if the charter changes meanwhile.
	Charter int            `json:"charter"`
	Status  ProposalStatus `json:"status"`
	Filed   Stamp          `json:"filed"`
	Closes  time.Time      `json:"closes"`
}

// ProposalID derives a proposal's id from the party that files it and its
// request id, never from the transaction: sent again, it is the same proposal,
// and no other party can take it beforehand.
func ProposalID(party, request string) string {
	sum := sha256.Sum256([]byte("proposal" + keySeparator + party + keySeparator + request))
	return hex.EncodeToString(sum[:12])
}

// checkProposalID refuses what cannot be the id of a proposal.
func checkProposalID(id string) error {
	if decoded, err := hex.DecodeString(id); err != nil || len(decoded) != 12 || hex.EncodeToString(decoded) != id {
		return refuse(BadID, "field", "proposal", "value", clip(id))
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

// Join applies for membership: it files a proposal to admit the caller's party.
type Join struct {
	Request  string `json:"request"`
	Alliance string `json:"alliance"`
	Class    string `json:"class"`
	// Statement is public, as everything is that is written here.
	Statement string `json:"statement,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Join) Name() string      { return "Join" }
func (t Join) request() string { return t.Request }
func (Join) needs() Role       { return Officer }

func (t Join) check() error {
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance), checkSlug("class", t.Class),
		checkText("statement", t.Statement, 0, MaxReason), checkDigest("evidence", t.Evidence, true))
}

func (t Join) apply(a act) (Event, error) {
	alliance, err := must[Alliance](a.store, allianceKey(t.Alliance))
	if err != nil {
		return Event{}, err
	}
	if alliance.Status != Open {
		return Event{}, refuse(AllianceNotOpen, "alliance", t.Alliance)
	}
	charter, err := currentCharter(a.store, alliance)
	if err != nil {
		return Event{}, err
	}
	if err := firstError(t.checkClass(a, charter), t.checkStanding(a)); err != nil {
		return Event{}, err
	}
	proposal := Proposal{
		Schema: schema, ID: ProposalID(a.party, t.Request), Alliance: t.Alliance, Action: Admit, Subject: a.party,
		Class: t.Class, Statement: t.Statement, Evidence: t.Evidence, Charter: alliance.Charter,
		Status: Voting, Filed: a.tx.stamp(), Closes: charter.Rules.Admit.closes(a.tx.Time),
	}
	if err := a.file(proposal); err != nil {
		return Event{}, err
	}
	event := a.event(JoinFiled)
	event.Alliance, event.Party, event.Proposal = t.Alliance, a.party, proposal.ID
	event.Class, event.Status = t.Class, string(Voting)
	return event, nil
}

// checkClass refuses with UNKNOWN_CLASS or KIND_NOT_ADMITTED.
func (t Join) checkClass(a act, charter Charter) error {
	class, err := charter.class(t.Class)
	if err != nil {
		return err
	}
	party, err := must[Party](a.store, partyKey(a.party))
	if err != nil {
		return err
	}
	return class.admits(party)
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
	if proposal.Status == Voting {
		return refuse(JoinPending, "alliance", t.Alliance, "party", a.party, "proposal", proposal.ID)
	}
	return nil
}

// file refuses with ID_TAKEN if there is a proposal with this id. Ids are short
// hashes of what the applicant chose: whoever finds two requests with the same
// one could otherwise carry the votes on one proposal over to another.
func (a act) file(proposal Proposal) error {
	if taken, err := a.store.Get(proposalKey(proposal.ID)); err != nil || taken != nil {
		return firstError(err, refuse(IDTaken, "id", proposal.ID))
	}
	if err := put(a.store, proposalKey(proposal.ID), proposal); err != nil {
		return err
	}
	if err := put(a.store, agendaKey(proposal.Alliance, proposal.ID), listing{schema, proposal.ID}); err != nil {
		return err
	}
	return put(a.store, applicationKey(proposal.Alliance, proposal.Subject), application{schema, proposal.ID})
}

// Dossier is a proposal with all that was said and decided on it.
type Dossier struct {
	Proposal     Proposal      `json:"proposal"`
	Tally        Tally         `json:"tally"`
	Figures      []Figure      `json:"figures"`
	Endorsements []Endorsement `json:"endorsements"`
	Decision     *Decision     `json:"decision,omitempty" metadata:",optional"`
}

// GetProposal asks for a proposal's dossier. While it is voted on, the figures
// are those of the votes so far.
type GetProposal struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetProposal) Name() string                  { return "GetProposal" }
func (q GetProposal) check() error                { return checkProposalID(q.ID) }
func (q GetProposal) answer(s Store) (any, error) { return q.read(s) }

func (q GetProposal) read(s Store) (Dossier, error) { return dossier(s, q.ID) }

// GetJoin asks for the dossier of a party's last application to an alliance.
type GetJoin struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetJoin) Name() string                  { return "GetJoin" }
func (q GetJoin) answer(s Store) (any, error) { return q.read(s) }

func (q GetJoin) check() error {
	return firstError(checkID("alliance", q.Alliance), checkID("party", q.Party))
}

func (q GetJoin) read(s Store) (Dossier, error) {
	last, err := must[application](s, applicationKey(q.Alliance, q.Party))
	if err != nil {
		return Dossier{}, err
	}
	return dossier(s, last.Proposal)
}

func dossier(s Store, id string) (Dossier, error) {
	proposal, err := must[Proposal](s, proposalKey(id))
	if err != nil {
		return Dossier{}, err
	}
	charter, err := charterOf(s, proposal.Alliance, proposal.Charter)
	if err != nil {
		return Dossier{}, err
	}
	endorsements, err := allPages[Endorsement](s, endorsementsKey(id))
	if err != nil {
		return Dossier{}, err
	}
	whole := Dossier{Proposal: proposal, Tally: tallyOf(endorsements), Endorsements: endorsements}
	whole.Figures, _ = charter.Rules.Admit.Pass.evaluate(whole.Tally)
	decision, found, err := get[Decision](s, decisionKey(id))
	if found {
		whole.Decision = &decision
	}
	return whole, err
}

// allPages reads a whole range page by page.
func allPages[R any](s Store, prefix Key) ([]R, error) {
	all, bookmark := []R{}, ""
	for {
		records, next, err := page[R](s, prefix, MaxPage, bookmark)
		if err != nil {
			return nil, err
		}
		all = append(all, records...)
		if next == "" {
			return all, nil
		}
		bookmark = next
	}
}

// Proposals is a page of an alliance's proposals in the order of their ids.
type Proposals struct {
	Proposals []Proposal `json:"proposals"`
	Next      string     `json:"next,omitempty" metadata:",optional"`
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
func (q ListProposals) answer(s Store) (any, error) { return q.read(s) }

func (q ListProposals) read(s Store) (Proposals, error) {
	if _, err := must[Alliance](s, allianceKey(q.Alliance)); err != nil {
		return Proposals{}, err
	}
	listings, next, err := page[listing](s, agendasKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Proposals{}, err
	}
	proposals := make([]Proposal, 0, len(listings))
	for _, listed := range listings {
		proposal, err := must[Proposal](s, proposalKey(listed.Proposal))
		if err != nil {
			return Proposals{}, err
		}
		proposals = append(proposals, proposal)
	}
	return Proposals{proposals, next}, nil
}
