package membership

import (
	"strings"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Scheme is a kind of identifier of which each value belongs to one holder.
type Scheme string

// The schemes that are known: a claim of what is called so, in capitals or not,
// must hold a code of the scheme, and is found by it.
const (
	// LEIScheme is the legal entity identifier (ISO 17442-1).
	LEIScheme Scheme = "lei"
	// USCCScheme is the unified social credit code (GB 32100-2015).
	USCCScheme Scheme = "uscc"
)

// Schemes lists the schemes of identifiers.
func Schemes() []string { return []string{string(LEIScheme), string(USCCScheme)} }

// schemeOf returns the scheme that a claim's kind of fact names, empty if none.
func schemeOf(what string) Scheme {
	for _, scheme := range Schemes() {
		if strings.EqualFold(what, scheme) {
			return Scheme(scheme)
		}
	}
	return ""
}

// check refuses with BAD_LEI or BAD_USCC what is no code of the scheme. Both
// standards know one way of writing, capitals and digits without spaces, so that
// equal codes are equal texts and nothing is folded.
func (x Scheme) check(value string) error {
	switch x {
	case LEIScheme:
		return form.CheckLEI(value)
	case USCCScheme:
		return form.CheckUSCC(value)
	}
	return nil
}

// of returns what a party's own record says under the scheme.
func (x Scheme) of(party Party) string {
	switch x {
	case LEIScheme:
		return party.LEI
	case USCCScheme:
		return party.USCC
	}
	return ""
}

// ownRecord stands for a claim's id where a party's own record is the claim. No
// claim has it: their ids are hex.
const ownRecord = "record"

// claimant lists under an identifier who is said to have it, and by which claim.
// Each claim writes a key of its own and reads none: those who claim the same at
// once do not meet.
type claimant struct {
	Schema int    `json:"schema"`
	About  string `json:"about"`
	// Claim is empty where the party's own record says so.
	Claim string `json:"claim,omitempty" metadata:",optional"`
}

// listClaimant lists a claim under its identifier, if it is about one.
func (a txn) listClaimant(claim Claim) {
	scheme := schemeOf(claim.What)
	if scheme == "" {
		return
	}
	a.put(claimantKey(scheme, claim.Value, claim.About, claim.ID), claimant{form.Schema, claim.About, claim.ID})
}

// listOwn lists a party's record under its identifiers.
func (a txn) listOwn(party Party) {
	for _, scheme := range Schemes() {
		value := Scheme(scheme).of(party)
		if value == "" {
			continue
		}
		a.put(claimantKey(Scheme(scheme), value, party.ID, ownRecord), claimant{form.Schema, party.ID, ""})
	}
}

// Claimant is one statement that a party or an alliance has an identifier. Who
// is right the registry does not know: it shows who says so, and what others say
// of that.
type Claimant struct {
	About string `json:"about"`
	// Record is current where the party's own record says so, corrected where it
	// did and does not any more; empty where a claim says so.
	Record string `json:"record,omitempty" metadata:",optional"`
	// Claim is the claim, with the positions on it.
	Claim *Attested `json:"claim,omitempty" metadata:",optional"`
}

// What a party's own record is to an identifier.
const (
	RecordCurrent   = "current"
	RecordCorrected = "corrected"
)

// Claimants is a page of statements in the order of those whom they are about.
type Claimants struct {
	Claimants []Claimant `json:"claimants"`
	Next      string     `json:"next,omitempty" metadata:",optional"`
}

// ListClaimants asks who is said to have an identifier. More than one is a
// conflict, which is shown and refused to nobody: a claim is an assertion.
type ListClaimants struct {
	Scheme   Scheme `json:"scheme"`
	Value    string `json:"value"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListClaimants) Name() string                     { return "ListClaimants" }
func (q ListClaimants) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListClaimants) check() error {
	return refusal.First(form.OneOf("scheme", string(q.Scheme), Schemes()...), form.CheckText("value", q.Value, 1, form.MaxName), q.Scheme.check(q.Value))
}

func (q ListClaimants) read(s snapshot) (Claimants, error) {
	listed, next, err := page[claimant](s, claimantsKey(q.Scheme, q.Value), q.Size, q.Bookmark)
	if err != nil {
		return Claimants{}, err
	}
	claimants := Claimants{Claimants: []Claimant{}, Next: next}
	for _, one := range listed {
		read, err := one.read(s, q.Scheme, q.Value)
		if err != nil {
			return Claimants{}, err
		}
		claimants.Claimants = append(claimants.Claimants, read)
	}
	return claimants, nil
}

func (c claimant) read(s Store, scheme Scheme, value string) (Claimant, error) {
	if c.Claim == "" {
		record, err := c.record(s, scheme, value)
		return Claimant{About: c.About, Record: record}, err
	}
	claim, err := load[Claim](s, claimKey(c.About, c.Claim))
	if err != nil {
		return Claimant{}, err
	}
	attested, err := attestedOf(s, c.About, claim)
	return Claimant{About: c.About, Claim: &attested}, err
}

// record reports whether the party's own record still says so.
func (c claimant) record(s Store, scheme Scheme, value string) (string, error) {
	party, err := load[Party](s, PartyKey(c.About))
	if err != nil || scheme.of(party) == value {
		return RecordCurrent, err
	}
	return RecordCorrected, nil
}

// Rivals lists who else is said to have what somebody is said to have, each
// once. A record that was corrected says nothing any more.
func Rivals(claimants []Claimant, about string) []string {
	var rivals []string
	for _, one := range claimants {
		again := len(rivals) > 0 && rivals[len(rivals)-1] == one.About
		if one.About != about && one.Record != RecordCorrected && !again {
			rivals = append(rivals, one.About)
		}
	}
	return rivals
}

// mostRivals bounds the rivals that an answer about something else names.
const mostRivals = 20

// rivals lists, for a claim to an identifier, the first others who are said to
// have it. It looks at one statement about each, the claims before the record:
// thousands of claims about one do not hide the next.
func rivals(s Store, claim Claim) ([]string, error) {
	scheme := schemeOf(claim.What)
	if scheme == "" {
		return nil, nil
	}
	all := claimantsKey(scheme, claim.Value)
	var found []string
	for bookmark := all.String(); len(found) < mostRivals; {
		entries, _, err := s.Page(all, 1, bookmark)
		if err != nil || len(entries) == 0 {
			return found, err
		}
		listed, err := decodeAll[claimant](entries)
		if err != nil {
			return nil, err
		}
		one, err := listed[0].isStillMade(s, scheme, claim.Value)
		if err != nil {
			return nil, err
		}
		if one && listed[0].About != claim.About {
			found = append(found, listed[0].About)
		}
		bookmark = claimantsOfKey(scheme, claim.Value, listed[0].About).End()
	}
	return found, nil
}

// isStillMade reports whether a statement is still made.
func (c claimant) isStillMade(s Store, scheme Scheme, value string) (bool, error) {
	if c.Claim != "" {
		return true, nil
	}
	record, err := c.record(s, scheme, value)
	return record == RecordCurrent, err
}
