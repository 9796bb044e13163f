package witness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"allianceregistry/audit/index"
	"allianceregistry/audit/proof"
	"allianceregistry/membership"
	"allianceregistry/membership/merkle"
	"allianceregistry/membership/refusal"
)

// Why a proof cannot be made.
var (
	// ErrNotSeen is of a seal that the witnesses have not seen yet.
	ErrNotSeen = errors.New("the witnesses have not signed a checkpoint that has this seal")
	// ErrNoCommon is of witnesses that have signed no checkpoint of one size.
	ErrNoCommon = errors.New("the witnesses have signed no checkpoint in common")
	// ErrDisagree is of witnesses that have signed different trees of one size.
	ErrDisagree = errors.New("the witnesses have signed different trees of one size: one of them was given another history")
)

// Request asks for a proof. Without an epoch, -1, it is the last one that was sealed.
type Request struct {
	Alliance, Party string
	Epoch           int
}

// Prove makes a proof out of an index and the logs of witnesses: folders, or addresses of those that serve theirs (http://… or
// https://…). Of the first the tiles are read. It proves a membership or an absence, whichever is the case. It refuses with
// UNKNOWN_RECORD an alliance or an epoch that is not sealed, or whose seal has no root.
func Prove(ctx context.Context, x *index.Index, witnesses []string, r Request) (proof.File, error) {
	record, origin, err := x.Seal(ctx, r.Alliance, r.Epoch)
	if err != nil {
		return proof.File{}, err
	}
	var seal membership.Seal
	if record != nil {
		err = json.Unmarshal(record, &seal)
	} else {
		err = refusal.New(refusal.UnknownRecord, "record", "seal", "id", strings.TrimSpace(r.Alliance+" "+epochText(r.Epoch)))
	}
	if err != nil {
		return proof.File{}, err
	}
	f := proof.File{Alliance: r.Alliance, Party: r.Party, Seal: string(record)}
	if err := rosterPath(ctx, x, seal.Epoch, &f); err != nil {
		return proof.File{}, err
	}
	err = logPath(ctx, witnesses, origin, &f)
	return f, err
}

func epochText(epoch int) string {
	if epoch < 0 {
		return ""
	}
	return strconv.Itoa(epoch)
}

// all is a moment behind everything that was recorded: what a member was then follows from its record of today.
var all = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// rosterPath sets the path from the seal's root to the party.
func rosterPath(ctx context.Context, x *index.Index, epoch int, f *proof.File) error {
	shown, err := membership.Ask(x.Past(ctx, all), all, membership.GetRosterProof{Alliance: f.Alliance, Epoch: epoch, Party: f.Party})
	if err != nil {
		return err
	}
	member, err := shown.Shows(f.Party)
	if err != nil {
		return err
	}
	f.Kind, f.Path.Siblings = proof.Absence, make([]merkle.Hash, len(shown.Siblings))
	for i, sibling := range shown.Siblings {
		err = errors.Join(err, f.Path.Siblings[i].UnmarshalText([]byte(sibling)))
	}
	switch {
	case member:
		f.Kind, f.Entry = proof.Membership, shown.Entry
	case shown.LeafKey != "":
		f.Path.Leaf = &merkle.Leaf{}
		err = errors.Join(err, f.Path.Leaf.Key.UnmarshalText([]byte(shown.LeafKey)), f.Path.Leaf.Value.UnmarshalText([]byte(shown.LeafValue)))
	}
	return err
}

// logPath sets where the seal is in the log.
func logPath(ctx context.Context, witnesses []string, at index.Origin, f *proof.File) error {
	asked := make([]*signatory, 0, len(witnesses))
	for _, place := range witnesses {
		s, err := newSignatory(ctx, place)
		if errors.Is(err, fs.ErrNotExist) {
			return ErrNotSeen
		}
		if err != nil {
			return err
		}
		asked = append(asked, s)
	}
	sizes, err := asked[0].sizes(witnesses[0])
	if err != nil {
		return err
	}
	for _, size := range sizes {
		signed, found, err := common(asked, size)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		text, _, _ := strings.Cut(signed, "\n\n")
		checkpoint, err := proof.ReadCheckpoint(text + "\n")
		if err != nil {
			return err
		}
		f.Checkpoint = signed
		return place(asked[0].fetch, checkpoint.Tree, at, f)
	}
	return ErrNoCommon
}

