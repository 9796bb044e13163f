package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// A correction changes what it names, and nothing else.
func TestCorrection(t *testing.T) {
	t.Parallel()
	party := membership.Party{Names: form.Names{"en": "Cisco", "zh": "思科"}, Jurisdiction: "US", LEI: "L", USCC: "U"}
	whole := membership.CorrectParty{Names: form.Names{"en": "Cisco", "zh": "思科"}, Jurisdiction: "US", LEI: "L", USCC: "U"}
	with := func(change func(*membership.CorrectParty)) membership.CorrectParty {
		changed := whole
		changed.Names = form.Names{"en": "Cisco", "zh": "思科"}
		change(&changed)
		return changed
	}
	for name, test := range map[string]struct {
		c     correction
		want  membership.CorrectParty
		fault string
	}{
		"ok/country":          {correction{jurisdiction: "CN"}, with(func(c *membership.CorrectParty) { c.Jurisdiction = "CN" }), ""},
		"ok/lei":              {correction{lei: "M"}, with(func(c *membership.CorrectParty) { c.LEI = "M" }), ""},
		"ok/uscc":             {correction{uscc: "V"}, with(func(c *membership.CorrectParty) { c.USCC = "V" }), ""},
		"ok/a name":           {correction{names: []string{"zh=思科公司"}}, with(func(c *membership.CorrectParty) { c.Names["zh"] = "思科公司" }), ""},
		"ok/another language": {correction{names: []string{"de=Cisco"}}, with(func(c *membership.CorrectParty) { c.Names["de"] = "Cisco" }), ""},
		"ok/remove":           {correction{remove: []string{"lei"}}, with(func(c *membership.CorrectParty) { c.LEI = "" }), ""},
		"ok/remove a name":    {correction{remove: []string{"name=zh"}}, with(func(c *membership.CorrectParty) { delete(c.Names, "zh") }), ""},
		"ok/both kinds": {
			correction{lei: "M", remove: []string{"uscc", "jurisdiction"}},
			with(func(c *membership.CorrectParty) { c.LEI, c.USCC, c.Jurisdiction = "M", "", "" }), "",
		},
		"fail/nothing":   {correction{reason: "none"}, whole, "usage.nothing"},
		"fail/unknown":   {correction{remove: []string{"kind"}}, whole, "usage.remove"},
		"fail/both":      {correction{lei: "M", remove: []string{"lei"}}, whole, "usage.both"},
		"fail/both name": {correction{names: []string{"zh=甲"}, remove: []string{"name=zh"}}, whole, "usage.both"},
		"fail/no name":   {correction{names: []string{"甲"}}, whole, "usage.name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := test.c.of(party)
			if test.fault != "" {
				require.ErrorContains(t, err, test.fault)
				return
			}
			require.NoError(t, err)
			got.Reason = ""
			require.Equal(t, test.want, got)
			require.Equal(t, form.Names{"en": "Cisco", "zh": "思科"}, party.Names, "what was read is not changed")
		})
	}
}
