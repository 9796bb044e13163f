package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
)

// TestHosts holds certificates against the host that they are said to come from.
func TestHosts(t *testing.T) {
	t.Parallel()
	root, other := newAuthority(t, "root", nil), newAuthority(t, "root", nil) // the same name, another key
	middle := newAuthority(t, "middle", root)
	client, between := root.issue(t, "client"), middle.issue(t, "client")
	taken := root.issue(t, "client")
	units := block.Organization{
		MSP: "a", Roots: [][]byte{root.cert.Raw}, Revoked: [][]byte{root.revoke(t, taken)},
		UnitsOn: true, Client: block.Unit{Name: "client"}, Peer: block.Unit{Name: "peer"},
	}
	of, err := newMSP(units, false)
	require.NoError(t, err)
	channel := &Hosts{of: map[string]*msp{"a": of}}
	stranger, err := HostFromRoots("a", [][]byte{root.cert.Raw}, [][]byte{root.revoke(t, taken)})
	require.NoError(t, err)
	below, err := HostFromRoots("a", [][]byte{middle.cert.Raw, root.cert.Raw}, nil)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		hosts *Hosts
		host  string
		cert  []byte
		want  error
	}{
		"ok/channel":            {channel, "a", client.Raw, nil},
		"ok/root given":         {stranger, "a", client.Raw, nil},
		"ok/authority below":    {below, "a", between.Raw, nil},
		"fail/another host":     {channel, "b", client.Raw, ErrUnknownHost},
		"fail/self-made":        {channel, "a", other.issue(t, "client").Raw, ErrNotIssued},
		"fail/self-made, given": {stranger, "a", other.issue(t, "client").Raw, ErrNotIssued},
		"fail/authority itself": {channel, "a", root.cert.Raw, ErrNotIssued},
		"fail/revoked":          {channel, "a", taken.Raw, ErrRevoked},
		"fail/revoked, given":   {stranger, "a", taken.Raw, ErrRevoked},
		"fail/peer":             {channel, "a", root.issue(t, "peer").Raw, ErrNotClient},
		"fail/no certificate":   {channel, "a", []byte("none"), ErrNotIssued},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorIs(t, c.hosts.Client(c.host, c.cert), c.want)
		})
	}
	require.True(t, stranger.HasRevocationLists("a"))
	require.False(t, stranger.HasRevocationLists("b"))
	require.Equal(t, [][]byte{root.cert.Raw, middle.cert.Raw}, below.Authorities("a"))
	require.Empty(t, stranger.Authorities("b"))
	_, err = HostFromRoots("a", [][]byte{client.Raw}, nil)
	require.Error(t, err, "a client vouches for nobody")
	_, err = Checkpoint{}.Hosts()
	require.Error(t, err, "before the first block")
}

// TestHostsNamed: a host goes by the name that it was given, and by no other.
func TestHostsNamed(t *testing.T) {
	t.Parallel()
	root := newAuthority(t, "root", nil)
	client := root.issue(t, "client").Raw
	known, err := HostFromRoots("Org1MSP", [][]byte{root.cert.Raw}, nil)
	require.NoError(t, err)
	named, err := known.Named(func(msp string) (string, error) { return map[string]string{"Org1MSP": "org1.msp"}[msp], nil })
	require.NoError(t, err)
	require.Equal(t, []string{"org1.msp"}, named.Names())
	require.NoError(t, named.Client("org1.msp", client))
	require.ErrorIs(t, named.Client("Org1MSP", client), ErrUnknownHost)
	require.ErrorIs(t, named.Client("org1.msp", root.issue(t, "peer").Raw), ErrNotClient)
	_, err = known.Named(func(string) (string, error) { return "", ErrRevoked })
	require.ErrorIs(t, err, ErrRevoked)
}
