package network

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/channel"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	view := channel.View{
		Hosts: []channel.ViewHost{{Name: "academia"}, {Name: "association"}, {Name: "bank"}, {Name: "industry"}},
		Orderers: []channel.ViewOrderer{
			{Organization: "academia-orderer", Address: "a:1", Orders: true},
			{Organization: "industry-orderer", Address: "i:1", Orders: true},
			{Organization: "industry-orderer", Address: "i:2"}, // has just been added
		},
	}
	roster := map[string]string{
		"academia@academia": "active", "cisco@industry": "suspended", "tsinghua@academia": "active", "bosch@industry": "active",
	}
	lines := compare(view, map[string]string{"industry": "cisco@industry"}, roster)
	require.Equal(t, []Drift{
		{Host: "academia", Party: "academia@academia", State: "active", Orderers: []string{"a:1"}},
		{Host: "association", Party: "association@association"},
		{Host: "bank", Party: "bank@bank"},
		{Host: "industry", Party: "cisco@industry", State: "suspended", Orderers: []string{"i:1"}},
		{Party: "bosch@industry", State: "active"},
		{Party: "tsinghua@academia", State: "active"},
	}, lines)
	for state, want := range map[string][3]bool{
		"active": {}, "suspended": {false, true, false}, "expelled": {true, false, false}, "none": {false, false, true},
	} {
		line := Drift{Host: "bank", Party: "bank@bank", State: state}
		require.Equal(t, want, [3]bool{line.Departed(), line.Suspended(), line.NeverMember()}, state)
	}
	require.False(t, Drift{Party: "bosch@industry", State: "active"}.Departed(), "a member need not run a host")
}

// One step is drafted at a time, and a host whose party is suspended, or never was a member,
// leaves only if it is named.
func TestLeaving(t *testing.T) {
	t.Parallel()
	member := Drift{Host: "academia", Party: "a@academia", State: StateActive}
	suspended := Drift{Host: "bank", Party: "b@bank", State: StateSuspended, Orderers: []string{"b:1"}}
	expelled := Drift{Host: "industry", Party: "i@industry", State: "expelled", Orderers: []string{"i:1"}}
	left := Drift{Host: "library", Party: "l@library", State: "left"}
	never := Drift{Host: "museum", Party: "m@museum", State: StateNone}
	hostless := Drift{Party: "c@bank", State: StateActive}
	for name, test := range map[string]struct {
		lines []Drift
		host  string
		want  string // host, or what is refused
	}{
		"ok/the first that is no longer a member": {[]Drift{member, never, suspended, expelled, hostless}, "", "industry"},
		"ok/the named one":                        {[]Drift{member, expelled, left}, "library", "library"},
		"ok/a suspended one, named":               {[]Drift{member, suspended, expelled}, "bank", "bank"},
		"ok/one that never was a member, named":   {[]Drift{member, suspended, expelled, never}, "museum", "museum"},
		"fail/a suspended one":                    {[]Drift{member, suspended, hostless}, "", "never a member: bank."},
		"fail/one that never was a member":        {[]Drift{member, never, hostless}, "", "never a member: museum. If another party runs one of these, say which with --party"},
		"fail/both":                               {[]Drift{suspended, never}, "", "never a member: bank, museum."},
		"fail/a member":                           {[]Drift{member, expelled}, "academia", "is a member in good standing"},
		"fail/none":                               {[]Drift{member, hostless}, "", "there is nothing to draft"},
		"fail/not there":                          {[]Drift{member, expelled}, "other", "other is not in the channel"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaving, err := Leaving(test.lines, test.host)
			if err != nil {
				require.ErrorContains(t, err, test.want)
				return
			}
			require.Equal(t, test.want, leaving.Host)
		})
	}
}
