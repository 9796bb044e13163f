package past

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sort"
	"strconv"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// Overlap is what a source has in common with what was verified before.
type Overlap struct {
	// Height is the number of blocks that the source says it has, Shared that of its
	// first blocks that are those which were verified.
	Height uint64
	Shared uint64
	// Diverged says that block Shared is another in the source than the one that was
	// verified; Seen is its hash there.
	Diverged bool
	Seen     []byte
}

// Compare compares a source with the history that is remembered. It reads one
// block, and where that is another than it was, as many as a search takes. An error
// says that the source did not answer or gave no block, and nothing of its history.
func (p *Past) Compare(ctx context.Context, source chain.Source) (Overlap, error) {
	height, err := source.Height(ctx)
	if err != nil {
		return Overlap{}, err
	}
	s := Overlap{Height: height, Shared: min(height, p.Height())}
	if s.Shared == 0 {
		return s, nil
	}
	last, err := p.matches(ctx, source, s.Shared-1)
	if err != nil || last {
		return s, err
	}
	return p.findDivergence(ctx, source, s)
}

// findDivergence finds the first block that differs, of those before Shared of which the last
// does. A block that cannot be had any more (before a snapshot) counts as the same:
// then what is named is the first that can be shown.
func (p *Past) findDivergence(ctx context.Context, source chain.Source, s Overlap) (Overlap, error) {
	var silent *chain.SilentError
	first := sort.Search(int(s.Shared-1), func(number int) bool { //nolint:gosec // as many as are in memory
		if silent != nil {
			return true // it is not asked any more
		}
		same, err := p.matches(ctx, source, uint64(number))
		return err == nil && !same || errors.As(err, &silent)
	})
	if err := ctx.Err(); err != nil {
		return s, err
	}
	if silent != nil {
		return s, silent
	}
	s.Shared, s.Diverged = uint64(first), true
	other, err := readBlock(ctx, source, s.Shared)
	s.Seen = other.Hash
	return s, err
}

// matches reports whether a source's block is the one that was verified.
func (p *Past) matches(ctx context.Context, source chain.Source, number uint64) (bool, error) {
	b, err := readBlock(ctx, source, number)
	return bytes.Equal(b.Hash, p.Hash(number)), err
}

var errNoBlock = errors.New("it gives no block")

// WrongBlockError is of a source that gives another block in the place of one, or one
// whose transactions are not those that its header is about.
type WrongBlockError struct {
	Number uint64
	Seen   block.Block
}

// Error implements error.
func (e *WrongBlockError) Error() string {
	return fmt.Sprintf("it is not block %d, whole", e.Number)
}

// Finding is the fault of it, of a source by its name.
func (e *WrongBlockError) Finding(source string) chain.Finding {
	f := chain.Finding{Code: chain.WrongNumber, Severity: chain.Fault, Block: e.Seen.Number, Source: source, Params: map[string]string{
		"expected": strconv.FormatUint(e.Number, 10), "seen": strconv.FormatUint(e.Seen.Number, 10),
	}}
	if e.Seen.Number == e.Number {
		f.Code, f.Params = chain.WrongData, map[string]string{
			"expected": hex.EncodeToString(e.Seen.Data), "seen": hex.EncodeToString(e.Seen.Computed),
		}
	}
	return f
}

// readBlock is one block of a source, if it is one: with that number, and the transactions
// that its hash stands for.
func readBlock(ctx context.Context, source chain.Source, number uint64) (block.Block, error) {
	for raw, err := range source.Blocks(ctx, number) {
		if err != nil {
			return block.Block{}, err
		}
		b, err := block.Parse(raw)
		if err == nil && (b.Number != number || !bytes.Equal(b.Data, b.Computed)) {
			return block.Block{}, &WrongBlockError{number, b}
		}
		if err != nil {
			return block.Block{}, fmt.Errorf("%s, block %d: %w", source.Name(), number, err)
		}
		return b, nil
	}
	return block.Block{}, fmt.Errorf("%s, block %d: %w", source.Name(), number, errNoBlock)
}
