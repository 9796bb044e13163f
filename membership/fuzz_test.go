package membership_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// What a transaction's argument holds is either refused with a code, or read
// so that writing and reading it again gives the same.
func FuzzParseTransaction(f *testing.F) {
	found, err := json.Marshal(founding(chartertest.Basic(2, "PT1H", true), cisco, cas))
	require.NoError(f, err)
	f.Add("FoundAlliance", found)
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
			var denied *refusal.Error
			require.ErrorAs(t, err, &denied)
			require.Less(t, len(err.Error()), 2000)
			require.Equal(t, denied, refusal.Parse(err.Error()))
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
			var denied *refusal.Error
			require.ErrorAs(t, err, &denied)
			return
		}
		require.True(t, party == event.By || event.Tx != tx.ID, "what was sent again answers with the first time")
		w.ledger.Commit(simulated)
		for text, value := range w.ledger.State() {
			key, ok := membership.ParseKey(text)
			require.True(t, ok)
			again, err := membership.Recode(key.Object, []byte(value))
			require.NoError(t, err)
			if *couchDB { // which keeps other bytes of the same record
				require.JSONEq(t, value, string(again))
				continue
			}
			require.Equal(t, value, string(again))
		}
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
