package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"allianceregistry/membership/merkle"
)

// Kind is what a proof is about.
type Kind string

// The kinds of proofs.
const (
	Membership Kind = "membership"
	Absence    Kind = "absence"
)

// File is what a proof's file holds. Nothing of it is believed before Verify.
type File struct {
	Kind     Kind
	Alliance string
	Party    string
	// Entry is the member's, as the bytes that the tree of the roster has the digest of; empty for an absence.
	Entry string
	// Path leads from the root of the seal to where the party is, or would be. In a membership its leaf
	// follows from the entry, and is nil.
	Path merkle.Path
	// Seal is the seal's record, and LogEntry the entry of the log that binds it, as their bytes.
	Seal     string
	LogEntry string
	// Index is where the entry is in the log, and LogPath leads from there to the checkpoint's root.
	Index   int64
	LogPath tlog.RecordProof
	// Checkpoint is a signed note with the signatures of logs and witnesses.
	Checkpoint string
}

// The bounds of a file.
const (
	// MaxFile is the most bytes of a file.
	MaxFile     = 64 << 10
	maxSiblings = 256
	maxLogPath  = 63
	maxID       = 200
)

// The first words of a file, and of its part that is a proof by itself (C2SP tlog-proof).
const (
	headline    = "alliance-registry-proof@v1 sha256 "
	logHeadline = "c2sp.org/tlog-proof@v1"
)

// Format writes a proof's file. Its first line has the digest of the rest; then, in comments, come words
// for people; and it ends with a C2SP tlog-proof of the log entry.
func (f File) Format() ([]byte, error) {
	var b bytes.Buffer
	words, err := f.words()
	if err != nil {
		return nil, err
	}
	for _, line := range words {
		b.WriteString("# " + line + "\n")
	}
	line := func(name, value string) { b.WriteString(name + " " + value + "\n") }
	line("kind", string(f.Kind))
	line("alliance", f.Alliance)
	line("party", f.Party)
	if f.Kind == Membership {
		line("entry", f.Entry)
	}
	for _, sibling := range f.Path.Siblings {
		line("sibling", sibling.String())
	}
	if f.Path.Leaf != nil {
		line("leaf", f.Path.Leaf.Key.String()+" "+f.Path.Leaf.Value.String())
	}
	line("seal", f.Seal)
	line("log", f.LogEntry)
	b.WriteString(f.TlogProof())
	sum := sha256.Sum256(b.Bytes())
	return append([]byte(headline+hex.EncodeToString(sum[:])+"\n"), b.Bytes()...), nil
}

// TlogProof is the last part of the file: that the log entry is in the log, as a C2SP tlog-proof.
func (f File) TlogProof() string {
	var b strings.Builder
	b.WriteString(logHeadline + "\nindex " + strconv.FormatInt(f.Index, 10) + "\n")
	for _, hash := range f.LogPath {
		b.WriteString(base64.StdEncoding.EncodeToString(hash[:]) + "\n")
	}
	b.WriteString("\n" + f.Checkpoint)
	return b.String()
}

// Parse reads a file, and refuses with Malformed or Altered what Format did not write: each proof has one form. It
// reads, and does not verify.
func Parse(text []byte) (File, error) {
	if len(text) > MaxFile {
		return File{}, because(Malformed, "the file is longer than %d bytes", MaxFile)
	}
	first, rest, found := bytes.Cut(text, []byte("\n"))
	digest, is := strings.CutPrefix(string(first), headline)
	if !found || !is {
		return File{}, because(Malformed, "the file does not begin with %q", headline)
	}
	if sum := sha256.Sum256(rest); digest != hex.EncodeToString(sum[:]) {
		return File{}, because(Altered, "the file was changed: it is not what its first line says")
	}
	r := reader{lines: strings.Split(string(rest), "\n")}
	f := r.file()
	if r.wrong != "" {
		return File{}, because(Malformed, "%s", r.wrong)
	}
	again, err := f.Format()
	if err != nil {
		return File{}, err
	}
	if !bytes.Equal(again, text) {
		if withoutWords(again) == withoutWords(text) {
			return File{}, because(WrongWords, "the words at the head of the file do not say what its records say")
		}
		return File{}, because(Malformed, "the file is not written in the one form that it has")
	}
	return f, nil
}

