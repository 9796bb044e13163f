package membership_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// What a transaction's argument holds is either refused with a code, or read
// so that writing and reading it again gives the same.
func FuzzParseTransaction(f *testing.F) {
	charter, err := json.Marshal(founding(charterOf(2, "PT1H", true), cisco, cas))
	require.NoError(f, err)
	f.Add("FoundAlliance", charter)
	f.Add("RegisterParty", []byte(`{"request":"r","kind":"enterprise","names":{"en":"A","zh":"甲"},"lei":"549300LKFJ962MZ46593"}`))
	f.Add("Endorse", []byte(`{"request":"r","proposal":"000000000000000000000000","position":"for","Position":"against"}`))
	f.Add("Decide", []byte(`{"proposal":"000000000000000000000000"} {}`))
	f.Add("Join", []byte(`{"request":null,"class":"\ud800"}`))
	f.Add("Leave", []byte("{\"a\xff\":[[[{}]]]}"))
	f.Add("Propose", []byte(`{"request":"r","action":"expel","subject":"a@b"}`))
	f.Add("CloseEpoch", []byte(`{"alliance":"a@b","epoch":1e3}`))
	f.Add("FoundAlliance", []byte(`{"charter":{"recordDate":"P1D","rules":{"expel":{"sponsors":2,"pass":{"any":[{"not":[{"votes":"hosts","atMost":1}]},{"votes":"for","of":"cast","moreThan":"1/2"}]}}}}}`))
	f.Fuzz(func(t *testing.T, name string, argument []byte) {
		transaction, err := membership.ParseTransaction(name, argument)
		if err != nil {
			var refusal *membership.Error
			require.ErrorAs(t, err, &refusal)
			require.Less(t, len(err.Error()), 2000)
			require.Equal(t, refusal, membership.ParseError(err.Error()))
			return
		}
		text, err := json.Marshal(transaction)
		require.NoError(t, err)
		again, err := membership.ParseTransaction(name, text)
		require.NoError(t, err)
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(text), string(twice))
	})
}

// Whatever a caller sends, the rules refuse with a code or accept: they do not
// break, and what they accept does not break the ledger.
func FuzzApply(f *testing.F) {
	f.Add("Join", `{"request":"j","alliance":"zgc@industry","class":"full"}`, "acme@industry", int64(3600))
	f.Add("Endorse", `{"request":"e","proposal":"`+pending+`","position":"against"}`, "forum@association", int64(-5))
	f.Add("Propose", `{"request":"p","alliance":"zgc@industry","action":"suspend","subject":"cas@academia"}`, "cisco@industry", int64(9))
	f.Add("CloseEpoch", `{"alliance":"zgc@industry","epoch":3}`, "cisco@industry", int64(9))
	f.Add("SealEpoch", `{"alliance":"zgc@industry","epoch":1}`, "cisco@industry", int64(9))
	f.Add("Withdraw", `{"request":"w","proposal":"`+pending+`"}`, "acme@industry", int64(9))
	f.Add("Leave", `{"request":"l","alliance":"zgc@industry","reason":"\u0000"}`, "cas@academia", int64(0))
	f.Add("RegisterParty", `{"request":"r","kind":"individual","names":{"en":"x"}}`, "new@industry", int64(1<<40))
	f.Fuzz(func(t *testing.T, name, argument, party string, seconds int64) {
		transaction, err := membership.ParseTransaction(name, []byte(argument))
		if err != nil {
			return
		}
		w := filledLedger(t)
		tx, err := membership.NewTx("fuzz", w.now.Add(time.Duration(seconds)*time.Second), as(party))
		if err != nil {
			return
		}
		simulated := w.ledger.Begin(tx.ID)
		event, err := membership.Apply(simulated, tx, transaction)
		if err != nil {
			var refusal *membership.Error
			require.ErrorAs(t, err, &refusal)
			return
		}
		require.True(t, party == event.By || event.Tx != tx.ID, "what was sent again answers with the first time")
		w.ledger.Commit(simulated)
		for text, value := range w.ledger.State() {
			key, ok := membership.ParseKey(text)
			require.True(t, ok)
			again, err := membership.Recode(key.Object, []byte(value))
			require.NoError(t, err)
			require.Equal(t, value, string(again))
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"schema":1,"classes":[{"id":"a","names":{"en":"A"},"kinds":[],"rights":["vote"]}],"founders":"a","rules":{"admit":{"voting":"P7D","pass":{"votes":"for","atLeast":1}}}}`))
	f.Add([]byte(`{"schema":1e0,"classes":null}`))
	f.Add([]byte(strings.Repeat(`{"rules":`, 50)))
	f.Fuzz(func(t *testing.T, text []byte) {
		var charter membership.Charter
		if err := membership.Decode(text, &charter); err != nil {
			var refusal *membership.Error
			require.ErrorAs(t, err, &refusal)
			return
		}
		if err := charter.ValidateFor(3); err != nil {
			var refusal *membership.Error
			require.ErrorAs(t, err, &refusal)
		}
		_, err := charter.Digest()
		require.NoError(t, err)
	})
}

// An error's text gives the error back, whatever its parameters hold.
func FuzzError(f *testing.F) {
	f.Add("NOT_A_MEMBER", "party", "a@b", "- endorser says: ", "\n")
	f.Add("BAD_TEXT", "value", `"}`+"\x00\u2028<>&", "REFUSED ", "REFUSED X {}")
	f.Add("X", "", "", "", "")
	f.Fuzz(func(t *testing.T, code, name, value, before, after string) {
		if !utf8.ValidString(name) || !utf8.ValidString(value) || strings.Contains(before, "REFUSED") {
			return
		}
		refusal := &membership.Error{Code: membership.Code(code), Params: map[string]string{name: value}}
		parsed := membership.ParseError(before + refusal.Error() + after)
		if strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" || code == "" {
			return // not a code: nothing is promised but that it returns
		}
		require.Equal(t, refusal, parsed)
		require.ErrorIs(t, errors.Join(parsed), refusal)
	})
}

func FuzzParseError(f *testing.F) {
	f.Add("REFUSED REFUSED A {}")
	f.Add("REFUSED A null")
	f.Add(`REFUSED A {"a":1}REFUSED B {"a":"1"}`)
	f.Fuzz(func(t *testing.T, text string) {
		if refusal := membership.ParseError(text); refusal != nil {
			again := membership.ParseError(refusal.Error())
			require.Equal(t, refusal.Code, again.Code)
			require.Equal(t, len(refusal.Params), len(again.Params))
		}
	})
}

func FuzzSplitID(f *testing.F) {
	for _, id := range []string{cisco, "", "@", "a@b@c", "-a@b", "a\x00@b"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		slug, host, err := membership.SplitID("id", id)
		if err != nil {
			requireCode(t, membership.BadID, err)
			return
		}
		require.Equal(t, id, slug+"@"+host)
		require.NoError(t, membership.CheckSlug("slug", slug))
		require.NoError(t, membership.CheckSlug("host", host))
		require.Equal(t, id, strings.ToLower(id))
		require.NotContains(t, id, "\x00")
	})
}

func FuzzDuration(f *testing.F) {
	for _, text := range []string{"P7D", "PT1H", "P1DT2H3M4S", "P", "PT", "P1", "P99999D", "P1DT"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		length, ok := membership.Duration(text).Parse()
		if !ok {
			return
		}
		require.GreaterOrEqual(t, length, time.Duration(0))
		require.Zero(t, length%time.Second)
		require.Empty(t, strings.Trim(text, "PTDHMS0123456789"))
	})
}

