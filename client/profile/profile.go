// Package profile keeps a person's identities on disk: for each a folder with
// the key, its certificate, and how to reach the ledger.
//
//	HOME/profiles/cisco@industry/profile.yaml   how to reach the ledger, and which pair it is by
//	                            /cert.pem       the certificate
//	                            /key.pem        the private key, readable by its owner only
//	                            /cert-2.pem …   a pair that came later; earlier ones stay
//	HOME/current                                the profile that is used if none is named
//
// HOME is ALLIANCE_HOME, or the folder "alliance-registry" among the user's
// configuration files. A key never leaves its folder, and is deleted by Remove
// alone. Writing is done by steps of which the last, a rename, changes everything at
// once: whoever reads meanwhile, or after a crash, finds a pair whole, the former or
// the new one.
package profile

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"allianceregistry/client"
)

// Errors that a person can mend.
var (
	ErrNone    = errors.New("no profile is in use: enroll one, or name it with --profile")
	ErrUnknown = errors.New("no such profile")
	ErrName    = errors.New("a profile's name has 1 to 130 letters, digits, dots, hyphens, underscores and @")
	ErrHome    = errors.New("no folder for keys is known: set HOME, or ALLIANCE_HOME (auditor: AUDITOR_HOME)")
	ErrPair    = errors.New("the key and the certificate do not belong together")
)

// Broken is a profile that is there and cannot be used. Its files are left as they
// are.
type Broken struct {
	Name string
	Err  error
}

// Error implements error.
func (b *Broken) Error() string { return fmt.Sprintf("profile %s cannot be used: %v", b.Name, b.Err) }

// Unwrap returns what is wrong with it.
func (b *Broken) Unwrap() error { return b.Err }

// Profile is an identity and the ledger that it belongs to.
type Profile struct {
	Name string `yaml:"-" json:"name"`
	// Party is the id that the identity was enrolled for.
	Party string `yaml:"party" json:"party"`
	Host  string `yaml:"host" json:"host"`
	// MSP is the ID of the host's MSP; empty if that is the host's id too.
	MSP string `yaml:"mspID,omitempty" json:"mspID,omitempty"`
	// Connection is the path of the host's connection profile.
	Connection string `yaml:"connection" json:"connection"`
	Channel    string `yaml:"channel" json:"channel"`
	Chaincode  string `yaml:"chaincode" json:"chaincode"`
	// Key is the SHA-256 of the public key, by which the ledger knows it.
	Key string `yaml:"key" json:"key"`
	// Pair names the files of the pair; the first one's have no number.
	Pair int `yaml:"pair,omitempty" json:"-"`
}

// MSPID is the ID of the host's MSP.
func (p Profile) MSPID() string { return cmp.Or(p.MSP, p.Host) }

// At is the profile with the ID of its host's MSP.
func (p Profile) At(msp string) Profile {
	p.MSP = msp
	if msp == p.Host {
		p.MSP = ""
	}
	return p
}

// pairFiles are the names of a pair's files.
func pairFiles(pair int) (certificate, key string) {
	if pair < 2 {
		return "cert.pem", "key.pem"
	}
	return fmt.Sprintf("cert-%d.pem", pair), fmt.Sprintf("key-%d.pem", pair)
}

// Home is the folder that holds the profiles. The empty one is nobody's: what needs
// it returns ErrHome, and what does not is not held up.
type Home string

// DefaultHome returns ALLIANCE_HOME, or a folder among the user's configuration.
func DefaultHome() Home { return HomeIn("ALLIANCE_HOME", "alliance-registry") }

// HomeIn returns the folder that a variable names, or one of that name among the
// user's configuration; the empty Home if the user has none.
func HomeIn(variable, name string) Home {
	if home := os.Getenv(variable); home != "" {
		return Home(home)
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return Home(filepath.Join(config, name))
}

// Path is the path of a file in this folder.
func (h Home) Path(parts ...string) (string, error) {
	if h == "" {
		return "", ErrHome
	}
	return filepath.Join(append([]string{string(h)}, parts...)...), nil
}

// profilesFolder is the folder with a folder for each profile. Names with a dot before
// them are those of folders that are coming or going.
const profilesFolder = "profiles"

var namePattern = regexp.MustCompile(`^[A-Za-z0-9@_-][A-Za-z0-9@_.-]{0,129}$`)

func (h Home) folder(name string) (string, error) {
	if !namePattern.MatchString(name) {
		return "", fmt.Errorf("%q: %w", name, ErrName)
	}
	return h.Path(profilesFolder, name)
}

// KeyFile is the file of the key that a profile acts by.
func (h Home) KeyFile(p Profile) (string, error) {
	folder, err := h.folder(p.Name)
	_, key := pairFiles(p.Pair)
	return filepath.Join(folder, key), err
}

// checkPair returns an error unless the identity is the profile's, and its key and
// certificate belong together.
func checkPair(p Profile, identity client.Identity) error {
	if p.Key == "" { // of an identity that was made elsewhere
		return nil
	}
	hash, err := identity.KeyHash()
	if err != nil {
		return err
	}
	if err := identity.Check(); err != nil || hash != p.Key {
		return errors.Join(ErrPair, err)
	}
	return nil
}
