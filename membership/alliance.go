package membership

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// MaxFounders bounds the founders: the transaction that opens an alliance
// writes a membership for each.
const MaxFounders = 200

// AllianceStatus says how far an alliance has come.
type AllianceStatus string

// An alliance forms until the last founder has consented; then it is open.
const (
	Forming AllianceStatus = "forming"
	Open    AllianceStatus = "open"
	// Dissolved is the end of an alliance, by its own decision.
	Dissolved AllianceStatus = "dissolved"
	// Superseded is an alliance that was described or founded and had not opened when
	// a party registered under its id. It never opens.
	Superseded AllianceStatus = "superseded"
)

// Alliance is a consortium whose membership is recorded.
type Alliance struct {
	Schema       int        `json:"schema"`
	ID           string     `json:"id"`
	Names        form.Names `json:"names"`
	Aliases      []string   `json:"aliases,omitempty" metadata:",optional"`
	Sector       string     `json:"sector,omitempty" metadata:",optional"`
	Scope        string     `json:"scope,omitempty" metadata:",optional"`
	Jurisdiction string     `json:"jurisdiction,omitempty" metadata:",optional"`
	Founders     []string   `json:"founders"`
	// Places are those of founders who enter as something else than the charter says.
	Places map[string]charter.Place `json:"places,omitempty" metadata:",optional"`
	Status AllianceStatus           `json:"status"`
	// Charter is the version of the charter in force.
	Charter int `json:"charter"`
	// CharterDigest is that version's digest.
	CharterDigest string `json:"charterDigest"`
	// Source says where a described alliance is known from.
	Source  string `json:"source,omitempty" metadata:",optional"`
	Founded Stamp  `json:"founded"`
	Opened  *Stamp `json:"opened,omitempty" metadata:",optional"`
	// Dissolved is the transaction that dissolved it.
	Dissolved *Stamp `json:"dissolved,omitempty" metadata:",optional"`
}

// isGone reports whether nothing is left of an alliance but its record.
func (a Alliance) isGone() bool { return a.Status == Dissolved || a.Status == Superseded }

// scopes are how far an alliance reaches.
var scopes = []string{"", "global", "national", "regional"}

// Scopes lists how far an alliance can say that it reaches.
func Scopes() []string { return slices.Clone(scopes[1:]) }

// maxForming is how long an alliance that does not open keeps its slug from others who
// would found one; and from a party that registers under it, if founders of other hosts
// have consented.
const maxForming = 90 * 24 * time.Hour

// formingTooLong reports whether an alliance has been forming for so long that it yields.
func (a Alliance) formingTooLong(at time.Time) bool {
	return a.Status == Forming && !at.Before(a.Founded.Time.Add(maxForming))
}

// checkFoundable refuses with ID_TAKEN what checkIDFree does, save an alliance that was only
// described, or has been forming for maxForming; with TIME_REVERSED what is older than
// the description.
func (a txn) checkFoundable(id string) error {
	alliance, err := allianceOf(a.store, id)
	if err != nil {
		return err
	}
	if alliance.Status == Described {
		return a.tx.after(alliance.Founded)
	}
	if !a.tx.two() && alliance.formingTooLong(a.tx.Time) {
		return nil
	}
	return checkIDFree(a.store, id)
}

// FoundAlliance begins an alliance under the name of the caller's host. The
// caller is one of the founders and consents by this transaction; the alliance
// opens when all have consented. There is no administrator. A founding that has not
// come to that gives its slug up to the next one after 90 days.
type FoundAlliance struct {
	Request      string     `json:"request"`
	Slug         string     `json:"slug"`
	Names        form.Names `json:"names"`
	Aliases      []string   `json:"aliases,omitempty" metadata:",optional"`
	Sector       string     `json:"sector,omitempty" metadata:",optional"`
	Scope        string     `json:"scope,omitempty" metadata:",optional"`
	Jurisdiction string     `json:"jurisdiction,omitempty" metadata:",optional"`
	Founders     []string   `json:"founders"`
	// Places are those of founders who enter as something else than the charter says.
	Places  map[string]charter.Place `json:"places,omitempty" metadata:",optional"`
	Charter charter.Charter          `json:"charter"`
}

// Name implements Transaction.
func (FoundAlliance) Name() string      { return "FoundAlliance" }
func (t FoundAlliance) request() string { return t.Request }
func (FoundAlliance) needs() Role       { return Officer }

func (t FoundAlliance) check() error { return t.checkBy(charter.Engine) }

