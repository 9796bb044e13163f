package form_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func TestHostNames(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		msp   string
		plain string // empty if there is none
	}{
		"ok/as usual":                {"Org1MSP", "org1.msp"},
		"ok/with a dot":              {"Org2.Example", "org2-example.msp"},
		"ok/a domain":                {"acme.example.com", "acme-example-com.msp"},
		"ok/the ending set off":      {"Acme_MSP", "acme.msp"},
		"ok/the ending alone":        {"MSP", "msp.msp"},
		"ok/others in a row":         {"--A  (b)--", "a-b.msp"},
		"ok/what a name looks like":  {"org1.msp", "org1.msp"},
		"ok/Chinese with letters":    {"组织A一", "a.msp"},
		"ok/bytes that are no text":  {"\xff\xfeA", "a.msp"},
		"ok/the sign of kelvin":      {"\u212aA", "a.msp"},
		"ok/as long as can be":       {strings.Repeat("A", 63), strings.Repeat("a", 63) + ".msp"},
		"ok/too long":                {strings.Repeat("A", 64), ""},
		"ok/Chinese":                 {"组织一", ""},
		"ok/nothing":                 {"", ""},
		"ok/another's second name":   {"Org1-e485d4c6193084f8", ""},
		"ok/digits, and not so many": {"Org1-e485d4c", "org1-e485d4c.msp"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names := form.HostNames(row.msp)
			if row.plain != "" {
				require.Equal(t, row.plain, names[0])
				names = names[1:]
			}
			require.Len(t, names, 1)
			sum := sha256.Sum256([]byte(row.msp))
			require.True(t, strings.HasSuffix(names[0], hex.EncodeToString(sum[:])[:16]+".msp"), names[0])
			require.NoError(t, form.CheckHost("host", names[0]))
		})
	}
	require.Equal(t, []string{"org1.msp", "org1-e485d4c6193084f8.msp"}, form.HostNames("Org1MSP"))
	require.Equal(t, []string{"industry"}, form.HostNames("industry"))
	require.Equal(t, []string{"acme-msp"}, form.HostNames("acme-msp"))
}

// What two IDs have in common does not keep either from having a name of its own.
func TestHostNamesDiffer(t *testing.T) {
	t.Parallel()
	own := map[string]string{}
	for _, msp := range []string{
		"Org1MSP", "ORG1MSP", "Org1", "org1.msp", "org1msp.", "Org1-MSP", "组织一", "组织二", "", "-",
		strings.Repeat("A", 64), strings.Repeat("A", 65), strings.Repeat("A", 45) + "-B", strings.Repeat("A", 45) + "-C",
	} {
		names := form.HostNames(msp)
		last := names[len(names)-1]
		require.Empty(t, own[last], "%q and %q", own[last], msp)
		own[last] = msp
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"industry", "org1.msp", "msp", "msp.msp", strings.Repeat("a", 63) + ".msp"} {
		require.NoError(t, form.CheckHost("host", host))
	}
	for _, host := range []string{"", ".msp", "Org1MSP", "org1.", "org1.example", "org1.msp.", "org1.msp.msp", "org 1.msp", "-a.msp", "a-.msp", strings.Repeat("a", 64) + ".msp"} {
		refused := requireCode(t, refusal.BadID, form.CheckHost("host", host))
		require.Equal(t, "host", refused.Params["field"])
	}
}