// signatory is a witness that is asked for what it signed.
type signatory struct {
	fetch Fetch
	// newest is its last checkpoint.
	newest string
}

func newSignatory(ctx context.Context, place string) (*signatory, error) {
	fetch := Folder(place)
	if isAddress(place) {
		fetch = Remote(ctx, place)
	}
	newest, err := fetch(checkpointFile)
	return &signatory{fetch, string(newest)}, err
}

// maxSizes is how many sizes are asked for: witnesses that follow have one of the last few blocks in common, and if not
// that the last 64th.
const maxSizes = 100

// sizes are those that a witness has signed, the greatest first. One that is elsewhere says only its last.
func (s *signatory) sizes(place string) ([]int64, error) {
	if isAddress(place) {
		body, _, _ := strings.Cut(s.newest, "\n\n")
		checkpoint, err := proof.ReadCheckpoint(body + "\n")
		return []int64{checkpoint.N}, err
	}
	files, err := os.ReadDir(filepath.Join(place, signedFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var sizes []int64
	for _, file := range files {
		if size, err := strconv.ParseInt(file.Name(), 10, 64); err == nil {
			sizes = append(sizes, size)
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	return sizes[:min(len(sizes), maxSizes)], nil
}

// common are the signatures of all witnesses below the checkpoint of a size, if all have signed it.
func common(witnesses []*signatory, size int64) (string, bool, error) {
	var text string
	var signatures []string
	for _, witness := range witnesses {
		signed, err := witness.signed(size)
		if errors.Is(err, fs.ErrNotExist) {
			return "", false, nil
		}
		if err != nil {
			return "", false, err
		}
		body, below, _ := strings.Cut(signed, "\n\n")
		if text != "" && body != text {
			return "", false, fmt.Errorf("%w: %d", ErrDisagree, size)
		}
		text = body
		for line := range strings.Lines(below) {
			if !slices.Contains(signatures, line) {
				signatures = append(signatures, line)
			}
		}
	}
	return text + "\n\n" + strings.Join(signatures, ""), true, nil
}

// signed is the newest checkpoint of a size that a witness has signed.
func (s *signatory) signed(size int64) (string, error) {
	body, _, _ := strings.Cut(s.newest, "\n\n")
	if checkpoint, err := proof.ReadCheckpoint(body + "\n"); err == nil && checkpoint.N == size {
		return s.newest, nil
	}
	first, err := s.fetch(signedFolder + strconv.FormatInt(size, 10))
	return string(first), err
}

// place finds the entry of the seal, which is in a transaction's, and its way to the checkpoint.
func place(fetch Fetch, tree tlog.Tree, at index.Origin, f *proof.File) error {
	var failed error
	before := func(i int) bool { // whether an entry is in the block, or behind it
		var entry struct {
			Block uint64 `json:"block"`
		}
		text, err := fetch.Entry(tree, int64(i))
		if err == nil {
			err = json.Unmarshal(text, &entry)
		}
		failed = errors.Join(failed, err)
		return entry.Block >= at.Block
	}
	first := sort.Search(int(tree.N), before)
	if failed != nil {
		return failed
	}
	for i := int64(first); i < tree.N; i++ {
		text, err := fetch.Entry(tree, i)
		if err != nil {
			return err
		}
		var entry proof.RecordEntry
		if err := json.Unmarshal(text, &entry); err != nil {
			return err
		}
		if entry.Block > at.Block {
			break
		}
		if entry.Tx == at.Tx && entry.Value == proof.Digest([]byte(f.Seal)) {
			f.Index, f.LogEntry = i, string(text)
			f.LogPath, err = tlog.ProveRecord(tree.N, i, fetch.hashes(tree))
			return err
		}
	}
	return ErrNotSeen
}
