package doctor

import (
	"context"
	"os"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// othersFacts is what other users of this machine can reach.
type othersFacts struct {
	Folder  string
	Mode    os.FileMode // of the network's folder, which holds all keys
	Exposed []string    // processes whose operations port answers anybody
}

func (e examination) checkOthers(ctx context.Context) []Finding {
	facts := othersFacts{Folder: string(e.Dir())}
	if info, err := os.Stat(string(e.Dir())); err == nil {
		facts.Mode = info.Mode().Perm()
	}
	for _, process := range e.Processes() {
		if process.Exposed(ctx) {
			facts.Exposed = append(facts.Exposed, process.Name)
		}
	}
	return judgeOthers(facts, e.lines)
}

// judgeOthers expects nothing of the network to be open to other users.
func judgeOthers(facts othersFacts, lines advice.Lines) []Finding {
	var problems []Finding
	if facts.Mode&0o077 != 0 {
		problems = append(problems, Finding{
			Severity: Failure, Text: words.Of("others.folder", "folder", facts.Folder, "mode", facts.Mode),
			Fix: words.Command("chmod 700 " + network.Quote(facts.Folder)),
		})
	}
	for _, name := range facts.Exposed {
		problems = append(problems, Finding{Severity: Failure, Text: words.Of("others.operations", "process", name), Fix: words.Command(lines.Up())})
	}
	return passed("others", words.Of("others.passed"), problems)
}
