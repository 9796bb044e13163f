package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/client/naming"
	"allianceregistry/client/steps"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// maxFile bounds the bytes of a file that is not one transaction's argument.
const maxFile = 16 << 20

// readFile reads a file; - is standard input.
func (a *app) readFile(path string) ([]byte, error) { return a.ReadFile(path, maxFile) }

// digestOfFile is the digest of a document; - is standard input.
func (a *app) digestOfFile(path string) (string, error) {
	if path == input.Standard {
		return steps.Digest(a.Typed(), input.Streamed())
	}
	file, err := input.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return steps.Digest(file, path)
}

// readFields reads a file of YAML or JSON that has the fields of a type.
func (a *app) readFields(path string, into any) error {
	content, err := a.readFile(path)
	if err == nil {
		_, err = reading.Format(maxFile).Decode(content, into)
	}
	if err != nil {
		return inFile(path, err)
	}
	return nil
}

// readCharter reads a charter; - is standard input.
func (a *app) readCharter(path string) (charter.Charter, error) {
	file, err := a.charterFile(path)
	return file.Charter, err
}

// inFile says in which file something is wrong, and keeps what it is.
func inFile(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }

// charterNamed reads the charter that a word names: a file, an alliance's in force
// or of a version (ALLIANCE@2), or the draft of a proposal to amend. A file comes
// first; only the others need a network.
func (a *app) charterNamed(cmd *cobra.Command, word string, version int) (read charter.Charter, err error) {
	_, missing := os.Stat(word)
	switch alliance, numbered := splitVersion(word); {
	case word == "-" || missing == nil:
		var file charterfile.File
		if file, err = a.charterFile(word); err == nil {
			err = a.checkForm(word, file)
		}
		return file.Charter, err
	case isRecordID(word), reading.Beginning(word):
		err = a.with(cmd, func(ctx context.Context, s session) error {
			word, err := naming.ProposalID(ctx, s.Client, word)
			if err != nil {
				return err
			}
			draft, err := client.Agreed(ctx, s.Client, membership.GetDraft{Proposal: word})
			read = draft.Charter
			return err
		})
		return read, err
	case strings.Contains(alliance, "@") && !strings.ContainsAny(alliance, `/\.`):
		if numbered > 0 && version > 0 {
			return read, cli.NewUsageError("usage.versions")
		}
		err = a.with(cmd, func(ctx context.Context, s session) error {
			kept, err := client.Agreed(ctx, s.Client, membership.GetCharter{Alliance: alliance, Version: numbered + version})
			read = kept.Charter
			return err
		})
		return read, err
	}
	return read, missing
}

// splitVersion splits the version from an alliance: trial@industry@2; 0 without one.
func splitVersion(word string) (alliance string, version int) {
	at := strings.LastIndex(word, "@")
	if at < 0 || strings.Count(word, "@") < 2 {
		return word, 0
	}
	version, wrong := input.Number(word[at+1:])
	if wrong != nil || version < 1 {
		return word, 0
	}
	return word[:at], version
}

func isRecordID(word string) bool {
	decoded, err := hex.DecodeString(word)
	return err == nil && len(decoded) == 12
}

// charterFile reads a charter with the lines on which its parts stand.
func (a *app) charterFile(path string) (charterfile.File, error) {
	content, err := a.readFile(path)
	if err != nil {
		return charterfile.File{}, err
	}
	file, err := charterfile.Read(content)
	if err != nil {
		return file, inFile(path, err)
	}
	return file, nil
}

// checkForm refuses a file whose charter cannot be put into words: one with defects of form.
// Of one by which an alliance could not live it says so beside the answer.
func (a *app) checkForm(path string, file charterfile.File) error {
	if defects := file.Defects(charter.Composition{}); len(defects) > 0 {
		return inFile(path, &charterfile.Invalid{Defects: defects})
	}
	among := trial.Example(file.Charter, trial.SomeFounders)
	if suite, err := charterfile.Load(path); err == nil && path != "-" {
		among = suite.Cases.Composition(file.Charter)
	}
	if defects := file.Defects(among); len(defects) > 0 {
		fmt.Fprintln(a.Err, a.invalidText(defects))
	}
	return nil
}

// invalidText lists the defects of a file, one on each line.
func (a *app) invalidText(defects []charterfile.Defect) string {
	var list strings.Builder
	for _, defect := range defects {
		list.WriteString("\n  " + a.text.Say("charter.fault", map[string]string{
			"line": strconv.Itoa(defect.Line), "fault": a.text.Defect(defect.Defect),
		}))
	}
	return a.text.Compose(string(refusal.CharterInvalid), nil, catalogue.Params{"faults": list.String()})
}

// defectsOf are the defects that an error lists.
func defectsOf(err error) ([]charterfile.Defect, bool) {
	var invalid *charterfile.Invalid
	if errors.As(err, &invalid) {
		return invalid.Defects, true
	}
	return nil, false
}
