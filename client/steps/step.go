package steps

import (
	"encoding/hex"
	"errors"
	"strings"

	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Step is one transaction of a file.
type Step struct {
	// As is the profile by which it is sent.
	As string
	// Verb is the word under which it stands in the file.
	Verb        string
	Transaction membership.Transaction
	// Applicant names the proposal by the alliance and the applicant, where the
	// file does not give its id.
	Applicant *membership.GetJoin
	// Alone says of an endorsement that the step which it makes possible is not sent.
	Alone bool
}

// leavesNextTo reports whether what an endorsement makes possible is left to one of the
// steps that follow: it says so itself, or another endorsement comes first.
func (s Step) leavesNextTo(later []Step) bool {
	endorsement, is := s.Transaction.(membership.Endorse)
	if !is {
		return false
	}
	sponsoring := endorsement.Position == charter.Sponsor
	for _, next := range later {
		if !s.sameProposal(next) {
			continue
		}
		switch t := next.Transaction.(type) {
		case membership.Endorse:
			if sponsoring == (t.Position == charter.Sponsor) {
				return true
			}
		case membership.PutToVote:
			return sponsoring
		case membership.Decide:
			return !sponsoring
		}
	}
	return false
}

// sameProposal reports whether two steps name one proposal in the same way.
func (s Step) sameProposal(other Step) bool {
	if s.Applicant != nil || other.Applicant != nil {
		return s.Applicant != nil && other.Applicant != nil && *s.Applicant == *other.Applicant
	}
	a, b := s.Proposal(), other.Proposal() // or the beginning of it
	return a != "" && b != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// Proposal is the id of the proposal that the step is about, or how it begins; empty if
// it is about none, or names it by the applicant.
func (s Step) Proposal() string {
	switch t := s.Transaction.(type) {
	case membership.Endorse:
		return t.Proposal
	case membership.PutToVote:
		return t.Proposal
	case membership.Decide:
		return t.Proposal
	case membership.Enact:
		return t.Proposal
	}
	return ""
}

// check refuses a step whose form is wrong, as the ledger would. What the
// ledger fills in later is not missed.
func (s Step) check() error {
	switch t := s.Transaction.(type) {
	case membership.Join:
		t.Class = asID(t.Class)
		return membership.Check(t)
	case membership.Propose:
		t.Class, t.Organ, t.Resolution = asID(t.Class), asID(t.Organ), asID(t.Resolution)
		return membership.Check(t)
	case membership.Consent:
		if t.Charter == "" {
			t.Charter = placeholder(64)
		}
		return membership.Check(t)
	case membership.AcceptAgreement:
		if t.Digest == "" {
			t.Digest = placeholder(64)
		}
		return membership.Check(t)
	case membership.Endorse, membership.PutToVote, membership.Decide, membership.Enact:
		named := membership.Proposal{ID: placeholder(24), Alliance: "x@x"}
		switch {
		case s.Applicant != nil:
			if err := membership.CheckQuery(*s.Applicant); err != nil {
				return err
			}
			named.Alliance = s.Applicant.Alliance
		case !reading.Beginning(s.Proposal()):
			return membership.Check(t)
		}
		filled, err := s.WithProposal(named)
		if err != nil {
			return err
		}
		return membership.Check(filled)
	default:
		return membership.Check(t)
	}
}

// asID stands for what a charter calls a class or an organ.
func asID(word string) string {
	if reading.IsName(word) {
		return "x"
	}
	return word
}

// placeholder stands for a digest or an id that only the ledger knows.
func placeholder(length int) string {
	return hex.EncodeToString(make([]byte, length/2))
}

// WithProposal returns the transaction about this proposal; what the file says itself
// that an endorsement is about stays.
func (s Step) WithProposal(p membership.Proposal) (membership.Transaction, error) {
	switch t := s.Transaction.(type) {
	case membership.Endorse:
		t.Proposal = p.ID
		if t.About != nil {
			return t, nil
		}
		about, err := p.About()
		t.About = &about
		return t, err
	case membership.Decide:
		t.Proposal = p.ID
		return t, nil
	case membership.PutToVote:
		t.Proposal = p.ID
		return t, nil
	case membership.Enact:
		t.Proposal = p.ID
		return t, nil
	default:
		return nil, errors.New("only endorse, vote, decide and enact name an applicant")
	}
}
