package profile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"allianceregistry/client"
)

const (
	settingsFile = "profile.yaml"
	currentFile  = "current"
)

// Save writes a profile with its identity, in the place of one of the same name:
// that one's pair stays in the folder, and is not used any more. The first profile
// becomes the one in use.
func (h Home) Save(p Profile, identity client.Identity) error {
	steps, err := h.saving(p, identity)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("save profile %s: %w", p.Name, err)
		}
	}
	if _, err := h.Current(); errors.Is(err, ErrNone) {
		return h.Use(p.Name)
	}
	return nil
}

// saving are the steps of Save. After each of them a reader finds a whole profile,
// the former one until the last step: a test stops after each.
func (h Home) saving(p Profile, identity client.Identity) ([]func() error, error) {
	folder, err := h.folder(p.Name)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(folder); errors.Is(err, fs.ErrNotExist) {
		return first(folder, p, identity)
	}
	return next(folder, p, identity)
}

// first are the steps that make a profile: all of it in a folder without a name,
// which then gets its own.
func first(folder string, p Profile, identity client.Identity) ([]func() error, error) {
	made, err := os.MkdirTemp(filepath.Dir(folder), ".new-*") // mode 0700
	if err != nil {
		return nil, err
	}
	p.Pair = 0
	return []func() error{
		pair(made, p, identity),
		func() error { return settle(made, p) },
		func() error { return errors.Join(os.Rename(made, folder), flush(filepath.Dir(folder))) },
	}, nil
}

// next are the steps that give a profile another pair: both files under names that
// no other pair has, and then the settings, which name them.
func next(folder string, p Profile, identity client.Identity) ([]func() error, error) {
	for p.Pair = 1; ; p.Pair++ {
		certificate, key := files(p.Pair)
		if !exists(folder, certificate) && !exists(folder, key) {
			break
		}
	}
	return []func() error{pair(folder, p, identity), func() error { return settle(folder, p) }}, nil
}

func exists(folder, file string) bool {
	_, err := os.Lstat(filepath.Join(folder, file))
	return !errors.Is(err, fs.ErrNotExist)
}

// pair writes the two files of a pair, and refuses to write over another's.
func pair(folder string, p Profile, identity client.Identity) func() error {
	certificate, key := files(p.Pair)
	return func() error {
		return errors.Join(
			create(filepath.Join(folder, key), identity.Key),
			create(filepath.Join(folder, certificate), identity.Certificate))
	}
}

// settle makes the settings the profile's.
func settle(folder string, p Profile) error {
	settings, err := yaml.Marshal(p)
	if err != nil {
		return err
	}
	return replace(filepath.Join(folder, settingsFile), settings)
}

// create writes a new file that only its owner reads.
func create(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
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
	return flush(filepath.Dir(path))
}

// flush brings a folder's names to the disk, so that a rename outlasts a power cut.
func flush(folder string) error {
	opened, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}

// Use makes a profile the one in use.
func (h Home) Use(name string) error {
	if _, _, err := h.Load(name); err != nil {
		return err
	}
	file, err := h.Path(currentFile)
	if err != nil {
		return err
	}
	return replace(file, []byte(name+"\n"))
}

// Remove deletes a profile with all keys that it ever had, be it broken too. Whoever
// has no other copy of the key cannot act by it again.
func (h Home) Remove(name string) error {
	folder, err := h.folder(name)
	if err != nil {
		return err
	}
	if about, err := os.Lstat(folder); err != nil || !about.IsDir() {
		return fmt.Errorf("%s: %w", name, ErrUnknown)
	}
	if current, err := h.Current(); err == nil && current == name {
		if err := os.Remove(filepath.Join(string(h), currentFile)); err != nil {
			return err
		}
	}
	// It leaves the list at once, so that nobody reads half of it.
	if err := os.Rename(folder, filepath.Join(filepath.Dir(folder), ".gone-"+rand.Text())); err != nil {
		return err
	}
	return h.sweep()
}

// sweep deletes what is on its way out, also of a removal that was interrupted.
func (h Home) sweep() error {
	leaving, err := filepath.Glob(filepath.Join(string(h), profiles, ".gone-*"))
	if err != nil {
		return err
	}
	var faults []error
	for _, folder := range leaving {
		faults = append(faults, os.RemoveAll(folder))
	}
	return errors.Join(faults...)
}
