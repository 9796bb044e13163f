package network

import (
	"context"
	"regexp"

	"allianceregistry/network/words"
)

// The releases that scripts/build.sh builds. Behind Fabric's own stands that of
// our changes (network/harden).
const (
	fabricVersion   = "v3.1.1+registry.4"
	fabricCAVersion = "v1.5.21"
)

// versioned are the programs that can say which release they are, and how they
// are asked. The others come from the same modules.
var versioned = []struct{ name, ask, version string }{
	{"peer", "version", fabricVersion},
	{"orderer", "version", fabricVersion},
	{"configtxgen", "--version", fabricVersion},
	{"fabric-ca-server", "version", fabricCAVersion},
	{"fabric-ca-client", "version", fabricCAVersion},
}

var printedVersion = regexp.MustCompile(`(?m)^ *Version: (\S+)$`)

// programFacts is what is known of one program.
type programFacts struct {
	Name    string
	Wanted  string
	Version string // as it says itself; empty if it says nothing
}

func (d doctor) checkPrograms(ctx context.Context) []Finding {
	missing := d.home.check()
	var facts []programFacts
	for _, program := range versioned {
		if missing != nil {
			break
		}
		fact := programFacts{Name: program.name, Wanted: program.version}
		out, err := command(ctx, string(d.home), nil, d.home.program(program.name), program.ask)
		if version := printedVersion.FindStringSubmatch(out); err == nil && version != nil {
			fact.Version = version[1]
		}
		facts = append(facts, fact)
	}
	var outdated []string
	for _, process := range d.Processes() {
		if process.rebuilt() {
			outdated = append(outdated, process.Name)
		}
	}
	return judgePrograms(missing, facts, outdated, d.self)
}

// judgePrograms wants all programs there, of the right release, and nothing
// running that was built again since.
func judgePrograms(missing error, facts []programFacts, outdated []string, self string) []Finding {
	const build = "scripts/build.sh"
	var wrong []Finding
	if missing != nil {
		wrong = append(wrong, Finding{State: Failure, Text: words.Told(missing), Fix: words.Typed(build)})
	}
	for _, fact := range facts {
		if fact.Version == fact.Wanted {
			continue
		}
		said := words.Of("program.other", "program", fact.Name, "wanted", fact.Wanted, "version", fact.Version)
		if fact.Version == "" {
			said = words.Of("program.dead", "program", fact.Name, "wanted", fact.Wanted)
		}
		// Without the stamps everything is built anew.
		wrong = append(wrong, Finding{State: Failure, Text: said, Fix: words.Typed("rm .build/*.stamp; " + build)})
	}
	for _, name := range outdated {
		wrong = append(wrong, Finding{State: Warning, Text: words.Of("program.outdated", "process", name), Fix: words.Typed(self + " restart " + name)})
	}
	return sound("programs", words.Of("program.sound", "fabric", fabricVersion, "ca", fabricCAVersion), wrong)
}
