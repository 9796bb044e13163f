package main

import (
	"context"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"allianceregistry/client/block"
	"allianceregistry/client/chain"
	"allianceregistry/client/chain/past"
	"allianceregistry/client/index"
)

// pastFolder is where is kept what was verified of a chain before: the hash of each
// block, and evidence of other histories.
func (a *app) pastFolder(t trust) string { return filepath.Join(string(a.home), "past", t.Genesis) }

// past opens what was verified before. Who has an index from before there was such a
// memory takes it from there.
func (a *app) past(ctx context.Context, t trust) (*past.Past, error) {
	folder := a.pastFolder(t)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	p, err := past.Open(filepath.Join(folder, "blocks"))
	if damaged := new(past.DamagedError); errors.As(err, &damaged) {
		return nil, mishap("past.damaged", "file", damaged.File, "block", strconv.FormatUint(damaged.Block, 10))
	}
	if err != nil || p.Height() > 0 {
		return p, err
	}
	x, err := a.existing(ctx)
	if err != nil || x == nil {
		return p, nil //nolint:nilerr // an index that cannot be opened has nothing to say here
	}
	defer x.Close() //nolint:errcheck // it has only been read
	if at, err := x.Checkpoint(ctx); err != nil || t.rooted(at) != nil {
		return p, err
	}
	return p, remember(ctx, p, x)
}

// existing opens the index if there is one; nil is none.
func (a *app) existing(ctx context.Context) (*index.Index, error) {
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

// held runs something by a session whose sources were held against what was verified
// before. Those with another history are named, and not read; so are those that keep
// silent.
func (a *app) held(ctx context.Context, s session, do func(context.Context, session) error) error {
	var err error
	if s.past, err = a.past(ctx, s.trust); err != nil {
		return err
	}
	s.other = map[string]bool{}
	var good []chain.Source
	for _, source := range chain.Patiently(s.sources, a.patience) {
		found, err := a.stand(ctx, s.past, source)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.findings = append(s.findings, found...)
		switch silent := new(chain.SilentError); {
		case faults(found):
			s.other[source.Name()] = true
		case errors.As(err, &silent):
			s.findings = append(s.findings, silent.Finding())
			s.silent, s.mute = append(s.silent, source), append(s.mute, silent)
		default: // what else is wrong with it, who reads it finds
			good = append(good, source)
		}
	}
	s.sources = good
	return do(ctx, s)
}

// stand tells what is to be said of how a source stands to what was verified before.
// Of another history both sides are kept.
func (a *app) stand(ctx context.Context, p *past.Past, source chain.Source) ([]chain.Finding, error) {
	s, err := p.Hold(ctx, source)
	if err != nil {
		return nil, err
	}
	found := chain.Finding{Level: chain.Warning, Block: s.Shared, Source: source.Name()}
	switch {
	case s.Parted && s.Shared == 0: // it is another chain, and no other history of this one
		found.Code, found.Level = chain.WrongRoot, chain.Fault
		found.Params = map[string]string{"expected": hex.EncodeToString(p.Hash(0)), "seen": hex.EncodeToString(s.Seen)}
	case s.Parted:
		file, err := a.evidence(ctx, p, source, s)
		if err != nil {
			return nil, err
		}
		found.Code, found.Level = chain.ForkedHistory, chain.Fault
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
func (a *app) evidence(ctx context.Context, p *past.Past, source chain.Source, s past.Standing) (string, error) {
	kept := p.Gather(ctx, source, s)
	if x, err := a.existing(ctx); err == nil && x != nil { // else the hashes alone are kept
		defer x.Close() //nolint:errcheck // it has only been read
		rows, err := x.History(ctx, index.Filter{
			FromBlock: s.Shared, Invalid: true, Page: index.Page{Size: index.MaxPage, Oldest: true},
		})
		if err == nil {
			kept.Rows = rows.Entries
		}
	}
	return kept.Keep(filepath.Join(string(a.home), "past", hex.EncodeToString(p.Hash(0))))
}

// forks are the files of evidence of other histories of the chain that is trusted.
func (a *app) forks() []string {
	t, err := a.trusted()
	if err != nil {
		return nil
	}
	files, err := past.Kept(a.pastFolder(t))
	if err != nil {
		return nil
	}
	return files
}

// answering refuses if no source is left to be read, with what is wrong with them.
func (s session) answering() error {
	if len(s.sources) > 0 {
		return nil
	}
	if faults(s.findings) {
		return &chain.Broken{Findings: s.findings}
	}
	return errors.Join(s.mute...)
}

// flaws are what is wrong with a copy of block files: where it cannot be read on, and
// what else lies there.
func flaws(ctx context.Context, files *block.Files) ([]chain.Finding, error) {
	height, damage, err := files.Survey(ctx)
	if err != nil {
		return nil, err
	}
	var found []chain.Finding
	for _, file := range files.Strange() {
		found = append(found, chain.Finding{
			Code: chain.FilesStrange, Level: chain.Warning, Source: files.Name(), Params: map[string]string{"file": file},
		})
	}
	if damage != nil {
		found = append(found, chain.Finding{
			Code: chain.FilesDamaged, Level: chain.Fault, Block: height, Source: files.Name(), Params: map[string]string{
				"file": damage.File, "offset": strconv.FormatInt(damage.Offset, 10), "why": damage.Err.Error(),
			},
		})
	}
	return found, nil
}
