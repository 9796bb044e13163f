package console

import (
	"slices"
	"sync"

	"allianceregistry/client"
	"allianceregistry/client/faulttext"
)

// findings are what was found of hosts, each once.
type findings struct {
	mu   sync.Mutex
	list []client.Finding
}

func (f *findings) note(one client.Finding) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Contains(f.list, one) {
		f.list = append(f.list, one)
	}
}

func (f *findings) all() []client.Finding {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list)
}

// warnings say what was found of hosts, to who decides by what they answered.
func (v *visit) warnings() (said []string) {
	for _, finding := range v.found.all() {
		said = append(said, faulttext.Finding(v.Text, finding)+" · "+string(finding.Code))
	}
	return said
}
