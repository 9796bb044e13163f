package network

import (
	"context"
	"encoding/json"

	"allianceregistry/network/words"
)

// The peers and orderers that scripts/build.sh makes are changed to survive what
// others may send them (network/harden). One that runs without the change can be
// ended by anybody: so each running one is asked what it is.

// versionFacts is what is known of one running peer or orderer.
type versionFacts struct {
	Name    string
	Version string // as it says itself
}

func (d doctor) checkHardening(ctx context.Context) []Finding {
	var facts []versionFacts
	for _, process := range d.Processes() {
		if process.Kind != KindPeer && process.Kind != KindOrderer {
			continue
		}
		// One that does not answer is the matter of another check.
		if version, err := process.version(ctx); err == nil {
			facts = append(facts, versionFacts{Name: process.Name, Version: version})
		}
	}
	return judgeHardening(facts, d.self)
}

// judgeHardening wants every peer and orderer to be the changed one.
func judgeHardening(facts []versionFacts, self string) []Finding {
	if len(facts) == 0 {
		return unasked("hardening", self)
	}
	var wrong []Finding
	for _, fact := range facts {
		if fact.Version == fabricVersion {
			continue
		}
		wrong = append(wrong, Finding{
			State: Failure,
			Text:  words.Of("hardening.other", "process", fact.Name, "version", fact.Version, "wanted", fabricVersion),
			Fix:   words.Typed("scripts/build.sh; " + self + " restart " + fact.Name),
		})
	}
	return sound("hardening", words.Of("hardening.sound", "count", len(facts), "version", fabricVersion), wrong)
}

// version asks a peer or an orderer which release it is.
func (p Process) version(ctx context.Context) (string, error) {
	response, err := p.operations(ctx, "/version")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var said struct{ Version string }
	err = json.NewDecoder(response.Body).Decode(&said)
	return said.Version, err
}