func (t FoundAlliance) checkBy(engine string) error {
	if err := refusal.First(form.CheckRequest(t.Request), form.CheckSlug("slug", t.Slug), t.Names.Check("names"),
		form.CheckText("sector", t.Sector, 0, form.MaxWord), form.OneOf("scope", t.Scope, scopes...),
		checkAliases(t.Aliases),
		form.CheckCountry(t.Jurisdiction)); err != nil {
		return err
	}
	if len(t.Founders) == 0 {
		return refusal.New(refusal.Required, "field", "founders")
	}
	if len(t.Founders) > MaxFounders {
		return refusal.New(refusal.TooMany, "what", "founders", "most", strconv.Itoa(MaxFounders))
	}
	for i, founder := range t.Founders {
		if err := form.CheckID("founders", founder); err != nil {
			return err
		}
		if slices.Contains(t.Founders[:i], founder) {
			return refusal.New(refusal.FounderRepeated, "party", founder)
		}
	}
	if err := t.checkPlaces(engine); err != nil {
		return err
	}
	return t.Charter.ValidateBy(engine, t.Charter.FounderComposition(t.Founders, t.Places))
}

// checkPlaces refuses with NOT_A_FOUNDER, UNKNOWN_CLASS, UNKNOWN_MEASURE or
// BAD_WEIGHT a place that no founder can have, and with CONTROLLER_OUTSIDE an affiliate
// group that another founder controls who is not in it.
func (t FoundAlliance) checkPlaces(engine string) error {
	for _, founder := range slices.Sorted(maps.Keys(t.Places)) {
		if !slices.Contains(t.Founders, founder) {
			return refusal.New(refusal.NotAFounder, "alliance", t.Slug, "party", refusal.Clip(founder))
		}
		place := t.Charter.PlaceOf(founder, t.Places)
		if _, err := t.Charter.FindClass(place.Class); err != nil {
			return err
		}
		if err := refusal.First(t.Charter.CheckWeights(place.Weights), checkGroup(place.Group)); err != nil {
			return err
		}
		if slices.Contains(t.Founders, place.Group) && t.Places[place.Group].Group != place.Group && engine != charter.EngineTwo {
			return refusal.New(refusal.ControllerOutside, "alliance", t.Slug, "party", place.Group)
		}
	}
	return nil
}

func (t FoundAlliance) apply(a txn) (Event, error) {
	id := t.Slug + "@" + a.tx.Caller.Host
	if !slices.Contains(t.Founders, a.party) {
		return Event{}, refusal.New(refusal.NotAFounder, "alliance", id, "party", a.party)
	}
	if err := refusal.First(a.checkFoundable(id), t.checkFounders(a)); err != nil {
		return Event{}, err
	}
	content, err := t.Charter.Digest()
	if err != nil {
		return Event{}, err
	}
	alliance := Alliance{
		Schema: form.Schema, ID: id, Names: t.Names, Aliases: t.Aliases, Sector: t.Sector, Scope: t.Scope, Jurisdiction: t.Jurisdiction,
		Founders: t.Founders, Places: t.Places, Status: Forming, Charter: 1, CharterDigest: content, Founded: a.tx.stamp(),
	}
	version := CharterVersion{
		Schema: form.Schema, Alliance: id, Version: 1, Digest: content, Charter: t.Charter, Adopted: a.tx.stamp(),
	}
	a.put(CharterKey(id, 1), version)
	return a.consent(alliance, t.Charter, AllianceFounded)
}

// checkFounders refuses with UNKNOWN_RECORD, KIND_NOT_ADMITTED or ALLIANCE_NOT_OPEN.
func (t FoundAlliance) checkFounders(a txn) error {
	for _, founder := range t.Founders {
		class, err := t.Charter.FindClass(t.Charter.PlaceOf(founder, t.Places).Class)
		if err != nil {
			return err
		}
		party, err := load[Party](a.store, PartyKey(founder))
		if err != nil {
			return err
		}
		if err := refusal.First(class.Admits(party.Kind, party.ID), a.checkNotDissolved(party)); err != nil {
			return err
		}
	}
	return nil
}

// GetAlliance asks for an alliance's record.
type GetAlliance struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetAlliance) Name() string                        { return "GetAlliance" }
func (q GetAlliance) check() error                      { return form.CheckID("id", q.ID) }
func (q GetAlliance) read(s snapshot) (Alliance, error) { return load[Alliance](s, AllianceKey(q.ID)) }
func (q GetAlliance) answer(s snapshot) (any, error)    { return q.read(s) }

// Alliances is a page of alliances in the order of their ids.
type Alliances struct {
	Alliances []Alliance `json:"alliances"`
	Next      string     `json:"next,omitempty" metadata:",optional"`
}

