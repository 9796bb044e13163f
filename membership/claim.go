package membership

import (
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Claim is a fact that somebody asserts about a party or an alliance: "over 60
// members", "develops Corda since 2016". The registry keeps it with its source
// and never mixes it with what it computed itself.
type Claim struct {
	Schema int    `json:"schema"`
	ID     string `json:"id"`
	// About is the party or alliance, By the party that asserts.
	About string `json:"about"`
	By    string `json:"by"`
	// What is the kind of fact: members, founders, founded, platform, …; or the
	// scheme of an identifier, lei or uscc.
	What  string `json:"what"`
	Value string `json:"value"`
	// Qualifier modifies the value: over, about, …
	Qualifier string `json:"qualifier,omitempty" metadata:",optional"`
	// Role says the relation to a platform: develops, uses, interoperates with.
	Role string `json:"role,omitempty" metadata:",optional"`
	// From and To bound the time for which it holds, AsOf is the day of which it
	// speaks: a year, a month or a day.
	From string `json:"from,omitempty" metadata:",optional"`
	To   string `json:"to,omitempty" metadata:",optional"`
	AsOf string `json:"asOf,omitempty" metadata:",optional"`
	// Source says where it stands.
	Source string `json:"source"`
	Stamp  Stamp  `json:"stamp"`
}

// StateClaim records a claim. Any party may assert anything, under its name.
type StateClaim struct {
	Request   string `json:"request"`
	About     string `json:"about"`
	What      string `json:"what"`
	Value     string `json:"value"`
	Qualifier string `json:"qualifier,omitempty" metadata:",optional"`
	Role      string `json:"role,omitempty" metadata:",optional"`
	From      string `json:"from,omitempty" metadata:",optional"`
	To        string `json:"to,omitempty" metadata:",optional"`
	AsOf      string `json:"asOf,omitempty" metadata:",optional"`
	Source    string `json:"source"`
}

// Name implements Transaction.
func (StateClaim) Name() string      { return "StateClaim" }
func (t StateClaim) request() string { return t.Request }
func (StateClaim) needs() Role       { return Officer }

func (t StateClaim) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("about", t.About), form.CheckText("what", t.What, 1, form.MaxWord),
		form.CheckText("value", t.Value, 1, form.MaxName), form.CheckText("qualifier", t.Qualifier, 0, form.MaxWord),
		form.CheckText("role", t.Role, 0, form.MaxWord), form.CheckText("source", t.Source, 1, form.MaxReason),
		schemeOf(t.What).check(t.Value), checkDate("from", t.From), checkDate("to", t.To), checkDate("asOf", t.AsOf))
}

// checkDate refuses what is not a year, a month or a day; empty passes.
func checkDate(field, date string) error {
	if date == "" {
		return nil
	}
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(form, date); err == nil {
			return nil
		}
	}
	return refusal.New(refusal.BadTime, "time", field+" "+refusal.Clip(date))
}

func (t StateClaim) apply(a txn) (Event, error) {
	if err := checkKnown(a.store, t.About); err != nil {
		return Event{}, err
	}
	claim := Claim{
		Schema: form.Schema, ID: recordID("claim", a.party, t.Request), About: t.About, By: a.party, What: t.What, Value: t.Value,
		Qualifier: t.Qualifier, Role: t.Role, From: t.From, To: t.To, AsOf: t.AsOf, Source: t.Source, Stamp: a.tx.stamp(),
	}
	key := claimKey(t.About, claim.ID)
	if taken, err := a.store.Get(key); err != nil || taken != nil {
		return Event{}, refusal.First(err, refusal.New(refusal.IDTaken, "id", claim.ID))
	}
	a.put(key, claim)
	a.listClaimant(claim)
	return a.claimEvent(ClaimStated, claim, ""), nil
}

func (a txn) claimEvent(kind string, claim Claim, position charter.Position) Event {
	event := a.event(kind)
	event.Party, event.Claim, event.Position = claim.About, claim.ID, string(position)
	return event
}

// checkKnown refuses with UNKNOWN_RECORD what is neither a party nor an alliance.
func checkKnown(s Store, id string) error {
	for _, key := range []Key{PartyKey(id), AllianceKey(id)} {
		if value, err := s.Get(key); err != nil || value != nil {
			return err
		}
	}
	return refusal.Unknown("party", id)
}

// The positions on a claim.
const (
	Attests  charter.Position = "attests"
	Disputes charter.Position = "disputes"
)

// Attestation is a party's position on another's claim.
type Attestation struct {
	Schema   int              `json:"schema"`
	Claim    string           `json:"claim"`
	Party    string           `json:"party"`
	Position charter.Position `json:"position"`
	Reason   string           `json:"reason,omitempty" metadata:",optional"`
	Stamp    Stamp            `json:"stamp"`
}

