package proof_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/proof"
)

var (
	saw = sealed.Add(time.Minute)
	now = sealed.Add(10 * time.Hour)
)

func TestWhatIsProved(t *testing.T) {
	t.Parallel()
	w := filled(t)
	p := policy(t, policyText("2"))
	got, err := proof.Verify(w.text(w.file("b@one", twice(saw)...)), p, now, proof.Demand{Alliance: alliance, Party: "b@one", Fresh: 24 * time.Hour})
	require.NoError(t, err)
	require.Equal(t, proof.Membership, got.Kind)
	require.Equal(t, "general", got.Member.Class)
	require.Equal(t, map[string]int{"dues": 3}, got.Member.Weights)
	require.Equal(t, 2, got.Epoch)
	require.Equal(t, sealed, got.Sealed)
	require.Equal(t, chainID, got.Origin)
	require.Equal(t, []proof.Sighting{{"w1", saw}, {"w2", saw.Add(time.Hour)}}, got.Seen)
	require.Equal(t, saw.Add(time.Hour), got.By, "one alone is not enough")
	require.Equal(t, saw, got.Fresh)

	for _, party := range []string{"g@three", "nobody@one", "zgc@industry"} {
		got, err = proof.Verify(w.text(w.file(party, twice(saw)...)), p, now, proof.Demand{})
		require.NoError(t, err, party)
		require.Equal(t, proof.Absence, got.Kind)
		require.Nil(t, got.Member)
	}
}

func TestWhatProvesNothing(t *testing.T) {
	t.Parallel()
	w := filled(t)
	older := newWorld(t)
	older.seal("a@one", "b@one", "c@two")
	other := filled(t)
	other.origin = "alliance-registry/ledgers/0100"
	member := w.file("b@one", twice(saw)...)
	absent := w.file("nobody@one", twice(saw)...)
	changed := func(f proof.File, change func(*proof.File)) proof.File {
		f.Path.Siblings = append(f.Path.Siblings[:0:0], f.Path.Siblings...)
		change(&f)
		return f
	}
	for name, row := range map[string]struct {
		file   proof.File
		policy string
		demand proof.Demand
		reason proof.Reason
	}{
		"too few":         {w.file("b@one", seen{1, saw}), policyText("2"), proof.Demand{}, proof.TooFewWitnesses},
		"all of three":    {member, policyText("all"), proof.Demand{}, proof.TooFewWitnesses},
		"unknown keys":    {w.file("b@one", seen{7, saw}), policyText("any"), proof.Demand{}, proof.NotSigned},
		"another chain":   {other.file("b@one", twice(saw)...), policyText("2"), proof.Demand{}, proof.WrongChain},
		"stale":           {member, policyText("2"), proof.Demand{Fresh: time.Hour}, proof.Stale},
		"future":          {w.file("b@one", twice(now.Add(time.Hour))...), policyText("2"), proof.Demand{}, proof.FromTheFuture},
		"asked for party": {member, policyText("2"), proof.Demand{Party: "a@one"}, proof.WrongParty},
		"asked alliance":  {member, policyText("2"), proof.Demand{Alliance: "x@industry"}, proof.WrongAlliance},
		"old checkpoint":  {changed(member, func(f *proof.File) { f.Checkpoint = older.checkpoint(twice(saw)...) }), policyText("2"), proof.Demand{}, proof.NotInLog},
		"another place":   {changed(member, func(f *proof.File) { f.Index-- }), policyText("2"), proof.Demand{}, proof.NotInLog},
		"old seal":        {changed(member, func(f *proof.File) { f.Seal = w.seals[1] }), policyText("2"), proof.Demand{}, proof.WrongSeal},
		"old log entry":   {changed(member, func(f *proof.File) { f.Seal, f.LogEntry = w.seals[1], w.entries[1] }), policyText("2"), proof.Demand{}, proof.NotInLog},
		"another's entry": {changed(member, func(f *proof.File) { f.Entry = w.members["a@one"] }), policyText("2"), proof.Demand{}, proof.WrongEntry},
		"another's path":  {changed(member, func(f *proof.File) { f.Path.Siblings = w.file("a@one", twice(saw)...).Path.Siblings }), policyText("2"), proof.Demand{}, proof.WrongEntry},
		"wrong party":     {changed(member, func(f *proof.File) { f.Party = "a@one" }), policyText("2"), proof.Demand{}, proof.WrongEntry},
		"wrong alliance":  {changed(member, func(f *proof.File) { f.Alliance = "x@industry" }), policyText("2"), proof.Demand{}, proof.WrongAlliance},
		"better class": {
			changed(member, func(f *proof.File) { f.Entry = strings.Replace(f.Entry, "general", "premier", 1) }),
			policyText("2"),
			proof.Demand{},
			proof.WrongEntry,
		},
		"absent member": {changed(absent, func(f *proof.File) { f.Party = "b@one" }), policyText("2"), proof.Demand{}, proof.WrongPath},
		"member called absent": {
			changed(member, func(f *proof.File) { f.Kind, f.Entry, f.Path.Leaf = proof.Absence, "", nil }),
			policyText("2"),
			proof.Demand{},
			proof.WrongPath,
		},
		"forked log": {func() proof.File {
			forked := newWorld(t)
			forked.seal("a@one", "x@one")
			forked.seal("d@two", "e@three")
			forked.seal("f@three")
			return changed(forked.file("x@one", twice(saw)...), func(f *proof.File) { f.Checkpoint = w.checkpoint(twice(saw)...) })
		}(), policyText("2"), proof.Demand{}, proof.NotInLog},
	} {
		_, err := proof.Verify(w.text(row.file), policy(t, row.policy), now, row.demand)
		require.ErrorIs(t, err, &proof.Error{Reason: row.reason}, name)
	}
	lie := bytes.Replace(w.text(member), []byte("in class general"), []byte("in class premier"), 1)
	_, err := proof.Verify(redigested(lie), policy(t, policyText("2")), now, proof.Demand{})
	require.ErrorIs(t, err, &proof.Error{Reason: proof.WrongWords})
}

