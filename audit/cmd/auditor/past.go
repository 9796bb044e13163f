package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/chain/past"
	"allianceregistry/audit/index"
	"allianceregistry/audit/replay"
	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
)

// pastFolder keeps what was verified of a chain before: the hash of each
// block, and evidence of other histories.
func (a *app) pastFolder(t trust) string { return filepath.Join(string(a.home), "past", t.Genesis) }

// readPast reads what is remembered of the verified blocks.
func (a *app) readPast(t trust) (*past.Past, error) {
	p, err := past.Open(filepath.Join(a.pastFolder(t), "blocks"))
	if damaged := new(past.DamagedError); errors.As(err, &damaged) {
		return nil, catalogue.NewError("past.damaged", "file", damaged.File, "block", strconv.FormatUint(damaged.Block, 10))
	}
	return p, err
}

// past opens what was verified before, with what the index has verified since.
func (a *app) past(ctx context.Context, t trust) (*past.Past, error) {
	if err := os.MkdirAll(a.pastFolder(t), 0o700); err != nil {
		return nil, err
	}
	p, err := a.readPast(t)
	if err != nil {
		return nil, err
	}
	return p, a.catchUp(ctx, t, p)
}

// catchUp takes over what the index has and the memory lacks: an index from before
// there was such a memory, or one whose program was killed before it remembered.
// An index that cannot be read, or is of another history, has nothing to say here.
func (a *app) catchUp(ctx context.Context, t trust, p *past.Past) error {
	x, err := a.openExisting(ctx)
	if err != nil || x == nil {
		return nil //nolint:nilerr // who needs it says so
	}
	defer x.Close() //nolint:errcheck // it has only been read
	at, err := x.Checkpoint(ctx)
	if err != nil || at.Next <= p.Height() || t.checkGenesis(at) != nil || x.Check(ctx) != nil {
		return nil //nolint:nilerr // as above
	}
	if diverged, err := divergence(ctx, p, x, at); err != nil || diverged != nil {
		return nil //nolint:nilerr // as above
	}
	return remember(ctx, p, x)
}

// divergence is the finding of an index that has another history than the one that is
// remembered, nil if it has the same as far as both go.
func divergence(ctx context.Context, p *past.Past, x *index.Index, at chain.Checkpoint) (*chain.Finding, error) {
	shared := min(at.Next, p.Height())
	if shared == 0 || at.Next == shared && bytes.Equal(at.Previous, p.Hash(shared-1)) {
		return nil, nil //nolint:nilnil // there is none
	}
	last, err := x.Hashes(ctx, shared-1)
	if err != nil || len(last) > 0 && bytes.Equal(last[0], p.Hash(shared-1)) {
		return nil, err
	}
	hashes, err := x.Hashes(ctx, 0)
	if err != nil {
		return nil, err
	}
	for number, seen := range hashes[:min(shared, uint64(len(hashes)))] {
		if expected := p.Hash(uint64(number)); !bytes.Equal(seen, expected) { // #nosec G115 -- a place in a list
			return &chain.Finding{
				Code: chain.ForkedHistory, Severity: chain.Fault, Block: uint64(number), Params: map[string]string{ // #nosec G115
					"expected": hex.EncodeToString(expected), "seen": hex.EncodeToString(seen), "evidence": "",
				},
			}, nil
		}
	}
	return nil, nil //nolint:nilnil // there is none
}

// checkSameHistory refuses an index that has another history than the one that was
// verified first.
func (a *app) checkSameHistory(ctx context.Context, x *index.Index, at chain.Checkpoint) error {
	t, err := a.trusted()
	if err != nil {
		return a.checkSameChain(at)
	}
	if err := t.checkGenesis(at); err != nil {
		return err
	}
	p, err := a.readPast(t)
	if err != nil {
		return err
	}
	diverged, err := divergence(ctx, p, x, at)
	if err != nil || diverged == nil {
		return err
	}
	diverged.Source = index.Redacted(a.place)
	return &chain.Broken{Findings: []chain.Finding{*diverged}}
}

// openExisting opens the index if there is one; nil is none.
func (a *app) openExisting(ctx context.Context) (*index.Index, error) {
	if !strings.Contains(a.place, "://") {
		if _, err := os.Stat(a.place); err != nil {
			return nil, nil //nolint:nilerr // there is none
		}
	}
	return a.open(ctx)
}

// remember takes over the hashes of an index's blocks.
func remember(ctx context.Context, p *past.Past, x *index.Index) error {
	first := p.Height()
	hashes, err := x.Hashes(ctx, first)
	if err != nil {
		return err
	}
	return p.Add(first, hashes...)
}

// withCheckedSources runs do with a session whose sources were compared with what was
// verified before. Those with another history, and silent ones, are named and not read.
func (a *app) withCheckedSources(ctx context.Context, s session, do func(context.Context, session) error) error {
	var err error
	if s.past, err = a.past(ctx, s.trust); err != nil {
		return err
	}
	s.other = map[string]bool{}
	var good []chain.Source
	for _, source := range chain.WithPatience(s.sources, a.patience) {
		found, err := a.compareWithPast(ctx, s.past, source)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.findings = append(s.findings, found...)
		switch silent := new(chain.SilentError); {
		case hasFaults(found):
			s.other[source.Name()] = true
		case errors.As(err, &silent):
			s.findings = append(s.findings, silent.Finding())
			s.silent, s.silentErrs = append(s.silent, source), append(s.silentErrs, silent)
		default: // what else is wrong with it, who reads it finds
			// A peer that joined from a snapshot lacks the block: its last one decides.
			if away := new(client.Fault); errors.As(err, &away) && away.Kind != client.Failed {
				s.findings = append(s.findings, chain.AwayFinding(source, away.Error()))
			}
			good = append(good, source)
		}
	}
	s.sources = good
	return do(ctx, s)
}

