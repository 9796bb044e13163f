package profile_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/profile"
)

const cisco = "cisco@industry"

// pair is a real key with its certificate.
func pair(t *testing.T) (profile.Profile, client.Identity) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: cisco}}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	identity := client.Identity{
		MSP:         "industry",
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
	hash, err := identity.KeyHash()
	require.NoError(t, err)
	return profile.Profile{Name: cisco, Party: cisco, Host: "industry", Key: hash}, identity
}

// Wherever a second enrollment is cut off, the profile acts by the one pair or by
// the other, whole; and no key is lost.
func TestAgainIsAllOrNothing(t *testing.T) {
	for done := 0; ; done++ {
		home := profile.Home(t.TempDir())
		was, former := pair(t)
		require.NoError(t, home.Save(was, former))
		will, latter := pair(t)
		steps, err := home.Saving(will, latter)
		require.NoError(t, err)
		for _, step := range steps[:done] {
			require.NoError(t, step())
		}
		_, got, err := home.Load(cisco)
		require.NoError(t, err, "after %d steps", done)
		if done < len(steps) {
			require.Equal(t, former, got, "after %d steps", done)
			require.NoError(t, home.Save(will, latter), "it is done again")
			_, got, err = home.Load(cisco)
			require.NoError(t, err)
			require.Equal(t, latter, got)
			continue
		}
		require.Equal(t, latter, got)
		kept, err := os.ReadFile(filepath.Join(string(home), "profiles", cisco, "key.pem"))
		require.NoError(t, err)
		require.Equal(t, former.Key, kept, "the former key is still there")
		return
	}
}

// A write that fails in the middle, as on a full disk, leaves the former pair too.
func TestAgainWhereNothingCanBeWritten(t *testing.T) {
	home := profile.Home(t.TempDir())
	was, former := pair(t)
	require.NoError(t, home.Save(was, former))
	will, latter := pair(t)
	steps, err := home.Saving(will, latter)
	require.NoError(t, err)
	// Something stands where the certificate is to go.
	require.NoError(t, os.Mkdir(filepath.Join(string(home), "profiles", cisco, "cert-2.pem"), 0o700))
	require.Error(t, steps[0]())
	_, got, err := home.Load(cisco)
	require.NoError(t, err)
	require.Equal(t, former, got)
	require.NoError(t, home.Save(will, latter))
}

// A first enrollment that is cut off leaves no half profile in the list.
func TestFirstIsAllOrNothing(t *testing.T) {
	for done := 0; ; done++ {
		home := profile.Home(t.TempDir())
		p, identity := pair(t)
		steps, err := home.Saving(p, identity)
		require.NoError(t, err)
		for _, step := range steps[:done] {
			require.NoError(t, step())
		}
		whole, broken, err := home.List()
		require.NoError(t, err)
		require.Empty(t, broken, "after %d steps", done)
		if done == len(steps) {
			require.Len(t, whole, 1)
			return
		}
		require.Empty(t, whole)
		require.NoError(t, home.Save(p, identity))
	}
}

// What is broken, or is no profile, is named and keeps nothing from being listed;
// and it can be removed.
func TestBroken(t *testing.T) {
	home := saved(t, "whole@industry", "torn@industry", "halved@industry", "empty@industry")
	folder := filepath.Join(string(home), "profiles")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "torn@industry", "profile.yaml"), []byte("party: ["), 0o600))
	require.NoError(t, os.Remove(filepath.Join(folder, "halved@industry", "cert.pem")))
	require.NoError(t, os.Remove(filepath.Join(folder, "empty@industry", "profile.yaml")))
	for _, stray := range []string{"notes.txt", "a b", ".DS_Store"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, stray), nil, 0o600))
	}
	p, identity := pair(t)
	require.NoError(t, home.Save(p, identity))
	_, other := pair(t)
	require.NoError(t, os.WriteFile(filepath.Join(folder, cisco, "key.pem"), other.Key, 0o600))

	whole, broken, err := home.List()
	require.NoError(t, err)
	require.Len(t, whole, 1)
	require.Equal(t, "whole@industry", whole[0].Name)
	var names []string
	for _, one := range broken {
		names = append(names, one.Name)
	}
	require.Equal(t, []string{"a b", cisco, "empty@industry", "halved@industry", "notes.txt", "torn@industry"}, names)
	_, _, err = home.Load(cisco)
	require.ErrorIs(t, err, profile.ErrPair)

	for _, name := range []string{"torn@industry", "halved@industry", "empty@industry", cisco} {
		require.NoError(t, home.Remove(name))
		require.NoDirExists(t, filepath.Join(folder, name))
	}
	require.ErrorIs(t, home.Remove("notes.txt"), profile.ErrUnknown, "it is not ours")
	require.FileExists(t, filepath.Join(folder, "notes.txt"))
}

// Who lists while others enroll and remove sees whole profiles only.
func TestListWhileOthersCome(t *testing.T) {
	home := saved(t, "stays@industry")
	var others sync.WaitGroup
	for _, name := range []string{"a@industry", "b@industry"} {
		others.Go(func() {
			for range 50 {
				p := profile.Profile{Name: name, Party: name, Host: "industry"}
				for _, err := range []error{home.Save(p, identity), home.Save(p, identity), home.Remove(name)} {
					if err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for range 200 {
		whole, broken, err := home.List()
		require.NoError(t, err)
		require.Empty(t, broken)
		require.NotEmpty(t, whole)
	}
	others.Wait()
	left, err := filepath.Glob(filepath.Join(string(home), "profiles", ".*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// Whoever has no home folder is told so by what needs one.
func TestNoHome(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("ALLIANCE_HOME", "")
	home := profile.DefaultHome()
	_, _, err := home.List()
	require.ErrorIs(t, err, profile.ErrHome)
	_, err = home.Current()
	require.ErrorIs(t, err, profile.ErrHome)
	require.ErrorIs(t, home.Save(profile.Profile{Name: cisco}, identity), profile.ErrHome)
	require.ErrorIs(t, home.Remove(cisco), profile.ErrHome)
	t.Setenv("ALLIANCE_HOME", "somewhere")
	require.Equal(t, profile.Home("somewhere"), profile.DefaultHome())
}
