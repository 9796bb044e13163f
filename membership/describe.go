package membership

import "strconv"

// Described is the status of an alliance that is known from sources only: its
// membership is not decided here. Its own founders may found it later.
const Described AllianceStatus = "described"

// DescribeAlliance records an alliance that exists elsewhere, by its names and
// whatever else is known of it; claims say the rest. It belongs to the name space
// of the caller's host.
type DescribeAlliance struct {
	Request      string   `json:"request"`
	Slug         string   `json:"slug"`
	Names        Names    `json:"names"`
	Aliases      []string `json:"aliases,omitempty" metadata:",optional"`
	Sector       string   `json:"sector,omitempty" metadata:",optional"`
	Scope        string   `json:"scope,omitempty" metadata:",optional"`
	Jurisdiction string   `json:"jurisdiction,omitempty" metadata:",optional"`
	Source       string   `json:"source"`
}

// Name implements Transaction.
func (DescribeAlliance) Name() string      { return "DescribeAlliance" }
func (t DescribeAlliance) request() string { return t.Request }
func (DescribeAlliance) needs() Role       { return Officer }

func (t DescribeAlliance) check() error {
	return firstError(checkRequest(t.Request), checkSlug("slug", t.Slug), t.Names.check("names"), checkAliases(t.Aliases),
		checkText("sector", t.Sector, 0, MaxWord), oneOf("scope", t.Scope, scopes...), checkCountry(t.Jurisdiction),
		checkText("source", t.Source, 1, MaxReason))
}

// maxAliases bounds the other names of an alliance.
const maxAliases = 20

func checkAliases(aliases []string) error {
	if len(aliases) > maxAliases {
		return refuse(TooMany, "what", "aliases", "most", strconv.Itoa(maxAliases))
	}
	for _, alias := range aliases {
		if err := checkText("aliases", alias, 1, MaxName); err != nil {
			return err
		}
	}
	return nil
}

func (t DescribeAlliance) apply(a act) (Event, error) {
	id := t.Slug + "@" + a.tx.Caller.Host
	if err := free(a.store, id); err != nil {
		return Event{}, err
	}
	alliance := Alliance{
		Schema: schema, ID: id, Names: t.Names, Aliases: t.Aliases, Sector: t.Sector, Scope: t.Scope, Jurisdiction: t.Jurisdiction,
		Founders: []string{}, Status: Described, Source: t.Source, Founded: a.tx.stamp(),
	}
	event := a.event(AllianceDescribed)
	event.Alliance, event.Status = id, string(Described)
	return event, put(a.store, allianceKey(id), alliance)
}
