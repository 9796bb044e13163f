package faulttext_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/faulttext"
	"allianceregistry/internal/text"
)

func TestSay(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "")
	t.Setenv("https_proxy", "")
	for name, row := range map[string]struct {
		kind     client.FaultKind
		code     string
		said     string
		proxy    string
		want     string
		unwanted string
	}{
		"fail/of its kind": {kind: client.Failed, said: "out of order", want: "did not accept it."},
		"fail/stranger":    {kind: client.Failed, said: "access denied: channel [registry] creator org unknown, creator is malformed", want: "of another network"},
		"fail/revoked, as a peer says": {
			kind: client.Failed, said: "error validating proposal: access denied: channel [registry] creator org [industry]", want: "it was revoked",
		},
		"fail/revoked, as an orderer says": {kind: client.Failed, said: "implicit policy evaluation failed - 0 sub-policies were satisfied", want: "it was revoked"},
		"fail/revoked, as a stream says":   {kind: client.Failed, said: "the peer does not let this identity read blocks", want: "it was revoked"},
		"fail/expired":                     {kind: client.Failed, said: "proposal client identity expired", want: "has expired"},
		"fail/stranger, as TLS says": {
			kind: client.Unavailable, want: "of another network",
			said: `connection error: desc = "error reading server preface: remote error: tls: certificate required"`,
		},
		"fail/expired, as TLS says": {kind: client.Unavailable, said: "remote error: tls: expired certificate", want: "has expired"},
		"fail/clock": {
			kind: client.Failed, want: "it says 2026-01-01 00:00:00 +0000 UTC, the peer's says 2026-01-02 00:00:00 +0000 UTC; they may differ by 2m0s",
			said: "request unauthorized due to incorrect timestamp 2026-01-01 00:00:00 +0000 UTC, peer time 2026-01-02 00:00:00 +0000 UTC, peer.authentication.timewindow 2m0s",
		},
		"fail/clock, as the chaincode's service says": {
			kind: client.Failed, want: "it says 2026-01-01T00:00:00Z, the peer's says 2026-01-02T00:00:00Z; they may differ by 2m0s",
			said: "incorrect timestamp 2026-01-01T00:00:00Z, peer time 2026-01-02T00:00:00Z, CHAINCODE_TIME_WINDOW 2m0s",
		},
		"fail/clock, as TLS sees it": {
			kind: client.Unavailable, want: "By this computer's clock it is 2020-01-01T00:00:00Z",
			said: "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2026-11-29T12:00:00Z",
		},
		"fail/proxy": {
			kind: client.Unavailable, said: "no connection", proxy: "http://me:secret@proxy.example:3128",
			want: "HTTPS_PROXY=http://me:xxxxx@proxy.example:3128", unwanted: "secret",
		},
		"ok/a proxy that is not in the way": {kind: client.Failed, said: "out of order", proxy: "http://proxy.example:3128", want: "accept", unwanted: "proxy"},
		"ok/it took effect":                 {kind: client.Unknown, code: client.Valid, said: "it took effect", want: "It took effect, in transaction 12ab", unwanted: "Nobody"},
		"fail/nobody says, though one was dismissed": {
			kind: client.Unknown, said: "no peer reported it; access denied", want: "Nobody says", unwanted: "revoked",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if row.proxy != "" {
				t.Setenv("HTTPS_PROXY", row.proxy)
			}
			for _, lang := range text.Languages {
				in, err := text.In(lang)
				require.NoError(t, err)
				told := faulttext.Say(in, &client.Fault{Phase: client.Wait, Kind: row.kind, Code: row.code, Tx: "12ab", Err: errors.New(row.said)})
				require.NotContains(t, told, "{{")
				require.NotContains(t, told, "<no value>")
				if lang == "en" {
					require.Contains(t, told, row.want)
				}
				if row.unwanted != "" {
					require.NotContains(t, told, row.unwanted)
				}
			}
		})
	}
}

// What was found of a host names it, as an error too.
func TestFinding(t *testing.T) {
	for _, code := range client.FindingCodes() {
		finding := client.Finding{Code: code, Host: "industry", About: "GetJoin", Field: "subject", Asked: "a@b", Answered: "c@d", Other: "academia"}
		for _, lang := range text.Languages {
			said, err := text.In(lang)
			require.NoError(t, err)
			require.Contains(t, faulttext.Finding(said, finding), "industry", "%s: %s", lang, code)
			require.NotContains(t, faulttext.Finding(said, finding), "<no value>", "%s: %s", lang, code)
		}
	}
	english, err := text.In("en")
	require.NoError(t, err)
	chinese, err := text.In("zh")
	require.NoError(t, err)
	for _, row := range []struct {
		finding          client.Finding
		english, chinese string
	}{
		{
			client.Finding{Code: client.AnswerMismatch, Host: "industry", About: "GetJoin", Field: "subject", Asked: "a@b", Answered: "c@d"},
			"Host industry is not to be believed: its answer to GetJoin is about another subject: c@d, not a@b.",
			"承载机构 industry 的应答不可信：问的是 GetJoin，应答中的对象为 c@d，而非 a@b。",
		},
		{
			client.Finding{Code: client.AnswerMismatch, Host: "industry", About: "GetJoin", Field: "action", Asked: "admit", Answered: "expel"},
			"Host industry is not to be believed: its answer to GetJoin is about another action: expel, not admit.",
			"承载机构 industry 的应答不可信：问的是 GetJoin，应答中的事项为 除名，而非 接纳。",
		},
		{
			client.Finding{Code: client.AnswerMismatch, Host: "industry", About: "GetJoin", Field: client.Form, Asked: "GetJoin", Answered: "invalid character"},
			"Host industry is not to be believed: its answer to GetJoin cannot be read as one to that question.",
			"承载机构 industry 的应答不可信：对 GetJoin 的应答无法读取，不成其为对所问的应答。",
		},
		{
			client.Finding{Code: client.AnswerDisputed, Host: "industry", Other: "academia", About: "GetJoin"},
			"Hosts industry and academia answer GetJoin differently, and nobody decides between them: what follows is the word of industry alone.",
			"承载机构 industry 与 academia 对 GetJoin 的应答不同，且没有其他机构可以定夺：以下仅为 industry 一家之言。",
		},
	} {
		require.Equal(t, row.english, faulttext.Finding(english, row.finding))
		require.Equal(t, row.chinese, faulttext.Finding(chinese, row.finding))
		require.NotContains(t, row.finding.Error(), "the form is")
	}
	fault := &client.Fault{Phase: client.Query, Kind: client.Misled, Err: &client.Finding{
		Code: client.AnswerMismatch, Host: "industry", About: "GetJoin", Field: "subject", Asked: "a@b", Answered: "c@d",
	}}
	require.Equal(t, "Host industry is not to be believed: its answer to GetJoin is about another subject: c@d, not a@b.", faulttext.Say(english, fault))
	failure := faulttext.Failure(fault, "said")
	require.Equal(t, "NETWORK_MISLED", failure.Code)
	require.Equal(t, "ANSWER_MISMATCH", failure.Parameters["reason"])
	require.Equal(t, "industry", failure.Parameters["host"])
}
