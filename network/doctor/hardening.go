package doctor

import (
	"context"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// The peers and orderers that scripts/build.sh builds are hardened against what others
// may send them (network/harden). Anybody can crash one that is not, so each running
// one is asked for its version.

// versionFacts is what is known of one running peer or orderer.
type versionFacts struct {
	Name    string
	Version string // as it reports it
}

func (e examination) checkHardening(ctx context.Context) []Finding {
	var facts []versionFacts
	for _, process := range e.Processes() {
		if process.Kind != network.KindPeer && process.Kind != network.KindOrderer {
			continue
		}
		// One that does not answer is reported by another check.
		if version, err := process.Version(ctx); err == nil {
			facts = append(facts, versionFacts{Name: process.Name, Version: version})
		}
	}
	return judgeHardening(facts, e.lines)
}

// judgeHardening expects every peer and orderer to be a hardened one.
func judgeHardening(facts []versionFacts, lines advice.Lines) []Finding {
	const wanted = network.FabricVersion
	if len(facts) == 0 {
		return noAnswer("hardening", lines)
	}
	var problems []Finding
	for _, fact := range facts {
		if fact.Version == wanted {
			continue
		}
		problems = append(problems, Finding{
			Severity: Failure,
			Text:     words.Of("hardening.other", "process", fact.Name, "version", fact.Version, "wanted", wanted),
			Fix:      words.Command(lines.Build() + "; " + lines.Restart(fact.Name)),
		})
	}
	return passed("hardening", words.Of("hardening.passed", "count", len(facts), "version", wanted), problems)
}
