package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"allianceregistry/internal/input"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// step is one line of a file for apply.
type step struct {
	As          string
	name        string
	transaction membership.Transaction
	// applicant names the proposal by the alliance and the applicant, where the
	// file does not give its id.
	applicant *membership.GetJoin
	// alone says of an endorsement that the step which it makes possible is not sent.
	alone bool
}

// readSteps reads a file for apply and checks each step's form. Paths in it are
// relative to these folders.
func readSteps(content []byte, from folders) ([]step, error) {
	var file struct {
		Steps []written `json:"steps"`
	}
	document, err := reading.Format(maxFile).Decode(content, &file)
	if err != nil {
		return nil, err
	}
	seen := map[string]int{}
	steps := make([]step, 0, len(file.Steps))
	for i, w := range file.Steps {
		one, err := w.read(plainStep(document, i), from, seen)
		if err != nil {
			return nil, mishap("apply.form", "step", i+1, "cause", err)
		}
		steps = append(steps, one)
	}
	for i := range steps {
		steps[i].alone = steps[i].alone || steps[i].leftTo(steps[i+1:])
	}
	return steps, nil
}

// leftTo tells whether what an endorsement makes possible is left to one of the
// steps that follow: it says so itself, or another endorsement comes first.
func (one step) leftTo(later []step) bool {
	endorsement, is := one.transaction.(membership.Endorse)
	if !is {
		return false
	}
	sponsoring := endorsement.Position == charter.Sponsor
	for _, next := range later {
		if !one.sameProposal(next) {
			continue
		}
		switch t := next.transaction.(type) {
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

// sameProposal tells whether two steps name one proposal in the same way.
func (one step) sameProposal(other step) bool {
	if one.applicant != nil || other.applicant != nil {
		return one.applicant != nil && other.applicant != nil && *one.applicant == *other.applicant
	}
	a, b := one.proposal(), other.proposal() // or the beginning of it
	return a != "" && b != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// proposal is the id of the proposal that a step is about, or how it begins; empty for
// others.
func (one step) proposal() string {
	switch t := one.transaction.(type) {
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

// plainStep is a step as it was understood.
func plainStep(document input.Document, i int) any {
	whole, _ := document.Plain.(map[string]any)
	list, _ := whole["steps"].([]any)
	return list[i]
}

// read takes the step, of which plain is what stands in the file.
func (w written) read(plain any, from folders, seen map[string]int) (step, error) {
	request, err := w.requestID(plain, seen)
	if err != nil {
		return step{}, err
	}
	one, err := w.step(request, from)
	if err != nil {
		return step{}, err
	}
	if one.As = w.As; one.As == "" {
		return step{}, manual.Wrong("usage.stepAs")
	}
	return one, one.check()
}

// requestID is the step's own, or follows from its content and from how often
// the same stood in the file before.
func (w written) requestID(plain any, seen map[string]int) (string, error) {
	if w.Request != "" {
		return w.Request, nil
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return "", err
	}
	seen[string(text)]++
	sum := sha256.Sum256(append(text, strconv.Itoa(seen[string(text)])...))
	return "f-" + hex.EncodeToString(sum[:16]), nil
}

// check refuses a step whose form is wrong, as the ledger would. What the
// ledger fills in later is not missed.
func (one step) check() error {
	switch t := one.transaction.(type) {
	case membership.Join:
		t.Class = asID(t.Class)
		return membership.Check(t)
	case membership.Propose:
		t.Class, t.Organ = asID(t.Class), asID(t.Organ)
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
		case one.applicant != nil:
			if err := membership.CheckQuery(*one.applicant); err != nil {
				return err
			}
			named.Alliance = one.applicant.Alliance
		case !reading.Beginning(one.proposal()):
			return membership.Check(t)
		}
		filled, err := one.withProposal(named)
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
	if isName(word) {
		return "x"
	}
	return word
}

// placeholder stands for a digest or an id that only the ledger knows.
func placeholder(length int) string {
	return hex.EncodeToString(make([]byte, length/2))
}
