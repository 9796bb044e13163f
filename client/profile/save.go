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
	steps, err := h.saveSteps(p, identity)
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

// saveSteps returns the steps of Save. After each of them a reader finds a whole profile,
// the former one until the last step: a test stops after each.
func (h Home) saveSteps(p Profile, identity client.Identity) ([]func() error, error) {
	folder, err := h.folder(p.Name)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(folder); errors.Is(err, fs.ErrNotExist) {
		return createSteps(folder, p, identity)
	}
	return replaceSteps(folder, p, identity)
}

// createSteps returns the steps that make a profile: all of it in a folder without a name,
// which then gets its own.
func createSteps(folder string, p Profile, identity client.Identity) ([]func() error, error) {
	made, err := os.MkdirTemp(filepath.Dir(folder), ".new-*") // mode 0700
	if err != nil {
		return nil, err
	}
	p.Pair = 0
	return []func() error{
		writePair(made, p, identity),
		func() error { return writeSettings(made, p) },
		func() error { return errors.Join(os.Rename(made, folder), syncFolder(filepath.Dir(folder))) },
	}, nil
}

// replaceSteps returns the steps that give a profile another pair: both files under names that
// no other pair has, and then the settings, which name them.
func replaceSteps(folder string, p Profile, identity client.Identity) ([]func() error, error) {
	for p.Pair = 1; ; p.Pair++ {
		certificate, key := pairFiles(p.Pair)
		if !fileExists(folder, certificate) && !fileExists(folder, key) {
			break
		}
	}
	return []func() error{writePair(folder, p, identity), func() error { return writeSettings(folder, p) }}, nil
}

func fileExists(folder, file string) bool {
	_, err := os.Lstat(filepath.Join(folder, file))
	return !errors.Is(err, fs.ErrNotExist)
}

// writePair writes the two files of a pair, and refuses to write over another's.
func writePair(folder string, p Profile, identity client.Identity) func() error {
	certificate, key := pairFiles(p.Pair)
	return func() error {
		return errors.Join(
			createFile(filepath.Join(folder, key), identity.Key),
			createFile(filepath.Join(folder, certificate), identity.Certificate))
	}
}

// writeSettings writes the profile's settings, whole or not at all.
func writeSettings(folder string, p Profile) error {
	settings, err := yaml.Marshal(p)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(folder, settingsFile), settings)
}

// createFile writes a new file that only its owner reads.
func createFile(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// replaceFile writes a file that only its owner reads, whole or not at all.
func replaceFile(path string, content []byte) error {
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
	return syncFolder(filepath.Dir(path))
}

// syncFolder flushes a folder's names to the disk, so that a rename outlasts a power cut.
func syncFolder(folder string) error {
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
	return replaceFile(file, []byte(name+"\n"))
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
	return h.removeLeaving()
}

// removeLeaving deletes the folders that are on their way out, also of a removal that was interrupted.
func (h Home) removeLeaving() error {
	leaving, err := filepath.Glob(filepath.Join(string(h), profilesFolder, ".gone-*"))
	if err != nil {
		return err
	}
	var errs []error
	for _, folder := range leaving {
		errs = append(errs, os.RemoveAll(folder))
	}
	return errors.Join(errs...)
}
