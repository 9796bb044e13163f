package rest

import (
	"context"

	"allianceregistry/audit/chain"
)

func findingOperations() []operation {
	return []operation{answering(operation{
		id: "listFindings", tag: "findings", path: Prefix + "/findings", summary: "What did not hold",
		about:      "Faults of blocks that some source gave and that were not used, and warnings, in the order of the blocks.",
		parameters: []parameter{languageParameter()},
	}, func(ctx context.Context, q question) ([]chain.Finding, string, error) {
		findings, err := q.index.Findings(ctx)
		return findings, "", err
	})}
}
