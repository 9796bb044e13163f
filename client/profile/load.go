package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"allianceregistry/client"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
)

// maxFile bounds the bytes of each of a profile's files.
const maxFile = 64 << 10

// errFile is what is wrong with a file where a profile's folder would be.
var errFile = errors.New("it is a file, not a profile's folder")

// Load reads a profile and its identity. It returns ErrUnknown if there is none
// of that name, and a *Broken if there is one that cannot be used.
func (h Home) Load(name string) (Profile, client.Identity, error) {
	folder, err := h.folder(name)
	if err != nil {
		return Profile{}, client.Identity{}, err
	}
	about, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return Profile{Name: name}, client.Identity{}, fmt.Errorf("%s: %w", name, ErrUnknown)
	}
	if err != nil {
		return Profile{Name: name}, client.Identity{}, &Broken{name, err}
	}
	if !about.IsDir() {
		return Profile{Name: name}, client.Identity{}, &Broken{name, errFile}
	}
	p, identity, err := readFolder(folder)
	p.Name = name
	if err != nil {
		// Half of it may have been read when it was removed, or another came.
		if now, gone := os.Stat(folder); gone != nil || !os.SameFile(about, now) {
			return h.Load(name)
		}
		return p, identity, &Broken{name, err}
	}
	return p, identity, nil
}

// readFolder reads the settings and the pair that they name.
func readFolder(folder string) (p Profile, identity client.Identity, err error) {
	settings, err := input.ReadFile(filepath.Join(folder, settingsFile), maxFile)
	if err != nil {
		return p, identity, err
	}
	if err := yaml.Unmarshal(settings, &p); err != nil {
		return p, identity, fmt.Errorf("%s: %w", settingsFile, err)
	}
	certificate, key := pairFiles(p.Pair)
	identity.MSP = p.MSPID()
	if err = private.Check(filepath.Join(folder, key)); err != nil {
		return p, identity, err
	}
	if identity.Certificate, err = input.ReadFile(filepath.Join(folder, certificate), maxFile); err != nil {
		return p, identity, err
	}
	if identity.Key, err = input.ReadFile(filepath.Join(folder, key), maxFile); err != nil {
		return p, identity, err
	}
	return p, identity, checkPair(p, identity)
}

// List returns the profiles in the order of their names, and beside them what is
// there and cannot be used: that one is broken keeps no other from being listed.
func (h Home) List() ([]Profile, []*Broken, error) {
	folder, err := h.Path(profilesFolder)
	if err != nil {
		return nil, nil, err
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var whole []Profile
	var broken []*Broken
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue // coming or going, or the system's own
		}
		p, _, err := h.Load(entry.Name())
		var unusable *Broken
		switch {
		case err == nil:
			whole = append(whole, p)
		case errors.As(err, &unusable):
			broken = append(broken, unusable)
		case !errors.Is(err, ErrUnknown): // else it has gone meanwhile
			broken = append(broken, &Broken{entry.Name(), err})
		}
	}
	return whole, broken, nil
}

// Current returns the name of the profile in use, or ErrNone.
func (h Home) Current() (string, error) {
	file, err := h.Path(currentFile)
	if err != nil {
		return "", err
	}
	name, err := input.ReadFile(file, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNone
	}
	return strings.TrimSpace(string(name)), err
}
