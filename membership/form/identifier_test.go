package form_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Codes of real organizations, as they publish them.
var (
	leis = []string{
		"506700GE1G29325QX363", // Global Legal Entity Identifier Foundation
		"549300LKFJ962MZ46593", // Cisco Systems
		"HWUPKR0MPOU8FGXBT394", // Apple
		"INR2EJN1ERAN0W5ZP974", // Microsoft
		"7LTWFZYICNSX8D621K86", // Deutsche Bank
	}
	usccs = []string{
		"914403001922038216", // 华为技术有限公司
		"9144030071526726XG", // 深圳市腾讯计算机系统有限公司
		"91100000100003962T", // 中国工商银行股份有限公司
		"12100000400002259P", // 北京大学
		"12100000400000624D", // 清华大学
	}
)

const (
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func TestRealCodes(t *testing.T) {
	t.Parallel()
	for _, lei := range leis {
		require.NoError(t, form.CheckLEI(lei))
	}
	for _, uscc := range usccs {
		require.NoError(t, form.CheckUSCC(uscc))
	}
}

// replaced is a text with another character at a place.
func replaced(text string, at int, by byte) string { return text[:at] + string(by) + text[at+1:] }

// The check digits catch every digit taken for another digit, every letter
// taken for another letter, and every two neighbours that changed places. A
// letter counts as two digits, so that a digit taken for a letter shifts what
// stands before it: of those ISO/IEC 7064 MOD 97-10 lets one in 97 pass, none
// of them in these codes.
func TestLEICorruption(t *testing.T) {
	t.Parallel()
	for _, lei := range leis {
		passed, tried := 0, 0
		for i := range len(lei) {
			sameKind := digits
			if strings.Contains(letters, lei[i:i+1]) {
				sameKind = letters
			}
			for _, by := range []byte(digits + letters) {
				if by == lei[i] {
					continue
				}
				err := form.CheckLEI(replaced(lei, i, by))
				if strings.IndexByte(sameKind, by) >= 0 || i >= 18 {
					requireCode(t, refusal.BadLEI, err)
					continue
				}
				tried++
				if err == nil {
					passed++
				}
			}
			for _, by := range []byte("a- \x00\xff.") {
				requireCode(t, refusal.BadLEI, form.CheckLEI(replaced(lei, i, by)))
			}
			requireCode(t, refusal.BadLEI, form.CheckLEI(lei[:i]+lei[i+1:]))
		}
		require.Less(t, passed*30, tried, "%s: more than chance lets through", lei)
	}
}

// Every code has one spelling: 97, 98 and 02 cannot be written 00, 01 and 99.
func TestLEIHasOneSpelling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9A-Z]{18}`).Draw(t, "body")
		valid := 0
		for tens := range 10 {
			for ones := range 10 {
				if form.CheckLEI(body+string(digits[tens])+string(digits[ones])) == nil {
					valid++
				}
			}
		}
		require.Equal(t, 1, valid)
	})
}

func TestCountries(t *testing.T) {
	t.Parallel()
	codes := strings.Fields(form.Countries)
	require.Len(t, codes, 249, "ISO 3166-1 has assigned 249 codes")
	known := map[string]bool{"": true}
	for _, code := range codes {
		require.False(t, known[code], "%s stands twice", code)
		known[code] = true
	}
	for _, first := range " " + letters {
		for _, second := range " " + letters {
			code := string(first) + string(second)
			require.Equal(t, known[code], form.CheckCountry(code) == nil, "%q", code)
		}
	}
	for _, code := range []string{"C", "CHN", "cn", "CN ", "CN DE", "中"} {
		requireCode(t, refusal.BadCountry, form.CheckCountry(code))
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		id string
		ok bool
	}{
		"ok/plain":                 {"cisco@industry", true},
		"ok/digits and hyphens":    {"4-paradigm@host-1", true},
		"ok/as long as can be":     {strings.Repeat("a", 63) + "@" + strings.Repeat("b", 63), true},
		"ok/a host that was named": {"cisco@org1.msp", true},
		"fail/a named host's slug": {"cisco.msp@org1", false},
		"fail/another ending":      {"cisco@org1.com", false},
		"fail/an ending alone":     {"cisco@.msp", false},
		"fail/an ending twice":     {"cisco@org1.msp.msp", false},
		"fail/a named host, long":  {"a@" + strings.Repeat("b", 64) + ".msp", false},
		"fail/ending, upper case":  {"cisco@org1.MSP", false},
		"fail/empty":               {"", false},
		"fail/no host":             {"cisco", false},
		"fail/empty slug":          {"@industry", false},
		"fail/empty host":          {"cisco@", false},
		"fail/two hosts":           {"cisco@industry@academia", false},
		"fail/upper case":          {"Cisco@industry", false},
		"fail/upper case host":     {"cisco@Industry", false},
		"fail/hyphen first":        {"-cisco@industry", false},
		"fail/hyphen last":         {"cisco-@industry", false},
		"fail/dot":                 {"cisco.com@industry", false},
		"fail/space":               {"cisco @industry", false},
		"fail/U+0000":              {"cisco\x00@industry", false},
		"fail/Chinese":             {"思科@industry", false},
		"fail/Cyrillic look-alike": {"c\u0456sco@industry", false},
		"fail/full width at":       {"cisco\uff20industry", false},
		"fail/slug too long":       {strings.Repeat("a", 64) + "@b", false},
		"fail/host too long":       {"a@" + strings.Repeat("b", 64), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slug, host, err := form.SplitID("field", row.id)
			if row.ok {
				require.NoError(t, err)
				require.Equal(t, row.id, slug+"@"+host)
				return
			}
			require.Equal(t, "field", requireCode(t, refusal.BadID, err).Params["field"])
		})
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	for _, request := range []string{"1", "0e984725-c51c-4bf4-9960-e1c80e27aba0", "Join_2026.03-01", strings.Repeat("r", 64)} {
		require.NoError(t, form.CheckRequest(request))
	}
	for _, request := range []string{"", " ", "a b", "a/b", "a\x00b", "请求", "a\n", strings.Repeat("r", 65)} {
		requireCode(t, refusal.BadID, form.CheckRequest(request))
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, row := range map[string]struct {
		text string
		want time.Duration
		ok   bool
	}{
		"ok/days":                {"P7D", 7 * day, true},
		"ok/hours":               {"PT36H", 36 * time.Hour, true},
		"ok/all":                 {"P1DT12H30M5S", day + 12*time.Hour + 30*time.Minute + 5*time.Second, true},
		"ok/leave out":           {"P1DT5S", day + 5*time.Second, true},
		"ok/nothing":             {"PT0S", 0, true},
		"ok/the most":            {"P99999DT99999H99999M99999S", 99999 * (day + time.Hour + time.Minute + time.Second), true},
		"fail/empty":             {"", 0, false},
		"fail/P":                 {"P", 0, false},
		"fail/PT":                {"PT", 0, false},
		"fail/T without a clock": {"P1DT", 0, false},
		"fail/no P":              {"7D", 0, false},
		"fail/no unit":           {"P7", 0, false},
		"fail/no number":         {"PD", 0, false},
		"fail/weeks":             {"P1W", 0, false},
		"fail/months":            {"P1M", 0, false},
		"fail/years":             {"P1Y", 0, false},
		"fail/fraction":          {"PT1.5H", 0, false},
		"fail/comma":             {"PT1,5H", 0, false},
		"fail/negative":          {"-P1D", 0, false},
		"fail/negative within":   {"P-1D", 0, false},
		"fail/plus":              {"P+1D", 0, false},
		"fail/space":             {"P 1D", 0, false},
		"fail/lower case":        {"p1d", 0, false},
		"fail/wrong order":       {"PT5M1H", 0, false},
		"fail/hours without T":   {"P1H", 0, false},
		"fail/unit twice":        {"PT1H1H", 0, false},
		"fail/too many":          {"P100000D", 0, false},
		"fail/overflow":          {"P99999999999999999999D", 0, false},
		"fail/too long":          {"P" + strings.Repeat("0", 40) + "1D", 0, false},
		"fail/other digits":      {"P٣D", 0, false},
		"fail/U+0000":            {"P1D\x00", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := form.Duration(row.text).Parse()
			require.Equal(t, row.ok, ok)
			if ok {
				require.Equal(t, row.want, got)
			}
		})
	}
}

func requireCode(t require.TestingT, code refusal.Code, err error) *refusal.Error {
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, code, denied.Code, "%v", err)
	return denied
}
