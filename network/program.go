package network

import (
	"context"
	"fmt"
	"regexp"
)

// The releases that scripts/build.sh builds.
const (
	fabricVersion   = "v3.1.1"
	fabricCAVersion = "v1.5.15"
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
		if process.outdated() {
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
		wrong = append(wrong, Finding{State: Failure, Text: missing.Error(), Fix: build})
	}
	for _, fact := range facts {
		if fact.Version == fact.Wanted {
			continue
		}
		said := fact.Version
		if said == "" {
			said = "unknown: it does not run"
		}
		// Without the stamps everything is built anew.
		wrong = append(wrong, Finding{
			State: Failure, Fix: "rm .build/*.stamp; " + build,
			Text: fmt.Sprintf("%s must be %s, and is %s", fact.Name, fact.Wanted, said),
		})
	}
	for _, name := range outdated {
		wrong = append(wrong, Finding{State: Warning, Text: name + " was built again since it started", Fix: self + " restart " + name})
	}
	return sound("programs", "Fabric "+fabricVersion+", Fabric CA "+fabricCAVersion, wrong)
}
