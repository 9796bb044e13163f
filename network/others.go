package network

import (
	"context"
	"os"

	"allianceregistry/network/words"
)

// othersFacts is what is known of what this machine's other users can reach.
type othersFacts struct {
	Folder    string
	Mode      os.FileMode // of the network's folder, in which all keys lie
	Unguarded []string    // whose operations answer anybody
}

func (d doctor) checkOthers(ctx context.Context) []Finding {
	facts := othersFacts{Folder: string(d.dir)}
	if about, err := os.Stat(string(d.dir)); err == nil {
		facts.Mode = about.Mode().Perm()
	}
	for _, process := range d.Processes() {
		if process.unguarded(ctx) {
			facts.Unguarded = append(facts.Unguarded, process.Name)
		}
	}
	return judgeOthers(facts, d.self)
}

// judgeOthers wants nothing of the network to be open to other users.
func judgeOthers(facts othersFacts, self string) []Finding {
	var wrong []Finding
	if facts.Mode&0o077 != 0 {
		wrong = append(wrong, Finding{
			State: Failure, Text: words.Of("others.folder", "folder", facts.Folder, "mode", facts.Mode),
			Fix: words.Typed("chmod 700 " + Quote(facts.Folder)),
		})
	}
	for _, name := range facts.Unguarded {
		wrong = append(wrong, Finding{State: Failure, Text: words.Of("others.operations", "process", name), Fix: words.Typed(self + " up")})
	}
	return sound("others", words.Of("others.sound"), wrong)
}
