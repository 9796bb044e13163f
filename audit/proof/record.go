package proof

import (
	"encoding/json"
	"strconv"
	"time"

	"allianceregistry/membership/merkle"
)

// Member is what a party was in an alliance at the end of an epoch: the registry's
// roster entry.
type Member struct {
	Alliance string `json:"alliance"`
	Class    string `json:"class"`
	// Expires is when it is due for renewal, Over when it is over without one, Lifts when its
	// suspension is over by itself.
	Expires time.Time `json:"expires,omitzero"`
	// From is the beginning of the period in this class and state, Since that of the membership.
	From     time.Time      `json:"from"`
	Group    string         `json:"group,omitempty"`
	Lifts    time.Time      `json:"lifts,omitzero"`
	Over     time.Time      `json:"over,omitzero"`
	Party    string         `json:"party"`
	Proposal string         `json:"proposal,omitempty"`
	Since    time.Time      `json:"since"`
	State    string         `json:"state"`
	Weights  map[string]int `json:"weights,omitempty"`
}

// seal is what a proof needs of a seal's record. A seal may have more: its bytes are bound by the log
// entry.
type seal struct {
	Alliance string `json:"alliance"`
	Epoch    int    `json:"epoch"`
	Root     string `json:"root"`
	Stamp    struct {
		Time time.Time `json:"time"`
	} `json:"stamp"`
}

func readSeal(text []byte) (s seal, err error) {
	return s, json.Unmarshal(text, &s)
}

func readMember(text []byte) (m Member, err error) { return m, decodeStrict(text, &m) }

// partyKey is a party's key in the tree of a roster.
func partyKey(party string) merkle.Hash { return merkle.Of([]byte(party)) }

// isSealKey reports whether a key is that of a seal: its epoch stands in it as the ledger writes numbers.
func isSealKey(key []string, s seal) bool {
	if len(key) != 3 || key[0] != "seal" || key[1] != s.Alliance {
		return false
	}
	epoch, err := strconv.Atoi(key[2])
	return err == nil && epoch == s.Epoch
}
