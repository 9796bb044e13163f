package replay

import "allianceregistry/audit/chain"

// Side is one host in a comparison.
type Side struct {
	Host   string `json:"host"`
	Peer   string `json:"peer"`
	Height uint64 `json:"height"`
	// Hash and Commit are, in lower-case hex, the header's hash of the last block
	// that all have, and the peer's running hash over what it committed up to it.
	Hash   string `json:"hash"`
	Commit string `json:"commit"`
	// Problem says why the host could not be compared.
	Problem string `json:"problem,omitempty"`
}

// Comparison is all hosts side by side.
type Comparison struct {
	Sides []Side `json:"sides"`
	// Common is the number of blocks that all hosts have that answered.
	Common   uint64          `json:"common"`
	Answers  []Answers       `json:"answers,omitempty"`
	Findings []chain.Finding `json:"findings"`
}