// A byte that is another is refused: by whatever it is part of, where the first line was made anew too. Only the
// signatures of keys that the policy does not name can then be others: they say nothing.
func TestEveryByteMatters(t *testing.T) {
	t.Parallel()
	w := filled(t)
	p := policy(t, policyText("2"))
	values := map[string]func(byte) byte{
		"lowest bit": func(b byte) byte { return b ^ 1 }, "highest bit": func(b byte) byte { return b ^ 0x80 },
		"zero": func(byte) byte { return 0 }, "newline": func(byte) byte { return '\n' }, "space": func(byte) byte { return ' ' },
		"case": func(b byte) byte { return b ^ 0x20 }, "next": func(b byte) byte { return b + 1 },
	}
	for _, party := range []string{"b@one", "nobody@one"} {
		text := w.text(w.file(party, append(twice(saw), seen{9, saw})...))
		want, err := proof.Verify(text, p, now, proof.Demand{})
		require.NoError(t, err)
		for name, change := range values {
			for i := range text {
				altered := bytes.Clone(text)
				if altered[i] = change(altered[i]); altered[i] == text[i] {
					continue
				}
				_, err := proof.Verify(altered, p, now, proof.Demand{})
				require.True(t, errors.As(err, new(*proof.Error)), "%s: %s at %d", party, name, i)
				if i < bytes.IndexByte(text, '\n') {
					continue
				}
				got, err := proof.Verify(redigested(altered), p, now, proof.Demand{})
				if err == nil {
					require.Contains(t, lineAt(text, i), "— ", "%s: %s at %d", party, name, i)
					require.Equal(t, want, got)
					require.True(t, strings.Contains(lineAt(text, i), " "+witnessName(9)+" ") || strings.Contains(lineAt(text, i), chainID), "%s", lineAt(text, i))
				}
			}
		}
		for _, cut := range []int{0, 1, len(text) / 2, len(text) - 1} {
			_, err := proof.Verify(text[:cut], p, now, proof.Demand{})
			require.Error(t, err)
			_, err = proof.Verify(append(bytes.Clone(text), text[cut:]...), p, now, proof.Demand{})
			require.Error(t, err)
		}
	}
}

