package doctor

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

type versionedProgram struct{ name, argument, version string }

// versioned are the programs that can report their version, and the argument that asks
// for it. The other programs come from the same modules.
var versioned = []versionedProgram{
	{"peer", "version", network.FabricVersion},
	{"orderer", "version", network.FabricVersion},
	{"configtxgen", "--version", network.FabricVersion},
	{"fabric-ca-server", "version", network.FabricCAVersion},
	{"fabric-ca-client", "version", network.FabricCAVersion},
}

// ofTokens are those that a host with a token runs in place of others.
var ofTokens = []versionedProgram{
	{"peer-pkcs11", "version", network.FabricVersion},
	{"orderer-pkcs11", "version", network.FabricVersion},
	{"fabric-ca-server-pkcs11", "version", network.FabricCAVersion},
}

var printedVersion = regexp.MustCompile(`(?m)^ *Version: (\S+)$`)

// programFacts is what is known of one program.
type programFacts struct {
	Name    string
	Wanted  string
	Version string // as it reports it; empty if it does not run
}

func (e examination) checkPrograms(ctx context.Context) []Finding {
	missing := e.Home().Check()
	var facts []programFacts
	if missing == nil {
		programs := versioned
		if e.Token().IsSet() {
			programs = append(slices.Clone(versioned), ofTokens...)
		}
		for _, program := range programs {
			fact := programFacts{Name: program.name, Wanted: program.version}
			out, err := e.Home().Run(ctx, program.name, program.argument)
			if version := printedVersion.FindStringSubmatch(out); err == nil && version != nil {
				fact.Version = version[1]
			}
			facts = append(facts, fact)
		}
	}
	var outdated []string
	for _, process := range e.Processes() {
		if process.Rebuilt() {
			outdated = append(outdated, process.Name)
		}
	}
	return judgePrograms(missing, facts, outdated, e.lines)
}

// judgePrograms expects all programs to be there in the right version, and no process
// to run a program that has been built again since.
func judgePrograms(missing error, facts []programFacts, outdated []string, lines advice.Lines) []Finding {
	build := lines.Build()
	var problems []Finding
	if missing != nil {
		problems = append(problems, Finding{Severity: Failure, Text: words.FromError(missing), Fix: words.Command(build)})
	}
	for _, fact := range facts {
		if fact.Version == fact.Wanted {
			continue
		}
		text := words.Of("program.other", "program", fact.Name, "wanted", fact.Wanted, "version", fact.Version)
		if fact.Version == "" {
			text = words.Of("program.broken", "program", fact.Name, "wanted", fact.Wanted)
		}
		fix := "rm .build/*.stamp; " + build // without the stamps, everything is built again
		if strings.HasSuffix(fact.Name, "-pkcs11") {
			fix = build + " --pkcs11"
		}
		problems = append(problems, Finding{Severity: Failure, Text: text, Fix: words.Command(fix)})
	}
	for _, name := range outdated {
		problems = append(problems, Finding{
			Severity: Warning, Text: words.Of("program.outdated", "process", name), Fix: words.Command(lines.Restart(name)),
		})
	}
	return passed("programs", words.Of("program.passed", "fabric", network.FabricVersion, "ca", network.FabricCAVersion), problems)
}
