package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
)

// What took effect without an event was sent before only if it is one of the
// registry's own transactions: more is not known of others.
func TestEntriesSayWhatIsKnown(t *testing.T) {
	t.Setenv("AUDITOR_HOME", t.TempDir())
	a := appIn(t, "en")
	for name, row := range map[string]struct {
		entry   index.Entry
		subject string
	}{
		"ok/sent again":                  {entryOf("Join", "VALID"), "(sent again: nothing was written)"},
		"ok/sent again, and in vain":     {entryOf("Join", "MVCC_READ_CONFLICT"), ""},
		"ok/another chaincode's":         {entryOf("_lifecycle/CommitChaincodeDefinition", "VALID"), ""},
		"ok/a question that was ordered": {entryOf("Version", "VALID"), ""},
	} {
		event, subject := a.entry(row.entry)
		require.Equal(t, row.entry.Name, event, name)
		require.Equal(t, row.subject, subject, name)
	}
}

func entryOf(name, code string) index.Entry {
	entry := index.Entry{Name: name}
	entry.Code = code
	return entry
}
