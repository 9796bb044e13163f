package rest

import (
	"context"
	"slices"

	"allianceregistry/audit/index"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// hashBytes is the length of the hash of a key, and of a transaction's id.
const hashBytes = 32

func historyOperations() []operation {
	return []operation{
		answering(operation{
			id: "listTransactions", tag: "history", path: Prefix + "/history", summary: "What happened, transaction by transaction",
			about: "Transactions that had no effect are left out unless they are asked for.",
			parameters: slices.Concat([]parameter{
				idParameter("party", "What this party sent, what was sent for it, what was about it, and what changed its memberships.", "acme@industry"),
				idParameter("alliance", "What was about this alliance.", "zgc@industry"), proposalParameter(), actionParameter(),
				choiceParameter("type", "Transactions with an event of this type.", membership.EventTypes()...),
				choiceParameter("name", "Transactions of this name in the contract.", membership.TransactionNames()...),
				hexParameter("caller", "The SHA-256 of the sender's public key.", hashBytes),
				textParameter("host", "Transactions of parties of this host.", "industry"),
				textParameter("text", "Words that stand in what the transaction wrote.", "cooperation"),
				flagParameter("all", "Whether also transactions are asked for that had no effect."),
				numberParameter("from-block", "From this block on.", 0, maxBlock, "10"), numberParameter("to-block", "Up to this block.", 0, maxBlock, "20"),
				languageParameter(),
			}, period(), ordered()),
		}, history),
		answering(operation{
			id: "getTransaction", tag: "history", path: Prefix + "/history/{tx}", summary: "A transaction",
			about: "One entry, and any later one that was refused for repeating its id.", parameters: []parameter{
				pathParameter(hexParameter("tx", "The id of the transaction.", hashBytes)), languageParameter(),
			},
		}, func(ctx context.Context, q question) ([]index.Entry, string, error) {
			entries, err := q.index.Transaction(ctx, q.text("tx"))
			if err == nil && len(entries) == 0 {
				err = refusal.Unknown("transaction", q.text("tx"))
			}
			return entries, "", err
		}),
	}
}

func history(ctx context.Context, q question) ([]index.Entry, string, error) {
	f := index.Filter{
		Party: q.text("party"), Alliance: q.text("alliance"), Proposal: q.text("proposal"), Action: q.text("action"), Type: q.text("type"),
		Name: q.text("name"), Caller: q.text("caller"), Host: q.text("host"), Text: q.text("text"), Invalid: q.text("all") == "true",
		FromBlock: uint64(q.number("from-block")), UntilBlock: uint64(q.number("to-block")), Page: q.page(), //nolint:gosec // it was checked
	}
	var err error
	if f.From, f.Until, err = q.period(); err == nil {
		err = q.checkAlliance(ctx, f.Alliance)
	}
	if err != nil {
		return nil, "", err
	}
	list, err := q.index.History(ctx, f)
	return list.Entries, q.next(list.Next), err
}
