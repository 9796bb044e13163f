package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"

	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

// step is one line of a file for apply.
type step struct {
	As          string
	name        string
	transaction membership.Transaction
	// applicant names the proposal of an endorsement or a decision by the
	// alliance and the applicant, where the file does not give its id.
	applicant *membership.GetJoin
}

// written is a step as it stands in a file: who, and one of the verbs.
type written struct {
	As       string                       `json:"as"`
	Request  string                       `json:"request"`
	Register *membership.RegisterParty    `json:"register"`
	Found    *foundStep                   `json:"found"`
	Consent  *membership.Consent          `json:"consent"`
	Join     *membership.Join             `json:"join"`
	Endorse  *endorseStep                 `json:"endorse"`
	Decide   *decideStep                  `json:"decide"`
	Leave    *membership.Leave            `json:"leave"`
	Propose  *membership.Propose          `json:"propose"`
	Describe *membership.DescribeAlliance `json:"describe"`
	Claim    *membership.StateClaim       `json:"claim"`
}

// foundStep is a founding whose charter may lie in a file of its own.
type foundStep struct {
	membership.FoundAlliance
	CharterFile string `json:"charterFile"`
}

type endorseStep struct {
	membership.Endorse
	Alliance  string `json:"alliance"`
	Applicant string `json:"applicant"`
}

type decideStep struct {
	membership.Decide
	Alliance  string `json:"alliance"`
	Applicant string `json:"applicant"`
}

// readSteps reads a file for apply and checks each step's form. Paths in it are
// relative to its folder.
func readSteps(content []byte, folder string) ([]step, error) {
	var file struct {
		Steps []any `json:"steps"`
	}
	if err := decodeYAML(content, &file); err != nil {
		return nil, err
	}
	seen := map[string]int{}
	steps := make([]step, 0, len(file.Steps))
	for i, plain := range file.Steps {
		one, err := readStep(plain, folder, seen)
		if err != nil {
			return nil, mishap("apply.form", "step", i+1, "cause", err)
		}
		steps = append(steps, one)
	}
	return steps, nil
}

func readStep(plain any, folder string, seen map[string]int) (step, error) {
	var w written
	if err := decodePlain(plain, &w); err != nil {
		return step{}, err
	}
	request, err := w.requestID(plain, seen)
	if err != nil {
		return step{}, err
	}
	one, err := w.step(request, folder)
	if err != nil {
		return step{}, err
	}
	if one.As = w.As; one.As == "" {
		return step{}, manual.Wrong("usage.stepAs")
	}
	return one, one.check()
}

// requestID is the step's own, or follows from its content and from how often
// the same stood in the file before.
func (w written) requestID(plain any, seen map[string]int) (string, error) {
	if w.Request != "" {
		return w.Request, nil
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return "", err
	}
	seen[string(text)]++
	sum := sha256.Sum256(append(text, strconv.Itoa(seen[string(text)])...))
	return "f-" + hex.EncodeToString(sum[:16]), nil
}

// step takes the one verb of a written step.
func (w written) step(request, folder string) (step, error) {
	var verbs []step
	if w.Register != nil {
		w.Register.Request = request
		verbs = append(verbs, step{name: "register", transaction: *w.Register})
	}
	if w.Found != nil {
		t, err := w.Found.read(folder)
		if err != nil {
			return step{}, err
		}
		t.Request = request
		verbs = append(verbs, step{name: "found", transaction: t})
	}
	if w.Consent != nil {
		w.Consent.Request = request
		verbs = append(verbs, step{name: "consent", transaction: *w.Consent})
	}
	if w.Join != nil {
		w.Join.Request = request
		verbs = append(verbs, step{name: "join", transaction: *w.Join})
	}
	if w.Endorse != nil {
		w.Endorse.Request = request
		verbs = append(verbs, step{name: "endorse", transaction: w.Endorse.Endorse, applicant: asked(w.Endorse.Alliance, w.Endorse.Applicant)})
	}
	if w.Decide != nil {
		verbs = append(verbs, step{name: "decide", transaction: w.Decide.Decide, applicant: asked(w.Decide.Alliance, w.Decide.Applicant)})
	}
	if w.Leave != nil {
		w.Leave.Request = request
		verbs = append(verbs, step{name: "leave", transaction: *w.Leave})
	}
	if w.Propose != nil {
		w.Propose.Request = request
		verbs = append(verbs, step{name: "propose", transaction: *w.Propose})
	}
	if w.Describe != nil {
		w.Describe.Request = request
		verbs = append(verbs, step{name: "describe", transaction: *w.Describe})
	}
	if w.Claim != nil {
		w.Claim.Request = request
		verbs = append(verbs, step{name: "claim", transaction: *w.Claim})
	}
	if len(verbs) != 1 {
		return step{}, manual.Wrong("usage.stepVerb")
	}
	return verbs[0], nil
}

// asked names an applicant's proposal, nil if the file names none.
func asked(alliance, applicant string) *membership.GetJoin {
	if alliance == "" && applicant == "" {
		return nil
	}
	return &membership.GetJoin{Alliance: alliance, Party: applicant}
}

// read takes the charter out of its file, if it stands in one.
func (f foundStep) read(folder string) (membership.FoundAlliance, error) {
	t := f.FoundAlliance
	if f.CharterFile == "" {
		return t, nil
	}
	path := filepath.Join(folder, f.CharterFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return t, err
	}
	if err := decodeYAML(content, &t.Charter); err != nil {
		return t, inFile(path, err)
	}
	return t, nil
}

// check refuses a step whose form is wrong, as the ledger would. What the
// ledger fills in later is not missed.
func (one step) check() error {
	switch t := one.transaction.(type) {
	case membership.Consent:
		if t.Charter == "" {
			t.Charter = placeholder(64)
		}
		return membership.Check(t)
	case membership.Endorse, membership.Decide:
		if one.applicant == nil {
			return membership.Check(t)
		}
		if err := membership.CheckQuery(*one.applicant); err != nil {
			return err
		}
		filled, err := one.withProposal(placeholder(24))
		if err != nil {
			return err
		}
		return membership.Check(filled)
	default:
		return membership.Check(t)
	}
}

// placeholder stands for a digest or an id that only the ledger knows.
func placeholder(length int) string {
	return hex.EncodeToString(make([]byte, length/2))
}
