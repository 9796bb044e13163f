package memledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/memledger"
)

func TestCouchDB(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ written, read, fails string }{
		"ok/fields in order":   {`{"b":1,"a":{"d":[{"z":"", "y":null}],"c":true}}`, `{"a":{"c":true,"d":[{"y":null,"z":""}]},"b":1}`, ""},
		"ok/numbers":           {`{"n":9007199254740992,"m":-1}`, `{"m":-1,"n":9007199254740992}`, ""},
		"ok/signs":             {`{"a":"\u003c中\u0000"}`, `{"a":"\u003c中\u0000"}`, ""},
		"ok/a list":            {`[2, 1]`, `[2, 1]`, ""},
		"ok/a text":            {`written`, `written`, ""},
		"ok/null":              {`null`, `null`, ""},
		"fail/a hidden field":  {`{"_a":1}`, "", `field "_a" is CouchDB's own`},
		"fail/its version":     {`{"~version":1}`, "", `field "~version" is CouchDB's own`},
		"ok/below, hidden too": {`{"a":{"_b":1}}`, `{"a":{"_b":1}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := memledger.NewCouchDB()
			tx := l.Begin("write")
			err := tx.Put(key("1"), []byte(row.written))
			if row.fails != "" {
				require.ErrorContains(t, err, row.fails)
				return
			}
			require.NoError(t, err)
			require.Equal(t, []memledger.Code{memledger.Valid}, l.Commit(tx))
			require.Equal(t, row.read, get(t, l.Begin("read"), key("1")))
		})
	}
}