// Attest records a position on a claim. A later one of the same party takes the
// place of its earlier one.
type Attest struct {
	Request string `json:"request"`
	About   string `json:"about"`
	Claim   string `json:"claim"`
	// Content is the digest of the claim that was read, see Claim.Content.
	Content  string           `json:"content,omitempty" metadata:",optional"`
	Position charter.Position `json:"position"`
	Reason   string           `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Attest) Name() string      { return "Attest" }
func (t Attest) request() string { return t.Request }
func (Attest) needs() Role       { return Officer }

func (t Attest) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("about", t.About), checkRecordID("claim", t.Claim), form.CheckDigest("content", t.Content, true),
		form.OneOf("position", string(t.Position), string(Attests), string(Disputes)), form.CheckText("reason", t.Reason, 0, form.MaxReason))
}

func (t Attest) apply(a txn) (Event, error) {
	claim, err := load[Claim](a.store, claimKey(t.About, t.Claim))
	if err != nil {
		return Event{}, err
	}
	if claim.By == a.party {
		return Event{}, refusal.New(refusal.OwnClaim, "claim", claim.ID, "party", a.party)
	}
	if err := a.matchContent("claim", claim.ID, t.Content, claim); err != nil {
		return Event{}, err
	}
	earlier, _, err := get[Attestation](a.store, attestationKey(t.About, t.Claim, a.party))
	if err != nil {
		return Event{}, err
	}
	if err := refusal.First(a.tx.after(claim.Stamp), a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	attestation := Attestation{
		Schema: form.Schema, Claim: t.Claim, Party: a.party, Position: t.Position, Reason: t.Reason, Stamp: a.tx.stamp(),
	}
	a.put(attestationKey(t.About, t.Claim, a.party), attestation)
	return a.claimEvent(ClaimAttested, claim, t.Position), nil
}

// Attested is a claim with what others say of it.
type Attested struct {
	Claim        Claim         `json:"claim"`
	Attestations []Attestation `json:"attestations"`
	// Attest and Dispute count them.
	Attest  int `json:"attest"`
	Dispute int `json:"dispute"`
	// Former says that the claim is about an alliance which gave its id up to the party
	// that has it now.
	Former bool `json:"former,omitempty" metadata:",optional"`
	// Rivals are others who are said to have the identifier that is claimed here,
	// the first twenty: a conflict. ListClaimants has them all, with their claims.
	Rivals []string `json:"rivals,omitempty" metadata:",optional"`
}

// isFormer reports whether a claim is about an alliance whose id a party has since.
func (c Claim) isFormer(s Store) (bool, error) {
	alliance, err := allianceOf(s, c.About)
	if err != nil || alliance.Status != Superseded {
		return false, err
	}
	party, err := load[Party](s, PartyKey(c.About))
	return c.Stamp.Time.Before(party.Registered.Time), err
}

// Claims is a page of claims.
type Claims struct {
	Claims []Attested `json:"claims"`
	Next   string     `json:"next,omitempty" metadata:",optional"`
}

// ListClaims asks what is claimed about a party or an alliance.
type ListClaims struct {
	About    string `json:"about"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListClaims) Name() string                     { return "ListClaims" }
func (q ListClaims) check() error                   { return form.CheckID("about", q.About) }
func (q ListClaims) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListClaims) read(s snapshot) (Claims, error) {
	if err := checkKnown(s, q.About); err != nil {
		return Claims{}, err
	}
	stated, next, err := page[Claim](s, claimsKey(q.About), q.Size, q.Bookmark)
	if err != nil {
		return Claims{}, err
	}
	claims := Claims{Claims: []Attested{}, Next: next}
	for _, claim := range stated {
		one, err := attestedOf(s, q.About, claim)
		if err != nil {
			return Claims{}, err
		}
		if one.Rivals, err = rivals(s, claim); err != nil {
			return Claims{}, err
		}
		claims.Claims = append(claims.Claims, one)
	}
	return claims, nil
}

// attestedOf reads the positions on a claim about somebody.
func attestedOf(s Store, about string, claim Claim) (Attested, error) {
	attestations, err := allPages[Attestation](s, attestationsKey(about, claim.ID))
	if err != nil {
		return Attested{}, err
	}
	one := Attested{Claim: claim, Attestations: attestations}
	if one.Former, err = claim.isFormer(s); err != nil {
		return Attested{}, err
	}
	for _, attestation := range attestations {
		if attestation.Position == Attests {
			one.Attest++
		} else {
			one.Dispute++
		}
	}
	return one, nil
}
