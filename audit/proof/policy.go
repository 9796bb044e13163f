package proof

import (
	"bytes"
	"crypto/ed25519"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// The bounds of a policy.
const (
	maxPolicy = 64 << 10
	maxNames  = 128
)

// Policy is whom a relying party believes: which logs, and how many of which witnesses. Its file is
// a C2SP tlog-policy.
type Policy struct {
	logs      map[string]ed25519.PublicKey // by verifier key
	witnesses map[string]witness           // by the policy's name
	groups    map[string]group
	quorum    string
}

type group struct {
	threshold int
	members   []string
}

const nobody = "none"

// policyReader is a policy while it is read.
type policyReader struct {
	Policy
	keys  map[string]bool // the same one twice is no second witness
	taken map[string]bool // who is a member of a group already
}

// ReadPolicy reads a policy file. It fails with Malformed.
func ReadPolicy(text []byte) (Policy, error) {
	if len(text) > maxPolicy {
		return Policy{}, because(Malformed, "the policy is longer than %d bytes", maxPolicy)
	}
	r := policyReader{
		Policy: Policy{logs: map[string]ed25519.PublicKey{}, witnesses: map[string]witness{}, groups: map[string]group{}},
		keys:   map[string]bool{}, taken: map[string]bool{},
	}
	if bytes.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\t' && c != '\n' || c == 0x7f }) {
		return Policy{}, because(Malformed, "the policy has a control character")
	}
	number := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		number++
		words := strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || c == '\t' })
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if why := r.line(words); why != "" {
			return Policy{}, because(Malformed, "line %d of the policy: %s", number, why)
		}
	}
	switch {
	case r.quorum == "":
		return Policy{}, because(Malformed, "the policy has no quorum")
	case len(r.logs) == 0:
		return Policy{}, because(Malformed, "the policy names no log")
	}
	return r.Policy, nil
}

// line reads one line, and returns what is wrong with it.
func (r *policyReader) line(words []string) string {
	if len(r.logs)+len(r.witnesses)+len(r.groups) >= maxNames {
		return "there are too many logs, witnesses and groups"
	}
	switch words[0] {
	case "log":
		return r.log(words[1:])
	case "witness":
		return r.witness(words[1:])
	case "group":
		return r.group(words[1:])
	case "quorum":
		return r.setQuorum(words[1:])
	}
	return "it begins with none of log, witness, group, quorum"
}

func (r *policyReader) log(words []string) string {
	if len(words) < 1 || len(words) > 2 {
		return "log VKEY [URL]"
	}
	_, key, err := readVerifierKey(words[0], signatureAlgorithm)
	if err != nil {
		return err.Error()
	}
	if r.keys["log "+string(key)] {
		return "the key stands twice"
	}
	r.keys["log "+string(key)] = true
	r.logs[words[0]] = key
	return ""
}

func (r *policyReader) witness(words []string) string {
	if len(words) < 2 || len(words) > 3 {
		return "witness NAME VKEY [URL]"
	}
	name, key, err := readVerifierKey(words[1], cosignatureAlgorithm)
	switch {
	case err != nil:
		return err.Error()
	case r.known(words[0]):
		return "the name stands twice"
	case r.keys["witness "+string(key)]:
		return "the key stands twice"
	}
	r.keys["witness "+string(key)] = true
	r.witnesses[words[0]] = witness{name, key}
	return ""
}

// known reports whether a name is taken.
func (r *policyReader) known(name string) bool {
	_, witness := r.witnesses[name]
	_, group := r.groups[name]
	return witness || group || name == nobody
}

func (r *policyReader) group(words []string) string {
	if len(words) < 3 {
		return "group NAME all|any|K NAME…"
	}
	if r.known(words[0]) {
		return "the name stands twice"
	}
	members := words[2:]
	threshold, err := strconv.Atoi(words[1])
	switch words[1] {
	case "all":
		threshold, err = len(members), nil
	case "any":
		threshold, err = 1, nil
	default:
		if err == nil && strconv.Itoa(threshold) != words[1] {
			return "the number is not in decimal"
		}
	}
	if err != nil || threshold < 1 || threshold > len(members) {
		return "the number is not from 1 to that of the members"
	}
	for _, member := range members {
		if !r.known(member) || member == nobody {
			return strconv.Quote(member) + " is not named before"
		}
		if r.taken[member] {
			return strconv.Quote(member) + " is in a group already"
		}
		r.taken[member] = true
	}
	r.groups[words[0]] = group{threshold, members}
	return ""
}

func (r *policyReader) setQuorum(words []string) string {
	switch {
	case len(words) != 1:
		return "quorum NAME"
	case r.quorum != "":
		return "there are two quorums"
	case !r.known(words[0]):
		return strconv.Quote(words[0]) + " is not named before"
	}
	r.quorum = words[0]
	return ""
}

// met reports whether witnesses are a quorum.
func (p Policy) met(saw func(witness string) bool) bool {
	return p.quorum == nobody || p.holds(p.quorum, saw)
}

// holds reports whether a witness or a group saw a checkpoint. Groups name only what stands before
// them, so it comes to an end; nobody is in two, so it is short.
func (p Policy) holds(name string, saw func(witness string) bool) bool {
	g, is := p.groups[name]
	if !is {
		return saw(name)
	}
	count := 0
	for _, member := range g.members {
		if p.holds(member, saw) {
			count++
		}
	}
	return count >= g.threshold
}

// Sighting is a witness, by its name in the policy, and when it saw a checkpoint.
type Sighting struct {
	Witness string    `json:"witness"`
	Time    time.Time `json:"time"`
}

// moments are the first time by which a quorum had seen a checkpoint, and the last one since which a quorum has; both zero
// where the policy needs nobody.
func (p Policy) moments(seen []Sighting) (first, last time.Time) {
	for _, s := range seen {
		before := func(name string) bool {
			return slices.ContainsFunc(seen, func(o Sighting) bool { return o.Witness == name && !o.Time.After(s.Time) })
		}
		after := func(name string) bool {
			return slices.ContainsFunc(seen, func(o Sighting) bool { return o.Witness == name && !o.Time.Before(s.Time) })
		}
		if p.quorum == nobody {
			return time.Time{}, time.Time{}
		}
		if p.met(before) && (first.IsZero() || s.Time.Before(first)) {
			first = s.Time
		}
		if p.met(after) && s.Time.After(last) {
			last = s.Time
		}
	}
	return first, last
}

// verifiers are the keys of logs and witnesses as a note is opened by them.
func (p Policy) verifiers() (note.Verifiers, error) {
	var list []note.Verifier
	for text := range p.logs {
		verifier, err := note.NewVerifier(text)
		if err != nil {
			return nil, err
		}
		list = append(list, verifier)
	}
	for _, w := range p.witnesses {
		list = append(list, w)
	}
	return note.VerifierList(list...), nil
}

// hasOrigin reports whether the policy has a log of an origin.
func (p Policy) hasOrigin(origin string) bool {
	for text := range p.logs {
		if strings.HasPrefix(text, origin+"+") {
			return true
		}
	}
	return false
}

// sortedNames are the names of witnesses, in order.
func sortedNames(witnesses map[string]witness) []string {
	return slices.Sorted(maps.Keys(witnesses))
}

// hashIn is the id in a verifier key that was read.
func hashIn(key string) uint32 {
	id, _ := strconv.ParseUint(strings.SplitN(key, "+", 3)[1], 16, 32)
	return uint32(id)
}