// withoutWords is a file without its first line and comments.
func withoutWords(text []byte) string {
	var kept []string
	for _, line := range strings.Split(string(text), "\n")[1:] {
		if !strings.HasPrefix(line, "#") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// reader reads the lines of a file.
type reader struct {
	lines []string
	wrong string // the first that was
}

func (r *reader) fail(why string) {
	if r.wrong == "" {
		r.wrong = why
	}
}

// optional reads a line that begins with a name, if the next one does.
func (r *reader) optional(name string) (string, bool) {
	if len(r.lines) == 0 {
		return "", false
	}
	value, is := strings.CutPrefix(r.lines[0], name+" ")
	if is {
		r.lines = r.lines[1:]
	}
	return value, is
}

func (r *reader) line(name string) string {
	value, is := r.optional(name)
	if !is {
		r.fail("the line of " + name + " is not where it has to be")
	}
	return value
}

// id reads a line with an id.
func (r *reader) id(name string) string {
	value := r.line(name)
	if value == "" || len(value) > maxID || strings.ContainsAny(value, " \t\r") {
		r.fail(name + " is no id")
	}
	return value
}

func (r *reader) file() (f File) {
	for len(r.lines) > 0 && strings.HasPrefix(r.lines[0], "#") {
		r.lines = r.lines[1:]
	}
	f.Kind = Kind(r.line("kind"))
	f.Alliance, f.Party = r.id("alliance"), r.id("party")
	switch f.Kind {
	case Membership:
		f.Entry = r.line("entry")
	case Absence:
	default:
		r.fail("the kind is neither membership nor absence")
	}
	r.path(&f)
	f.Seal, f.LogEntry = r.line("seal"), r.line("log")
	r.tlogProof(&f)
	return f
}

func (r *reader) path(f *File) {
	f.Path.Siblings = []merkle.Hash{}
	for {
		value, is := r.optional("sibling")
		if !is {
			break
		}
		var sibling merkle.Hash
		if sibling.UnmarshalText([]byte(value)) != nil || len(f.Path.Siblings) >= maxSiblings {
			r.fail("a sibling is no hash, or there are too many")
			break
		}
		f.Path.Siblings = append(f.Path.Siblings, sibling)
	}
	value, is := r.optional("leaf")
	if !is {
		return
	}
	key, of, _ := strings.Cut(value, " ")
	f.Path.Leaf = &merkle.Leaf{}
	if f.Kind != Absence || f.Path.Leaf.Key.UnmarshalText([]byte(key)) != nil || f.Path.Leaf.Value.UnmarshalText([]byte(of)) != nil {
		r.fail("the leaf is not two hashes, or does not belong here")
	}
}

func (r *reader) tlogProof(f *File) {
	if len(r.lines) == 0 || r.lines[0] != logHeadline {
		r.fail("the line of " + logHeadline + " is not where it has to be")
		return
	}
	r.lines = r.lines[1:]
	index, err := strconv.ParseInt(r.line("index"), 10, 64)
	if err != nil || index < 0 {
		r.fail("the index is no number")
	}
	f.Index = index
	for len(r.lines) > 0 && r.lines[0] != "" {
		hash, err := readHash(r.lines[0])
		if err != nil || len(f.LogPath) >= maxLogPath {
			r.fail("a line of the path in the log is no hash, or there are too many")
			return
		}
		f.LogPath, r.lines = append(f.LogPath, hash), r.lines[1:]
	}
	if len(r.lines) == 0 {
		r.fail("the file ends before its checkpoint")
		return
	}
	f.Checkpoint = strings.Join(r.lines[1:], "\n")
}
