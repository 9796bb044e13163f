// Package steps reads the files of `alliance apply`: many transactions, each with who
// sends it, in the order in which they are to be sent.
//
//	steps:
//	  - as: cisco@industry
//	    register: {kind: enterprise, names: {en: Cisco}}
//	  - as: cisco@industry
//	    join: {alliance: hyperledger@industry, class: member}
//
// The form of each transaction is checked here, as the ledger would, before the first
// is sent. What only the ledger knows, such as the id of a proposal, is left open: who
// sends the step asks for it and fills it in (Step.WithProposal).
//
// A step without a request id gets one that follows from its content, so that the same
// file may be applied again after an interruption: what is done is not done twice.
package steps

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
)

// maxFile bounds the bytes of a file of steps, and of a charter that it names.
const maxFile = 16 << 20

// Folders are where the files lie that steps name. A charter is whatever reads as one,
// beside the file of the steps or anywhere. Of a document nothing but its digest is
// seen by who reads the steps before they are applied: it lies in one folder or below.
type Folders struct{ Steps, Documents string }

// FormError is a step that is none: it does not say by whom it is sent, or has not just
// one verb.
type FormError struct{ *catalogue.Message }

// Unwrap returns the message, by which it is said.
func (e *FormError) Unwrap() error { return e.Message }

// Read reads a file of steps, in YAML or JSON, and checks the form of each. Relative
// paths in it start from the folders.
//
// It returns an *input.Invalid if the file cannot be read as one of steps. What is wrong
// with one step stands behind a *catalogue.Message with its number: a FormError, a
// refusal of the rules (*refusal.Error), or what is wrong with a file that it names.
func Read(content []byte, from Folders) ([]Step, error) {
	var file struct {
		Steps []entry `json:"steps"`
	}
	document, err := reading.Format(maxFile).Decode(content, &file)
	if err != nil {
		return nil, err
	}
	seen := map[string]int{}
	steps := make([]Step, 0, len(file.Steps))
	for i, e := range file.Steps {
		step, err := e.read(plainEntry(document, i), from, seen)
		if err != nil {
			return nil, catalogue.NewError("apply.form", "step", i+1, "cause", err)
		}
		steps = append(steps, step)
	}
	for i := range steps {
		steps[i].Alone = steps[i].Alone || steps[i].leavesNextTo(steps[i+1:])
	}
	return steps, nil
}

// plainEntry is an entry as it was understood.
func plainEntry(document input.Document, i int) any {
	whole, _ := document.Plain.(map[string]any)
	list, _ := whole["steps"].([]any)
	return list[i]
}

// read returns the step of an entry, of which plain is what stands in the file.
func (e entry) read(plain any, from Folders, seen map[string]int) (Step, error) {
	request, err := e.requestID(plain, seen)
	if err != nil {
		return Step{}, err
	}
	step, err := e.step(request, from)
	if err != nil {
		return Step{}, err
	}
	if step.As = e.As; step.As == "" {
		return Step{}, &FormError{catalogue.NewMessage(nil, "usage.stepAs")}
	}
	return step, step.check()
}

// requestID is the entry's own, or follows from its content and from how often the same
// stood in the file before.
func (e entry) requestID(plain any, seen map[string]int) (string, error) {
	if e.Request != "" {
		return e.Request, nil
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return "", err
	}
	seen[string(text)]++
	sum := sha256.Sum256(append(text, strconv.Itoa(seen[string(text)])...))
	return "f-" + hex.EncodeToString(sum[:16]), nil
}