// A key's text gives the key back, and no two keys have one text.
func FuzzKey(f *testing.F) {
	f.Add("party", "a@b", "c")
	f.Add("", "", "")
	f.Add("a\x00b", "c", "d")
	f.Fuzz(func(t *testing.T, object, first, second string) {
		key := membership.Key{Object: object, Parts: []string{first, second}}
		parsed, ok := membership.ParseKey(key.String())
		if object == "" || strings.Contains(object+first+second, "\x00") {
			if ok {
				require.Equal(t, key.String(), parsed.String())
			}
			return
		}
		require.True(t, ok)
		require.Equal(t, key, parsed)
	})
}

func FuzzParseKey(f *testing.F) {
	f.Add("party\x00a@b\x00")
	f.Add("\x00\x00\x00")
	f.Add("party")
	f.Fuzz(func(t *testing.T, text string) {
		if key, ok := membership.ParseKey(text); ok {
			require.Equal(t, text, key.String())
			require.NotEmpty(t, key.Object)
			require.NotEmpty(t, key.Parts)
		}
	})
}

// A code that is accepted is refused with any one of its characters changed to
// another of its kind.
func FuzzLEI(f *testing.F) {
	for _, lei := range leis {
		f.Add(lei, 3, byte('7'))
	}
	f.Fuzz(func(t *testing.T, lei string, place int, by byte) {
		if lei == "" || membership.CheckLEI(lei) != nil {
			return
		}
		require.Len(t, lei, 20)
		place = int(uint(place) % 20)
		if isDigit(by) == isDigit(lei[place]) && by != lei[place] {
			requireCode(t, membership.BadLEI, membership.CheckLEI(replaced(lei, place, by)))
		}
	})
}

func isDigit(letter byte) bool { return strings.IndexByte(digits, letter) >= 0 }

func FuzzUSCC(f *testing.F) {
	for _, uscc := range usccs {
		f.Add(uscc, 3, byte('7'))
	}
	f.Fuzz(func(t *testing.T, uscc string, place int, by byte) {
		if uscc == "" || membership.CheckUSCC(uscc) != nil {
			return
		}
		require.Len(t, uscc, 18)
		place = int(uint(place) % 18)
		if by != uscc[place] {
			requireCode(t, membership.BadUSCC, membership.CheckUSCC(replaced(uscc, place, by)))
		}
	})
}

// A text that passes is shown as it is written.
func FuzzText(f *testing.F) {
	for _, text := range []string{"中关村", "a\u200db", "Cafe\u0301", "\u202e", "\x00", "a b", " a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if membership.CheckText("field", text, 1, membership.MaxName) != nil {
			return
		}
		require.True(t, utf8.ValidString(text))
		require.Equal(t, strings.TrimSpace(text), text)
		require.NotContains(t, text, "\x00")
		require.LessOrEqual(t, utf8.RuneCountInString(text), membership.MaxName)
	})
}
