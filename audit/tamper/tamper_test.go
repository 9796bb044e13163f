package tamper

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/examples/ledgers"
)

// forgery is something that a forger does, and what has to find it.
type forgery struct {
	by, code string
	// play does it, asks the check, and says where the check has to find it.
	play func(l *ledger) ([]chain.Finding, place)
}

// place is where a fault has to be found; what is empty is not looked at.
type place struct {
	block uint64
	host  string
	key   string
	table string
}

// names reports whether a finding names the place.
func (p place) names(f chain.Finding) bool {
	return f.Block == p.block &&
		(p.host == "" || f.Params["host"] == p.host) &&
		(p.key == "" || f.Params["key"] == p.key) &&
		(p.table == "" || f.Params["table"] == p.table)
}

// all are the forgeries by name.
func all() map[string]forgery {
	every := map[string]forgery{}
	for _, some := range []map[string]forgery{
		bytesForged(), chainForged(), endorsementsForged(), rulesForged(), peersForged(), indexForged(),
	} {
		maps.Copy(every, some)
	}
	return every
}

func TestTamper(t *testing.T) {
	t.Parallel()
	found := &table{}
	t.Cleanup(func() { t.Log(found.String()) })
	for _, name := range ledgers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, f := range all() {
				t.Run(what, func(t *testing.T) {
					t.Parallel()
					findings, where := f.play(open(t, name))
					i := slices.IndexFunc(findings, func(each chain.Finding) bool { return each.Code == f.code && where.names(each) })
					require.GreaterOrEqual(t, i, 0, "%s does not name it with %s at %+v: %v", f.by, f.code, where, findings)
					for _, each := range findings {
						require.True(t, where.host == "" || each.Params["host"] == where.host, "an honest host is named: %v", each)
						require.True(t, where.table == "" || each.Params["table"] == where.table, "an honest table is named: %v", each)
						require.True(t, each.Code != f.code || each.Block == where.block, "an honest block is named: %v", each)
					}
					found.add(name, what, f.by, findings[i])
				})
			}
		})
	}
}

// table is what was found, for people to read.
type table struct {
	mu   sync.Mutex
	rows []string
}

func (r *table) add(ledger, what, by string, f chain.Finding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	where := fmt.Sprintf("block %d", f.Block)
	if f.Block == 0 && len(f.Params) > 0 && f.Code != chain.WrongRoot { // not about a block
		where = ""
	}
	if f.Tx != "" {
		where += " tx " + f.Tx[:min(8, len(f.Tx))]
	}
	if f.Source != "" && f.Params["host"] == "" {
		where += " from " + filepath.Base(f.Source)
	}
	for _, name := range []string{"host", "table", "key", "question"} {
		if value := f.Params[name]; value != "" {
			where = strings.TrimSpace(where + " " + name + " " + value)
		}
	}
	r.rows = append(r.rows, strings.Join([]string{what, ledger, by, f.Code, where}, "\t"))
}

func (r *table) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.Sort(r.rows)
	var text strings.Builder
	out := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "\nfault\tledger\tfound by\tcode\twhere")
	for _, row := range r.rows {
		fmt.Fprintln(out, row)
	}
	out.Flush() // a strings.Builder takes everything
	return text.String()
}
