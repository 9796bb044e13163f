package signin

import (
	"context"
	"log/slog"

	"allianceregistry/client"
)

// Trail is a person's ledger that tells the log what was signed, and what became of it.
func Trail(ledger client.Ledger, person Person, log *slog.Logger) client.Ledger {
	return trail{ledger, log.With("person", person.ID, "party", person.Party)}
}

type trail struct {
	client.Ledger
	log *slog.Logger
}

// Submit implements client.Ledger. Of what is sent the digest is told: texts in it are other
// people's to keep.
func (t trail) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	commit, err := t.Ledger.Submit(ctx, name, argument)
	told := []any{"transaction", name, "sha256", hashOf(argument), "tx", commit.Tx, "block", commit.Block, "code", commit.Code}
	if err != nil {
		t.log.WarnContext(ctx, "signed, not recorded", append(told, "cause", clipped(err))...)
		return commit, err
	}
	t.log.InfoContext(ctx, "signed", told...)
	return commit, nil
}

// clipped is an error as the log has it.
func clipped(err error) string {
	const maxCause = 300
	text := []rune(err.Error())
	return string(text[:min(len(text), maxCause)])
}
