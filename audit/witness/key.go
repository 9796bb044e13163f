package witness

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"allianceregistry/audit/proof"
)

// Key is a witness's own: its name, and what it signs with.
type Key struct {
	Name    string
	private ed25519.PrivateKey
}

// Public is the key that others verify with.
func (k Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Verifier is the witness's verifier key, as a policy names it.
func (k Key) Verifier() string { return proof.WitnessKey(k.Name, k.Public()) }

// LogVerifier is the verifier key of the log of a chain, as a policy names it.
func (k Key) LogVerifier(origin string) string { return proof.LogKey(origin, k.Public()) }

// Origin names the log of a chain by the hash of its block 0, in lower-case hexadecimal digits.
func Origin(genesis string) string { return "alliance-registry/ledgers/" + genesis }

// What is wrong with a witness's key.
var (
	ErrNoKey    = errors.New("the folder has no key of a witness")
	ErrHasKey   = errors.New("the folder has a key of a witness already")
	ErrBadKey   = errors.New("the file is no key of a witness")
	ErrBadName  = errors.New("a witness's name is of letters, digits and signs of ASCII, without a plus or a space, and 200 at most")
	ErrSomeones = errors.New("others can read the key: it is nobody's any more")
)

const (
	keyFile  = "key"
	keyStart = "witness-key "
)

// Init makes a folder with a new key of a name. It fails with ErrBadName and ErrHasKey.
func Init(folder, name string) (Key, error) {
	if !proof.IsName(name) {
		return Key{}, ErrBadName
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { // #nosec G301 -- what is in it is served to everybody, but for the key
		return Key{}, err
	}
	_, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, err
	}
	text := keyStart + name + " " + base64.StdEncoding.EncodeToString(secret.Seed()) + "\n"
	file, err := os.OpenFile(filepath.Join(folder, keyFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- the operator's folder
	if errors.Is(err, fs.ErrExist) {
		return Key{}, ErrHasKey
	}
	if err == nil {
		_, err = file.WriteString(text)
		err = errors.Join(err, file.Sync(), file.Close())
	}
	return Key{name, secret}, err
}

// ReadKey reads the key of a folder. It fails with ErrNoKey, ErrSomeones and ErrBadKey.
func ReadKey(folder string) (Key, error) {
	path := filepath.Join(folder, keyFile)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Key{}, ErrNoKey
	case err != nil:
		return Key{}, err
	case info.Mode().Perm()&0o077 != 0:
		return Key{}, ErrSomeones
	}
	text, err := os.ReadFile(path) // #nosec G304 -- the operator's folder
	if err != nil {
		return Key{}, err
	}
	words := strings.Fields(strings.TrimPrefix(string(text), keyStart))
	if !strings.HasPrefix(string(text), keyStart) || len(words) != 2 || !proof.IsName(words[0]) {
		return Key{}, ErrBadKey
	}
	seed, err := base64.StdEncoding.DecodeString(words[1])
	if err != nil || len(seed) != ed25519.SeedSize {
		return Key{}, fmt.Errorf("%w: %s", ErrBadKey, path)
	}
	return Key{words[0], ed25519.NewKeyFromSeed(seed)}, nil
}
