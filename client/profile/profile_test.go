package profile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/profile"
)

var identity = client.Identity{MSP: "industry", Certificate: []byte("certificate"), Key: []byte("key")}

func saved(t *testing.T, names ...string) profile.Home {
	t.Helper()
	home := profile.Home(t.TempDir())
	for _, name := range names {
		require.NoError(t, home.Save(profile.Profile{
			Name: name, Party: name, Host: "industry", Connection: "connection.yaml", Channel: "registry", Chaincode: "registry",
		}, identity))
	}
	return home
}

func TestSaveAndLoad(t *testing.T) {
	home := saved(t, "cisco@industry")
	p, kept, err := home.Load("cisco@industry")
	require.NoError(t, err)
	require.Equal(t, identity, kept)
	require.Equal(t, "cisco@industry", p.Party)
}

func TestKeyIsReadableByItsOwnerOnly(t *testing.T) {
	home := saved(t, "cisco@industry")
	info, err := os.Stat(filepath.Join(string(home), "profiles", "cisco@industry", "key.pem"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestTheFirstProfileIsInUse(t *testing.T) {
	home := saved(t, "cisco@industry", "bosch@industry")
	current, err := home.Current()
	require.NoError(t, err)
	require.Equal(t, "cisco@industry", current)
	require.NoError(t, home.Use("bosch@industry"))
	current, err = home.Current()
	require.NoError(t, err)
	require.Equal(t, "bosch@industry", current)
}

func TestRemove(t *testing.T) {
	home := saved(t, "cisco@industry")
	require.NoError(t, home.Remove("cisco@industry"))
	_, _, err := home.Load("cisco@industry")
	require.ErrorIs(t, err, profile.ErrUnknown)
	_, err = home.Current()
	require.ErrorIs(t, err, profile.ErrNone)
	profiles, broken, err := home.List()
	require.NoError(t, err)
	require.Empty(t, profiles)
	require.Empty(t, broken)
}

func TestNames(t *testing.T) {
	home := saved(t)
	for name, bad := range map[string]string{
		"fail/empty": "", "fail/parent": "..", "fail/path": "a/b", "fail/hidden": ".x", "fail/space": "a b", "fail/zero": "a\x00",
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, home.Save(profile.Profile{Name: bad}, identity), profile.ErrName)
			_, _, err := home.Load(bad)
			require.ErrorIs(t, err, profile.ErrName)
		})
	}
}

// A host and its MSP are two things in a profile; where both are called the same it says so
// once, as it always did.
func TestHostAndMSP(t *testing.T) {
	t.Parallel()
	home := profile.Home(t.TempDir())
	for host, msp := range map[string]string{"org1.msp": "Org1MSP", "industry": "industry"} {
		p := profile.Profile{Name: "a@" + host, Party: "a@" + host, Host: host, Connection: "connection.yaml"}.At(msp)
		require.NoError(t, home.Save(p, client.Identity{MSP: msp, Certificate: []byte("certificate"), Key: []byte("key")}))
		kept, identity, err := home.Load(p.Name)
		require.NoError(t, err)
		require.Equal(t, []string{host, msp, msp}, []string{kept.Host, kept.MSPID(), identity.MSP})
		text, err := os.ReadFile(filepath.Join(string(home), "profiles", p.Name, "profile.yaml"))
		require.NoError(t, err)
		require.Equal(t, host != msp, strings.Contains(string(text), "mspID"), "%s", text)
	}
}
