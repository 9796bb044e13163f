// Package profile keeps a person's identities on disk: for each a folder with
// the key, its certificate, and how to reach the ledger.
//
//	HOME/profiles/cisco@industry/profile.yaml   how to reach the ledger
//	                            /cert.pem       the certificate
//	                            /key.pem        the private key, readable by its owner only
//	HOME/current                                the profile that is used if none is named
//
// HOME is ALLIANCE_HOME, or the folder "alliance-registry" among the user's
// configuration files. A key never leaves its folder.
package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"allianceregistry/client"
)

// Errors that a person can mend.
var (
	ErrNone    = errors.New("no profile is in use: enroll one, or name it with --profile")
	ErrUnknown = errors.New("no such profile")
	ErrName    = errors.New("a profile's name has 1 to 130 letters, digits, dots, hyphens, underscores and @")
)

// Profile is an identity and the ledger that it belongs to.
type Profile struct {
	Name string `yaml:"-" json:"name"`
	// Party is the id that the identity was enrolled for.
	Party string `yaml:"party" json:"party"`
	Host  string `yaml:"host" json:"host"`
	// Connection is the path of the host's connection profile.
	Connection string `yaml:"connection" json:"connection"`
	Channel    string `yaml:"channel" json:"channel"`
	Chaincode  string `yaml:"chaincode" json:"chaincode"`
	// Key is the SHA-256 of the public key, by which the ledger knows it.
	Key string `yaml:"key" json:"key"`
}

// Home is the folder that holds the profiles.
type Home string

// DefaultHome returns ALLIANCE_HOME, or a folder among the user's configuration.
func DefaultHome() (Home, error) {
	if home := os.Getenv("ALLIANCE_HOME"); home != "" {
		return Home(home), nil
	}
	config, err := os.UserConfigDir()
	return Home(filepath.Join(config, "alliance-registry")), err
}

var validName = regexp.MustCompile(`^[A-Za-z0-9@_-][A-Za-z0-9@_.-]{0,129}$`)

func (h Home) folder(name string) (string, error) {
	if !validName.MatchString(name) {
		return "", fmt.Errorf("%q: %w", name, ErrName)
	}
	return filepath.Join(string(h), "profiles", name), nil
}

// Save writes a profile with its identity, in the place of one of the same name.
// The first profile becomes the one in use.
func (h Home) Save(p Profile, identity client.Identity) error {
	folder, err := h.folder(p.Name)
	if err != nil {
		return err
	}
	settings, err := yaml.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode profile %s: %w", p.Name, err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for _, file := range []struct {
		name    string
		content []byte
	}{{"key.pem", identity.Key}, {"cert.pem", identity.Certificate}, {"profile.yaml", settings}} {
		if err := replace(filepath.Join(folder, file.name), file.content); err != nil {
			return fmt.Errorf("save profile %s: %w", p.Name, err)
		}
	}
	if _, err := h.Current(); errors.Is(err, ErrNone) {
		return h.Use(p.Name)
	}
	return nil
}

// replace writes a file that only its owner reads, whole or not at all.
func replace(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// Load reads a profile and its identity. It returns ErrUnknown if there is none
// of that name.
func (h Home) Load(name string) (Profile, client.Identity, error) {
	folder, err := h.folder(name)
	if err != nil {
		return Profile{}, client.Identity{}, err
	}
	p := Profile{Name: name}
	settings, err := os.ReadFile(filepath.Join(folder, "profile.yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		return p, client.Identity{}, fmt.Errorf("%s: %w", name, ErrUnknown)
	}
	if err == nil {
		err = yaml.Unmarshal(settings, &p)
	}
	if err != nil {
		return p, client.Identity{}, fmt.Errorf("read profile %s: %w", name, err)
	}
	identity := client.Identity{Host: p.Host}
	if identity.Certificate, err = os.ReadFile(filepath.Join(folder, "cert.pem")); err != nil {
		return p, identity, fmt.Errorf("read profile %s: %w", name, err)
	}
	if identity.Key, err = os.ReadFile(filepath.Join(folder, "key.pem")); err != nil {
		return p, identity, fmt.Errorf("read profile %s: %w", name, err)
	}
	return p, identity, nil
}

// List returns the profiles in the order of their names.
func (h Home) List() ([]Profile, error) {
	entries, err := os.ReadDir(filepath.Join(string(h), "profiles"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var profiles []Profile
	for _, entry := range entries {
		p, _, err := h.Load(entry.Name())
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// Current returns the name of the profile in use, or ErrNone.
func (h Home) Current() (string, error) {
	name, err := os.ReadFile(filepath.Join(string(h), "current"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNone
	}
	return strings.TrimSpace(string(name)), err
}

// Use makes a profile the one in use.
func (h Home) Use(name string) error {
	if _, _, err := h.Load(name); err != nil {
		return err
	}
	return replace(filepath.Join(string(h), "current"), []byte(name+"\n"))
}

// Remove deletes a profile with its key. Whoever has no other copy of the key
// cannot act by it again.
func (h Home) Remove(name string) error {
	if _, _, err := h.Load(name); err != nil {
		return err
	}
	folder, err := h.folder(name)
	if err != nil {
		return err
	}
	if current, err := h.Current(); err == nil && current == name {
		if err := os.Remove(filepath.Join(string(h), "current")); err != nil {
			return err
		}
	}
	return os.RemoveAll(folder)
}
