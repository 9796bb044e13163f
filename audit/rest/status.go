package rest

import (
	"context"
)

// StatusAnswer is what is in the index.
type StatusAnswer struct {
	// Version is the program's, Chaincode the name of the registry on its channel.
	Version      string `json:"version"`
	Chaincode    string `json:"chaincode"`
	Transactions int    `json:"transactions"`
	Invalid      int    `json:"invalid"`
	Parties      int    `json:"parties"`
	Alliances    int    `json:"alliances"`
	// Memberships are those that are active and suspended now.
	Memberships  int `json:"memberships"`
	Proposals    int `json:"proposals"`
	Endorsements int `json:"endorsements"`
	Decisions    int `json:"decisions"`
	Faults       int `json:"faults"`
	Warnings     int `json:"warnings"`
	// Checksums says that what is read from the disk is checked against sums each time.
	Checksums bool `json:"checksums"`
}

func statusOperations() []operation {
	return []operation{answering(operation{
		id: "getStatus", tag: "status", path: Prefix + "/status", summary: "How far the chain was verified, and what is in the index",
		about:      "The counts cost a scan of some tables: ask now and then, not each second.",
		parameters: []parameter{languageParameter()},
	}, func(ctx context.Context, q question) (StatusAnswer, string, error) {
		s, err := q.index.Status(ctx)
		return StatusAnswer{
			q.options.Version, q.index.Chaincode(), s.Transactions, s.Invalid, s.Parties, s.Alliances, s.Memberships, s.Proposals,
			s.Endorsements, s.Decisions, s.Faults, s.Warnings, q.index.HasChecksums(),
		}, "", err
	})}
}