func lineAt(text []byte, at int) string {
	from := bytes.LastIndexByte(text[:at], '\n') + 1
	to := bytes.IndexByte(text[from:], '\n')
	return string(text[from : from+to])
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	good := policyText("2")
	for name, text := range map[string]string{
		"nothing": "", "no quorum": strings.Replace(good, "quorum all-of-them\n", "", 1), "two quorums": good + "quorum w1\n",
		"unknown word": good + "foo\n", "unknown member": "group g 1 w1\n" + good, "too many": strings.Replace(good, "them 2", "them 4", 1),
		"none of them": strings.Replace(good, "them 2", "them 0", 1), "leading zero": strings.Replace(good, "them 2", "them 02", 1),
		"a name twice": strings.Replace(good, "witness w2", "witness w1", 1), "control": good + "\r\n",
		"a key twice":    good + "witness w9 " + proof.WitnessKey("other.example", public(1)) + "\n",
		"member twice":   strings.Replace(good, "w1 w2 w3", "w1 w1 w3", 1),
		"log as witness": strings.Replace(good, "witness w1 "+proof.WitnessKey(witnessName(1), public(1)), "witness w1 "+proof.LogKey(witnessName(1), public(1)), 1),
		"wrong id":       strings.Replace(good, "+", "+0", 1), "too long": good + strings.Repeat("# more\n", 10_000),
		"no log": "quorum none\n",
	} {
		_, err := proof.ReadPolicy([]byte(text))
		require.ErrorIs(t, err, &proof.Error{Reason: proof.Malformed}, name)
	}
	w := filled(t)
	text := w.text(w.file("b@one", seen{1, saw}, seen{3, saw}))
	nested := strings.Replace(good, "group all-of-them 2 w1 w2 w3\nquorum all-of-them\n", "# hosts\n\tgroup x any w1 w2\ngroup y all w3\ngroup both all x y\nquorum both\n", 1)
	got, err := proof.Verify(text, policy(t, nested), now, proof.Demand{})
	require.NoError(t, err)
	require.Equal(t, saw, got.By)
	_, err = proof.Verify(w.text(w.file("b@one", twice(saw)...)), policy(t, nested), now, proof.Demand{})
	require.ErrorIs(t, err, &proof.Error{Reason: proof.TooFewWitnesses})
	nobody := strings.Replace(good, "quorum all-of-them", "quorum none", 1)
	got, err = proof.Verify(text, policy(t, nobody), now, proof.Demand{})
	require.NoError(t, err)
	require.True(t, got.By.IsZero())
	_, err = proof.Verify(text, policy(t, nobody), now, proof.Demand{Fresh: time.Hour})
	require.ErrorIs(t, err, &proof.Error{Reason: proof.Stale}, "nobody says when")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, text := range [][]byte{text, redigested(append([]byte("alliance-registry-proof@v1 sha256 "+strings.Repeat("0", 64)+"\n"), text...))} {
			if file, err := proof.Parse(text); err == nil {
				again, err := file.Format()
				require.NoError(t, err)
				require.Equal(t, text, again)
			}
		}
	})
}

func FuzzReadPolicy(f *testing.F) {
	f.Add([]byte(policyText("2")))
	f.Add([]byte("quorum none\n"))
	f.Fuzz(func(_ *testing.T, text []byte) { _, _ = proof.ReadPolicy(text) })
}

func FuzzReadCheckpoint(f *testing.F) {
	f.Add("origin\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := proof.ReadCheckpoint(text); err == nil {
			require.Equal(t, text, c.String())
		}
	})
}

func FuzzReadBlockEntry(f *testing.F) {
	f.Add([]byte(`{"block":1,"hash":"` + strings.Repeat("ab", 32) + `","kind":"block"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if entry, is := proof.ReadBlockEntry(text); is {
			again, err := proof.Encode(entry)
			require.NoError(t, err)
			require.Equal(t, text, again)
		}
	})
}
