package past

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/renameio/v2"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// Evidence is two histories, side by side, from the block on at which they part.
type Evidence struct {
	// Source gave the other history, Found is when.
	Source string    `json:"source"`
	Found  time.Time `json:"found"`
	Block  uint64    `json:"block"`
	// Verified are the blocks that were verified before; of them only what is
	// remembered is there.
	Verified []Remembered `json:"verified"`
	// Seen are the other history's blocks, whole: with their orderers' signatures.
	Seen []Block `json:"seen"`
	// Cut says that there are more in the source than are kept here.
	Cut bool `json:"cut,omitempty"`
	// Rows are what the auditor's index has of the verified blocks, if it has any.
	Rows any `json:"rows,omitempty"`
}

// Remembered is a verified block.
type Remembered struct {
	Number uint64 `json:"number"`
	Hash   string `json:"hash"`
}

// Block is a block of the other history. Raw is the message (Fabric: common.Block),
// in base 64.
type Block struct {
	Number uint64 `json:"number"`
	Hash   string `json:"hash"`
	Raw    []byte `json:"raw"`
}

// What is kept of the other history at most: it may be long, and its source hostile.
const (
	maxBlocks = 1000
	maxBytes  = 64 << 20
)

// Gather takes both histories from where a source parts on, as far as it gives
// blocks that can be read.
func (p *Past) Gather(ctx context.Context, source chain.Source, s Overlap) Evidence {
	e := Evidence{Source: source.Name(), Found: time.Now().UTC().Truncate(time.Second), Block: s.Shared}
	for number := s.Shared; number < p.Height(); number++ {
		e.Verified = append(e.Verified, Remembered{number, hex.EncodeToString(p.Hash(number))})
	}
	if s.Shared >= s.Height {
		return e
	}
	size := 0
	for raw, err := range source.Blocks(ctx, s.Shared) {
		if err != nil {
			break
		}
		if size += len(raw); len(e.Seen) >= maxBlocks || size > maxBytes {
			e.Cut = true
			break
		}
		b, err := block.Parse(raw)
		if err != nil {
			break
		}
		e.Seen = append(e.Seen, Block{b.Number, hex.EncodeToString(b.Hash), raw})
		if b.Number+1 >= s.Height {
			break
		}
	}
	return e
}

// Save writes the evidence into a folder, under a name that follows from the fork:
// what was kept of it before stays as it is. It returns the file's path.
func (e Evidence) Save(folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	const short = 16
	hash := "none"
	if len(e.Seen) > 0 {
		hash = e.Seen[0].Hash[:short]
	}
	path := filepath.Join(folder, fmt.Sprintf("fork-%d-%s.json", e.Block, hash))
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	content, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return "", err
	}
	if err := renameio.WriteFile(path, append(content, '\n'), 0o600); err != nil {
		return "", err
	}
	return path, nil
}

// EvidenceFiles lists the files of evidence in a folder, in the order of their names.
func EvidenceFiles(folder string) ([]string, error) {
	return filepath.Glob(filepath.Join(folder, "fork-*.json"))
}
