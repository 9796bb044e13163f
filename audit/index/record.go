package index

import (
	"encoding/json"
	"errors"
	"strings"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
)

// records has a projection for each kind of record that has tables of its own;
// of all others the version table has every value.
var records = map[string]func(e effect, value []byte) error{
	"party":       fromJSON(effect.party),
	"alliance":    fromJSON(effect.alliance),
	"epoch":       fromJSON(effect.epoch),
	"membership":  fromJSON(effect.membership),
	"proposal":    fromJSON(effect.proposal),
	"endorsement": fromJSON(effect.endorsement),
	"sponsorship": fromJSON(effect.endorsement),
	"decision":    fromJSON(effect.decision),
	"charter":     fromJSON(effect.charter),
	"seal":        fromJSON(effect.seal),
	"claim":       fromJSON(effect.claim),
	"authority":   fromJSON(effect.authority),
	"consent":     fromJSON(effect.consent),
	"affiliation": fromJSON(effect.affiliation),
}

// fromJSON is a projection of JSON.
func fromJSON[R any](project func(e effect, record R, text []byte)) func(e effect, value []byte) error {
	return func(e effect, value []byte) error {
		var record R
		if err := json.Unmarshal(value, &record); err != nil {
			return err
		}
		project(e, record, value)
		return nil
	}
}

// Unreadable is the code of a finding about a valid transaction, a warning: it
// wrote a record that the rules cannot have written, for it cannot be read. Its
// bytes are kept as a version of its key, and nothing else comes from them.
// Parameters: key.
const Unreadable = "RECORD_UNREADABLE"

// record projects one value of the registry's state.
func (e effect) record(text string, value []byte) error {
	key, ok := membership.ParseKey(text)
	if !ok {
		return nil // not one of the registry's records: the version table has it
	}
	project, found := records[key.Object]
	if key.Object == "attestation" { // the record does not say whom the claim is about
		project, found = attested(key), true
	}
	if !found || project(e, value) == nil {
		return nil
	}
	return e.finding(chain.Finding{
		Code: Unreadable, Severity: chain.Warning, Block: e.block, Tx: e.id, Index: int(versionOf(e.place).Index), Source: e.source,
		Params: map[string]string{"key": strings.Join(append([]string{key.Object}, key.Parts...), " ")},
	})
}

func (e effect) alliance(a membership.Alliance, text []byte) {
	dissolved, ended := int64(never), int64(never)
	if a.Dissolved != nil {
		dissolved, ended = millis(a.Dissolved.Time), e.place
	}
	e.put(allianceTable, a.ID, e.place, string(a.Status), dissolved, ended, text)
	e.tag("alliance", a.ID)
	if a.Founded.Tx != e.id {
		return
	}
	e.names("alliance", a.ID, "name", a.Names)
	for _, alias := range a.Aliases {
		e.doc("alliance", a.ID, "alias", alias)
	}
	e.doc("alliance", a.ID, "sector", a.Sector)
	e.doc("alliance", a.ID, "source", a.Source)
}

func (e effect) epoch(n membership.Epoch, _ []byte) {
	e.put(epochTable, n.Alliance, n.Number, e.place)
}

func (e effect) charter(c membership.CharterVersion, text []byte) {
	e.put(charterTable, c.Alliance, c.Version, e.place, text)
	for _, class := range c.Charter.Classes {
		e.doc("charter", c.Alliance, "class", class.ID)
		e.names("charter", c.Alliance, "class", class.Names)
	}
}

func (e effect) seal(s membership.Seal, text []byte) {
	e.put(sealTable, s.Alliance, s.Epoch, e.place, text)
}

func (e effect) claim(c membership.Claim, text []byte) {
	e.put(claimTable, c.About, c.ID, e.place, c.What, c.Value, text)
	e.tag("party", c.About)
	for _, field := range [][2]string{{"what", c.What}, {"value", c.Value}, {"source", c.Source}} {
		e.doc("claim", c.ID, field[0], field[1])
	}
}

var errNoKey = errors.New("the key does not say what the record is about")

// attested is the projection of an attestation under its key.
func attested(key membership.Key) func(e effect, value []byte) error {
	if len(key.Parts) == 0 {
		return func(effect, []byte) error { return errNoKey }
	}
	return fromJSON(func(e effect, a membership.Attestation, text []byte) {
		e.put(attestationTable, key.Parts[0], a.Claim, a.Party, e.place, text)
		e.doc("attestation", a.Claim, "reason", a.Reason)
	})
}

func (e effect) authority(a membership.Authority, text []byte) {
	e.put(authorityTable, a.Party, a.Host, a.Key, e.place, text)
}

// affiliation lets what was said of a group be found by both sides.
func (e effect) affiliation(f membership.Affiliation, _ []byte) {
	e.tag("alliance", f.Alliance)
	e.tag("party", f.Party)
	e.tag("party", f.Group)
}

func (e effect) consent(g membership.Given, text []byte) {
	e.put(consentTable, g.Alliance, g.Party, e.place, text)
}