// recheck compares the sources, once they were read, with what was verified meanwhile:
// two of them may differ in blocks that are new. It returns the faults, and which sources
// could not be compared any more; being some blocks behind is no fault. Those that are
// known not to answer are not asked again.
func (a *app) recheck(ctx context.Context, s session, said []chain.Finding) ([]chain.Finding, error) {
	var diverged []chain.Finding
	unchecked := replay.Unchecked(said)
	for _, source := range chain.WithPatience(s.sources, a.patience) {
		if slices.Contains(unchecked, source.Name()) {
			continue
		}
		found, err := a.compareWithPast(ctx, s.past, source)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		wrong, silent, away := new(past.WrongBlockError), new(chain.SilentError), new(client.Fault)
		switch {
		case errors.As(err, &wrong):
			found = append(found, wrong.Finding(source.Name()))
		case errors.As(err, &silent):
			diverged = append(diverged, silent.Finding())
		case errors.As(err, &away):
			diverged = append(diverged, chain.AwayFinding(source, away.Error()))
		}
		diverged = append(diverged, slices.DeleteFunc(found, func(f chain.Finding) bool { return f.Severity != chain.Fault })...)
	}
	return diverged, nil
}

// compareWithPast compares a source with what was verified before, and returns what is to
// be said of it. Of another history both sides are kept as evidence.
func (a *app) compareWithPast(ctx context.Context, p *past.Past, source chain.Source) ([]chain.Finding, error) {
	s, err := p.Compare(ctx, source)
	if err != nil {
		return nil, err
	}
	found := chain.Finding{Severity: chain.Warning, Block: s.Shared, Source: source.Name()}
	switch {
	case s.Diverged && s.Shared == 0: // it is another chain, and no other history of this one
		found.Code, found.Severity = chain.WrongRoot, chain.Fault
		found.Params = map[string]string{"expected": hex.EncodeToString(p.Hash(0)), "seen": hex.EncodeToString(s.Seen)}
	case s.Diverged:
		file, err := a.evidence(ctx, p, source, s)
		if err != nil {
			return nil, err
		}
		found.Code, found.Severity = chain.ForkedHistory, chain.Fault
		found.Params = map[string]string{
			"expected": hex.EncodeToString(p.Hash(s.Shared)), "seen": hex.EncodeToString(s.Seen), "evidence": file,
		}
	case s.Height < p.Height():
		found.Code = chain.OlderCopy
		found.Params = map[string]string{
			"height": strconv.FormatUint(s.Height, 10), "verified": strconv.FormatUint(p.Height(), 10),
		}
	default:
		return nil, nil
	}
	return []chain.Finding{found}, nil
}

// evidence keeps both histories, with what the index has of the verified one.
func (a *app) evidence(ctx context.Context, p *past.Past, source chain.Source, s past.Overlap) (string, error) {
	kept := p.Gather(ctx, source, s)
	if x, err := a.openExisting(ctx); err == nil && x != nil { // else the hashes alone are kept
		defer x.Close() //nolint:errcheck // it has only been read
		rows, err := x.History(ctx, index.Filter{
			FromBlock: s.Shared, Invalid: true, Page: index.Page{Size: index.MaxPage, Oldest: true},
		})
		if err == nil {
			kept.Rows = rows.Entries
		}
	}
	return kept.Save(filepath.Join(string(a.home), "past", hex.EncodeToString(p.Hash(0))))
}

// forks are the files of evidence of other histories of the chain that is trusted.
func (a *app) forks() []string {
	t, err := a.trusted()
	if err != nil {
		return nil
	}
	files, err := past.EvidenceFiles(a.pastFolder(t))
	if err != nil {
		return nil
	}
	return files
}

// checkSources refuses if no source is left to be read, with what is wrong with them.
func (s session) checkSources() error {
	if len(s.sources) > 0 {
		return nil
	}
	if hasFaults(s.findings) {
		return &chain.Broken{Findings: s.findings}
	}
	return errors.Join(s.silentErrs...)
}

// fileFindings are what is wrong with a copy of block files: where it cannot be read on, and
// what else lies there.
func (a *app) fileFindings(ctx context.Context, files *block.Files) ([]chain.Finding, error) {
	height, damage, err := files.Survey(ctx)
	if err != nil {
		return nil, err
	}
	var found []chain.Finding
	for _, file := range files.UnknownFiles() {
		found = append(found, chain.Finding{
			Code: chain.FilesStrange, Severity: chain.Warning, Source: files.Name(), Params: map[string]string{"file": file},
		})
	}
	if damage != nil {
		found = append(found, chain.Finding{
			Code: chain.FilesDamaged, Severity: chain.Fault, Block: height, Source: files.Name(), Params: map[string]string{
				"file": damage.File, "offset": strconv.FormatInt(damage.Offset, 10), "why": a.errorText(damage.Err),
			},
		})
	}
	return found, nil
}
