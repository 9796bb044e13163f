package proof

import (
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"allianceregistry/membership/merkle"
)

// Proved is what a file proves, to whoever believes the policy.
type Proved struct {
	Kind     Kind   `json:"kind"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	// Epoch is the one at whose end it was so.
	Epoch int `json:"epoch"`
	// Member is what the party was; nil where it was no member.
	Member *Member `json:"member,omitempty"`
	// Sealed is when the epoch's roster was sealed, as the seal's sender wrote it.
	Sealed time.Time `json:"sealed"`
	// Block and Tx are where the seal is on the chain, Origin is which chain that is.
	Block  uint64 `json:"block"`
	Tx     string `json:"tx"`
	Origin string `json:"origin"`
	// Seen are the policy's witnesses that saw it in the log, and when, by their own clocks; By is the first time by
	// which enough had, Fresh the last one since which enough have.
	Seen  []Sighting `json:"seen"`
	By    time.Time  `json:"by,omitzero"`
	Fresh time.Time  `json:"fresh,omitzero"`
}

// Demand narrows what Verify takes. The zero value takes every file that holds.
type Demand struct {
	// Alliance and Party are those that the file has to be about.
	Alliance, Party string
	// Fresh is how long ago enough witnesses may have seen the checkpoint at most; 0 is any time.
	Fresh time.Duration
}

// skew is how far the clock of a witness may be ahead of the verifier's.
const skew = 5 * time.Minute

// Verify returns what a file proves by a policy. It fails with an *Error, whose reasons are stable. The
// moment is now, by the clock of whoever asks.
func Verify(text []byte, policy Policy, now time.Time, demand Demand) (Proved, error) {
	f, err := Parse(text)
	if err != nil {
		return Proved{}, err
	}
	switch {
	case demand.Alliance != "" && demand.Alliance != f.Alliance:
		return Proved{}, because(WrongAlliance, "the proof is about %s", f.Alliance)
	case demand.Party != "" && demand.Party != f.Party:
		return Proved{}, because(WrongParty, "the proof is about %s", f.Party)
	}
	p := Proved{Kind: f.Kind, Alliance: f.Alliance, Party: f.Party}
	checkpoint, err := p.see(f, policy, now, demand.Fresh)
	if err != nil {
		return Proved{}, err
	}
	p.Origin = checkpoint.Origin
	if err := tlog.CheckRecord(f.LogPath, checkpoint.N, checkpoint.Hash, f.Index, tlog.RecordHash([]byte(f.LogEntry))); err != nil {
		return Proved{}, because(NotInLog, "the log entry is not at %d below the checkpoint", f.Index)
	}
	root, err := p.seal(f)
	if err != nil {
		return Proved{}, err
	}
	if err := p.find(f, root); err != nil {
		return Proved{}, err
	}
	return p, nil
}

// see checks the checkpoint: which chain it is of, and who saw it.
func (p *Proved) see(f File, policy Policy, now time.Time, fresh time.Duration) (Checkpoint, error) {
	signed, checkpoint, err := openCheckpoint(f.Checkpoint, policy)
	if err != nil {
		return Checkpoint{}, err
	}
	p.Seen = policy.sightings(signed)
	saw := func(name string) bool {
		for _, s := range p.Seen {
			if s.Witness == name {
				return true
			}
		}
		return false
	}
	if !policy.met(saw) {
		return Checkpoint{}, because(TooFewWitnesses, "%d witnesses of the policy saw the checkpoint, and they are not its quorum", len(p.Seen))
	}
	for _, s := range p.Seen {
		if s.Time.After(now.Add(skew)) {
			return Checkpoint{}, because(FromTheFuture, "%s saw the checkpoint at %s, which is to come", s.Witness, s.Time.Format(time.RFC3339))
		}
	}
	p.By, p.Fresh = policy.moments(p.Seen)
	if fresh > 0 && p.Fresh.Before(now.Add(-fresh)) {
		return Checkpoint{}, because(Stale, "the last time that enough witnesses saw the checkpoint is %s", p.Fresh.Format(time.RFC3339))
	}
	return checkpoint, nil
}

// openCheckpoint opens a signed note by the keys of a policy.
func openCheckpoint(text string, policy Policy) (*note.Note, Checkpoint, error) {
	if !plainSignatures(text) {
		return nil, Checkpoint{}, because(Malformed, "a signature has not its form, or a key has signed the checkpoint twice")
	}
	origin, _, _ := strings.Cut(text, "\n")
	if !policy.hasOrigin(origin) {
		return nil, Checkpoint{}, because(WrongChain, "the checkpoint is of %.200q", origin)
	}
	known, err := policy.verifiers()
	if err != nil {
		return nil, Checkpoint{}, because(Malformed, "the policy's keys: %v", err)
	}
	signed, err := note.Open([]byte(text), known)
	switch {
	case errors.As(err, new(*note.UnverifiedNoteError)):
		return nil, Checkpoint{}, because(NotSigned, "no log of the policy has signed the checkpoint")
	case errors.As(err, new(*note.InvalidSignatureError)):
		return nil, Checkpoint{}, because(NotSigned, "a signature of the checkpoint does not hold: %v", err)
	case err != nil:
		return nil, Checkpoint{}, because(Malformed, "the checkpoint is no signed note")
	}
	checkpoint, err := ReadCheckpoint(signed.Text)
	if err != nil {
		return nil, Checkpoint{}, because(Malformed, "%v", err)
	}
	for key := range policy.logs {
		for _, s := range signed.Sigs {
			if strings.HasPrefix(key, s.Name+"+") && s.Name == checkpoint.Origin && hashIn(key) == s.Hash {
				return signed, checkpoint, nil
			}
		}
	}
	return nil, Checkpoint{}, because(NotSigned, "no log of the policy has signed the checkpoint")
}

// plainSignatures reports whether each signature stands in the one form that it has, and no key stands twice:
// which of them counts nobody should have to ask.
func plainSignatures(text string) bool {
	_, below, _ := strings.Cut(text, "\n\n")
	seen := map[string]bool{}
	for line := range strings.Lines(below) {
		words := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if len(words) != 3 {
			return false
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(words[2])
		if err != nil || len(raw) < keyIDSize {
			return false
		}
		key := words[1] + " " + string(raw[:keyIDSize])
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

// sightings are the witnesses of a policy whose cosignatures a note has.
func (p Policy) sightings(signed *note.Note) []Sighting {
	seen := []Sighting{}
	for _, name := range sortedNames(p.witnesses) {
		w := p.witnesses[name]
		for _, s := range signed.Sigs {
			if s.Name == w.name && s.Hash == w.KeyHash() {
				raw, _ := signatureBytes(s) // was verified
				at, _ := seenAt(raw)
				seen = append(seen, Sighting{name, at})
			}
		}
	}
	return seen
}

// seal checks that the log entry binds the seal, and returns its root.
func (p *Proved) seal(f File) (merkle.Hash, error) {
	var root merkle.Hash
	entry, err := readRecordEntry([]byte(f.LogEntry))
	if err != nil {
		return root, because(Malformed, "the log entry: %v", err)
	}
	s, err := readSeal([]byte(f.Seal))
	if err != nil {
		return root, because(Malformed, "the seal: %v", err)
	}
	if entry.Value != Digest([]byte(f.Seal)) || !isSealKey(entry.Key, s) {
		return root, because(WrongSeal, "the log entry is of another record than the seal")
	}
	if s.Alliance != f.Alliance {
		return root, because(WrongAlliance, "the seal is of %s", s.Alliance)
	}
	if s.Root == "" {
		return root, because(NoRoot, "the seal of epoch %d has no root: it is older than these", s.Epoch)
	}
	if err := root.UnmarshalText([]byte(s.Root)); err != nil {
		return root, because(Malformed, "the seal's root: %v", err)
	}
	p.Epoch, p.Sealed, p.Block, p.Tx = s.Epoch, s.Stamp.Time, entry.Block, entry.Tx
	return root, nil
}

// find checks the path from the root to the party.
func (p *Proved) find(f File, root merkle.Hash) error {
	path := f.Path
	if f.Kind == Membership {
		path.Leaf = &merkle.Leaf{Key: partyKey(f.Party), Value: merkle.Of([]byte(f.Entry))}
	}
	value, err := path.Value(root, partyKey(f.Party))
	switch {
	case err != nil && f.Kind == Membership:
		return because(WrongEntry, "the entry is not the party's below the root: %v", err)
	case err != nil:
		return because(WrongPath, "%v", err)
	case f.Kind == Absence && value != nil:
		return because(WrongPath, "the path leads to the party's entry")
	case f.Kind == Absence:
		return nil
	}
	m, err := readMember([]byte(f.Entry))
	switch {
	case err != nil:
		return because(Malformed, "the entry: %v", err)
	case m.Party != f.Party:
		return because(WrongParty, "the entry is of %s", m.Party)
	case m.Alliance != f.Alliance:
		return because(WrongAlliance, "the entry is of %s", m.Alliance)
	}
	p.Member = &m
	return nil
}

// Open opens a checkpoint by the keys of a policy, and returns which of its witnesses saw it: whether they are a quorum
// is not asked. It fails with an *Error.
func (p Policy) Open(text string) (Checkpoint, []Sighting, error) {
	signed, checkpoint, err := openCheckpoint(text, p)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	return checkpoint, p.sightings(signed), nil
}