// ListAlliances asks for the alliances, a page at a time.
type ListAlliances struct {
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListAlliances) Name() string                     { return "ListAlliances" }
func (ListAlliances) check() error                     { return nil }
func (q ListAlliances) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListAlliances) read(s snapshot) (Alliances, error) {
	alliances, next, err := page[Alliance](s, alliancesKey(), q.Size, q.Bookmark)
	return Alliances{alliances, next}, err
}

// Described is the status of an alliance that is known from sources only: its
// membership is not decided here. Its own founders may found it later.
const Described AllianceStatus = "described"

// DescribeAlliance records an alliance that exists elsewhere, by its names and
// whatever else is known of it; claims say the rest. It belongs to the name space
// of the caller's host.
type DescribeAlliance struct {
	Request      string     `json:"request"`
	Slug         string     `json:"slug"`
	Names        form.Names `json:"names"`
	Aliases      []string   `json:"aliases,omitempty" metadata:",optional"`
	Sector       string     `json:"sector,omitempty" metadata:",optional"`
	Scope        string     `json:"scope,omitempty" metadata:",optional"`
	Jurisdiction string     `json:"jurisdiction,omitempty" metadata:",optional"`
	Source       string     `json:"source"`
}

// Name implements Transaction.
func (DescribeAlliance) Name() string      { return "DescribeAlliance" }
func (t DescribeAlliance) request() string { return t.Request }
func (DescribeAlliance) needs() Role       { return Officer }

func (t DescribeAlliance) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckSlug("slug", t.Slug), t.Names.Check("names"), checkAliases(t.Aliases),
		form.CheckText("sector", t.Sector, 0, form.MaxWord), form.OneOf("scope", t.Scope, scopes...), form.CheckCountry(t.Jurisdiction),
		form.CheckText("source", t.Source, 1, form.MaxReason))
}

// maxAliases bounds the other names of an alliance.
const maxAliases = 20

func checkAliases(aliases []string) error {
	if len(aliases) > maxAliases {
		return refusal.New(refusal.TooMany, "what", "aliases", "most", strconv.Itoa(maxAliases))
	}
	for _, alias := range aliases {
		if err := form.CheckText("aliases", alias, 1, form.MaxName); err != nil {
			return err
		}
	}
	return nil
}

func (t DescribeAlliance) apply(a txn) (Event, error) {
	id := t.Slug + "@" + a.tx.Caller.Host
	if err := checkIDFree(a.store, id); err != nil {
		return Event{}, err
	}
	alliance := Alliance{
		Schema: form.Schema, ID: id, Names: t.Names, Aliases: t.Aliases, Sector: t.Sector, Scope: t.Scope, Jurisdiction: t.Jurisdiction,
		Founders: []string{}, Status: Described, Source: t.Source, Founded: a.tx.stamp(),
	}
	event := a.event(AllianceDescribed)
	event.Alliance, event.Status = id, string(Described)
	a.put(AllianceKey(id), alliance)
	return event, nil
}

// checkNotDissolved refuses with ALLIANCE_NOT_OPEN an alliance that is dissolved: it becomes nobody's
// member.
func (a txn) checkNotDissolved(party Party) error {
	if a.tx.two() || party.Kind != charter.AllianceKind {
		return nil
	}
	is, err := allianceOf(a.store, party.ID)
	if err == nil && is.Status != Open {
		err = refusal.New(refusal.AllianceNotOpen, "alliance", party.ID)
	}
	return err
}

// dissolve ends an alliance. Each membership's end can be recorded by anybody.
func (a txn) dissolve(alliance Alliance) {
	stamp := a.tx.stamp()
	alliance.Status, alliance.Dissolved = Dissolved, &stamp
	a.put(AllianceKey(alliance.ID), alliance)
}

// allianceOf reads the alliance that a party is; it is the zero value for all others.
func allianceOf(s Store, party string) (Alliance, error) {
	alliance, _, err := get[Alliance](s, AllianceKey(party))
	return alliance, err
}

// loadOpenAlliance reads an alliance and its charter. It refuses with
// ALLIANCE_NOT_OPEN.
func (a txn) loadOpenAlliance(id string) (Alliance, charter.Charter, error) {
	alliance, err := load[Alliance](a.store, AllianceKey(id))
	if err == nil && alliance.Status != Open {
		err = refusal.New(refusal.AllianceNotOpen, "alliance", id)
	}
	if err != nil {
		return alliance, charter.Charter{}, err
	}
	c, err := currentCharter(a.store, alliance)
	return alliance, c, err
}
