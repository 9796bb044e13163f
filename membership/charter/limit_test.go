package charter_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
)

// many are so many parts of a charter, each with an id of its own.
func many[T any](count int, one func(id string) T) []T {
	all := make([]T, count)
	for i := range all {
		all[i] = one(fmt.Sprint("n-", i+1))
	}
	return all
}

// parties are so many ids.
func parties(prefix string, count int) []string {
	return many(count, func(id string) string { return prefix + id + "@host" })
}

// Every bound of what a charter may hold is reached and not passed.
func TestBounds(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		most int
		set  func(c *charter.Charter, count int)
	}{
		"classes": {charter.MaxClasses, func(c *charter.Charter, count int) {
			more := many(count-len(c.Classes), func(id string) charter.Class {
				return charter.Class{ID: id, Names: chartertest.En(id), Kinds: []charter.Kind{charter.Enterprise}}
			})
			c.Classes = append(c.Classes, more...)
		}},
		"measures": {charter.MaxMeasures, func(c *charter.Charter, count int) {
			c.Measures = many(count, func(id string) charter.Measure { return charter.Measure{ID: id, Names: chartertest.En(id)} })
		}},
		"organs": {charter.MaxOrgans, func(c *charter.Charter, count int) {
			c.Organs = many(count, func(id string) charter.Organ { return charter.Organ{ID: id, Names: chartertest.En(id), Seats: 1} })
		}},
		"agreements": {charter.MaxAgreements, func(c *charter.Charter, count int) {
			c.Agreements = many(count, func(id string) charter.Agreement {
				return charter.Agreement{ID: id, Names: chartertest.En(id), Version: "1", Digest: strings.Repeat("a", 64)}
			})
		}},
		"figures": {charter.MaxFigures, func(c *charter.Charter, count int) {
			c.Figures = many(count, func(id string) charter.FigureKind {
				return charter.FigureKind{ID: id, Names: chartertest.En(id), By: &charter.Who{Classes: []string{"full"}}}
			})
		}},
		"seats of an organ": {charter.MaxSeats, func(c *charter.Charter, count int) {
			c.Organs = []charter.Organ{{ID: "board", Names: chartertest.En("Board"), Seats: count}}
		}},
		"weight of a class": {charter.MaxWeight, func(c *charter.Charter, count int) {
			c.Measures = []charter.Measure{{ID: "dues", Names: chartertest.En("Dues")}}
			c.Classes[0].Weights = charter.Weights{"dues": count}
		}},
		"days of a vote": {int(charter.MaxVoting.Hours() / 24), func(c *charter.Charter, count int) {
			c.Rules[charter.Admit].Voting = form.Duration(fmt.Sprintf("P%dD", count))
		}},
		"parties of an electorate": {50, func(c *charter.Charter, count int) {
			c.Rules[charter.Admit].Electorate = &charter.Who{Parties: parties("a", count)}
		}},
		"parties that all rules name": {500, func(c *charter.Charter, count int) {
			for _, action := range chartertest.Actions() {
				named := min(count, 50)
				if count -= named; named > 0 {
					rule := *c.Rules[charter.Admit]
					rule.Electorate = &charter.Who{Parties: parties(string(action)+"-", named)}
					if action != charter.Admit {
						rule.LockOut = ""
					}
					c.Rules[action] = &rule
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			validate := func(count int) error {
				c := chartertest.Copy(chartertest.Basic(2, "PT1H", false))
				row.set(&c, count)
				found := charter.NewDefects(charter.Engine)
				if c.ValidateForm(found); found.None() {
					return nil
				}
				return found.Err()
			}
			require.NoError(t, validate(row.most))
			require.Error(t, validate(row.most+1))
		})
	}
}
