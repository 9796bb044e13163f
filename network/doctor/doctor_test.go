package doctor

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

const self = "network --name test"

// here are the lines for a network of one machine.
var here = advice.Lines{Program: self} //nolint:gochecknoglobals // fixed

// judged is the expected worst finding.
type judged struct {
	severity Severity
	text     string // in its text
	fix      string // in its fix
}

// requireJudged checks the worst finding, and that every finding that is not OK says what
// to type.
func requireJudged(t *testing.T, want judged, found []Finding) {
	t.Helper()
	require.NotEmpty(t, found)
	require.Equal(t, want.severity, worst(found), "%+v", found)
	for _, finding := range found {
		require.NotEmpty(t, finding.Check)
		require.Equal(t, finding.Severity == OK, finding.Fix == nil, "%+v", finding)
	}
	for _, finding := range found {
		if finding.Severity == want.severity {
			require.Contains(t, finding.Text.String(), want.text)
			if finding.Fix != nil {
				require.Contains(t, finding.Fix.String(), want.fix)
			}
			return
		}
	}
}

func TestJudgePrograms(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		missing  error
		facts    []programFacts
		outdated []string
		want     judged
	}{
		"ok/all":         {nil, []programFacts{{"peer", "v1", "v1"}}, nil, judged{OK, network.FabricVersion, ""}},
		"ok/built again": {nil, nil, []string{"chaincode.a"}, judged{Warning, "chaincode.a was rebuilt", self + " restart chaincode.a"}},
		"fail/missing":   {errors.New("peer is not built yet"), nil, nil, judged{Failure, "not built", "scripts/build.sh"}},
		"fail/other":     {nil, []programFacts{{"peer", "v1", "v2"}}, nil, judged{Failure, "peer must be version v1, but is v2", "scripts/build.sh"}},
		"fail/silent":    {nil, []programFacts{{"peer", "v1", ""}}, nil, judged{Failure, "does not run", "scripts/build.sh"}},
		"fail/for token": {nil, []programFacts{{"peer-pkcs11", "v1", ""}}, nil, judged{Failure, "does not run", "scripts/build.sh --pkcs11"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgePrograms(test.missing, test.facts, test.outdated, here))
		})
	}
}

func TestJudgeToken(t *testing.T) {
	t.Parallel()
	requireJudged(t, judged{OK, "the token “keys” has the keys", ""}, judgeToken(nil, "keys", here))
	requireJudged(t, judged{Failure, "put it back", self + " doctor"}, judgeToken(errors.New("put it back"), "keys", here))
}

func TestJudgeHardening(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		facts []versionFacts
		want  judged
	}{
		"ok/all":         {[]versionFacts{{"peer.a", network.FabricVersion}, {"orderer1", network.FabricVersion}}, judged{OK, "2 peers and orderers", ""}},
		"fail/Fabric's":  {[]versionFacts{{"orderer1", network.FabricVersion}, {"peer.a", "v3.1.1"}}, judged{Failure, "peer.a runs v3.1.1", self + " restart peer.a"}},
		"fail/other":     {[]versionFacts{{"peer.a", "v3.1.1+registry.0"}}, judged{Failure, "peer.a runs", "scripts/build.sh"}},
		"warning/nobody": {nil, judged{Warning, "no peer or orderer answers", self + " up"}},
		"fail/says none": {[]versionFacts{{"orderer1", ""}}, judged{Failure, "orderer1 runs", "scripts/build.sh"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeHardening(test.facts, here))
		})
	}
}

func TestJudgePorts(t *testing.T) {
	t.Parallel()
	held := func(by *words.Message) []network.PortUse {
		return []network.PortUse{{Port: 1, Process: "a"}, {Port: 2, Process: "b", Owner: by}}
	}
	tests := map[string]struct {
		facts  []network.PortUse
		unread error
		made   bool
		want   judged
	}{
		"ok/free":        {held(nil), nil, true, judged{OK, "2 ports", ""}},
		"ok/unknown":     {nil, errors.New("no table"), true, judged{Warning, "no table", "/proc"}},
		"fail/another's": {held(words.Command(" by vi (pid 3)")), nil, true, judged{Failure, "port 2, needed by b, is taken by vi (pid 3)", self + " up"}},
		"fail/unmade":    {held(words.Command(" by vi")), nil, false, judged{Failure, "port 2", self + " up --base-port 20000"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, finding := range judgePorts(test.facts, test.unread, here, test.made) {
				require.NotContains(t, fmt.Sprint(finding.Fix), "--name other", "it would be an empty network")
			}
			requireJudged(t, test.want, judgePorts(test.facts, test.unread, here, test.made))
		})
	}
}

func TestJudgeFree(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		free   uint64
		unread error
		want   judged
	}{
		"ok/enough":    {200 * mebibyte, nil, judged{OK, "200 MiB", ""}},
		"ok/limit":     {100 * mebibyte, nil, judged{OK, "100 MiB", ""}},
		"ok/little":    {99 * mebibyte, nil, judged{Warning, "99 MiB", "df"}},
		"ok/unknown":   {0, errors.New("no table"), judged{Warning, "no table", "df"}},
		"fail/nothing": {9 * mebibyte, nil, judged{Failure, "9 MiB", "df"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeFree("disk", test.free, test.unread, 100*mebibyte, 10*mebibyte, "df"))
		})
	}
}

func TestJudgeFiles(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		facts []fileFacts
		want  judged
	}{
		"ok/room":      {[]fileFacts{{"a", 60, 20000}, {"b", 10, 30000}}, judged{OK, "60 of 20000", ""}},
		"ok/low limit": {[]fileFacts{{"a", 60, 1024}}, judged{Warning, "a has 60 open files of at most 1024", "ulimit"}},
		"fail/full":    {[]fileFacts{{"a", 60, 20000}, {"b", 820, 1024}}, judged{Failure, "b has 820", self + " restart"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeFiles(test.facts, here))
		})
	}
}

func TestJudgeCertificates(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	in := func(days int) time.Time { return now.AddDate(0, 0, days) }
	const made, enrolled = "crypto/a/ca.pem", "hosts/a/registrar/msp/signcerts/cert.pem"
	tests := map[string]struct {
		facts []certificateFacts
		want  judged
	}{
		"ok/long":       {[]certificateFacts{{made, in(365), nil}, {enrolled, in(30), nil}}, judged{OK, "2, the first expires on 2026-01-31", ""}},
		"ok/a month":    {[]certificateFacts{{enrolled, in(29), nil}}, judged{Warning, enrolled + " expires in 29 days", "stop ca.a"}},
		"ok/a week":     {[]certificateFacts{{enrolled, in(7), nil}}, judged{Warning, "7 days", "rm -r '/net/hosts/a/registrar/msp'"}},
		"fail/days":     {[]certificateFacts{{made, in(365), nil}, {made, in(6), nil}}, judged{Failure, made + " expires in 6 days", self + " down"}},
		"fail/ended":    {[]certificateFacts{{made, in(-1), nil}}, judged{Failure, "expired on 2025-12-31", self + " down"}},
		"fail/unread":   {[]certificateFacts{{made, in(0), errors.New("torn")}}, judged{Failure, "torn", self + " down"}},
		"fail/nothing":  {nil, judged{Failure, "no certificates", self + " up"}},
		"fail/both bad": {[]certificateFacts{{made, in(20), nil}, {enrolled, in(1), nil}}, judged{Failure, enrolled, "stop ca.a"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeCertificates(test.facts, now, "/net", here))
		})
	}
}

func TestJudgeProcesses(t *testing.T) {
	t.Parallel()
	down, hangs := errors.New("a has ended"), errors.New("a does not answer")
	tests := map[string]struct {
		facts []processFacts
		want  judged
	}{
		"ok/all":       {[]processFacts{{"a", true, nil}, {"b", true, nil}}, judged{OK, "2 run", ""}},
		"fail/dead":    {[]processFacts{{"a", false, down}, {"b", true, nil}}, judged{Failure, "a does not run", self + " start a"}},
		"fail/hanging": {[]processFacts{{"a", true, hangs}}, judged{Failure, "does not answer", self + " restart a"}},
		"fail/stopped": {[]processFacts{{"a", false, down}, {"b", false, down}}, judged{Failure, "none of the 2", self + " up"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeProcesses(test.facts, here))
		})
	}
}

func TestJudgeClocks(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		newest time.Time
		ntp    ntpState
		want   judged
	}{
		"ok/idle for a year": {now.AddDate(-1, 0, 0), ntpSynchronized, judged{OK, "2025-01-01", ""}},
		"ok/another's clock": {now.Add(time.Second), ntpUnknown, judged{OK, "", ""}},
		"ok/set back a bit":  {now.Add(5 * time.Second), ntpSynchronized, judged{Warning, "5s behind", "set-ntp"}},
		"ok/free":            {now, ntpUnsynchronized, judged{Warning, "NTP", "set-ntp"}},
		"ok/nobody told":     {time.Time{}, ntpSynchronized, judged{Warning, "no peer", "timedatectl"}},
		"fail/set back":      {now.Add(3 * time.Minute), ntpUnsynchronized, judged{Failure, "3m0s behind the newest block", "set-ntp"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeClocks(clockFacts{Now: now, Newest: test.newest, Window: 2 * time.Minute, NTP: test.ntp}))
		})
	}
}

func TestJudgeHeights(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		facts []heightFacts
		want  judged
	}{
		"ok/equal":        {[]heightFacts{{"a", true, 7, 7}, {"b", true, 7, 7}}, judged{OK, "2 at 7 blocks", ""}},
		"ok/on its way":   {[]heightFacts{{"a", true, 7, 9}, {"b", true, 6, 8}}, judged{OK, "", ""}},
		"ok/catching up":  {[]heightFacts{{"a", true, 70, 70}, {"b", true, 6, 40}}, judged{Warning, "b is 30 blocks behind", self + " restart b"}},
		"fail/stuck":      {[]heightFacts{{"a", true, 7, 7}, {"b", true, 4, 4}}, judged{Failure, "b is stuck at 4, 3 blocks behind", self + " restart b"}},
		"fail/not joined": {[]heightFacts{{"a", true, 7, 7}, {"b", false, 0, 0}}, judged{Failure, "b has not joined", self + " stop b"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeHeights(test.facts, here))
		})
	}
}

// Each peer is asked about its chaincode, also where a host has several, and nobody else's.
func TestChaincodesOfEachPeer(t *testing.T) {
	t.Parallel()
	facts := chaincodesIn(network.Status{Processes: []network.ProcessStatus{
		{Name: "peer.a", Kind: network.KindPeer, Host: "a", Up: true},
		{Name: "peer2.a", Kind: network.KindPeer, Host: "a"},
		{Name: "chaincode.a", Kind: network.KindChaincode, Host: "a", Up: true},
		{Name: "ca.a", Kind: network.KindCA, Host: "a", Up: true},
	}}, true)
	require.Equal(t, []chaincodeFacts{
		{Host: "a", Peer: "peer.a", PeerUp: true, Own: true, Up: true}, {Host: "a", Peer: "peer2.a", Own: true, Up: true},
	}, facts)
}

func TestJudgeChaincode(t *testing.T) {
	t.Parallel()
	well := chaincodeFacts{
		Host: "a", Peer: "peer2.a", PeerUp: true, Approval: network.ChaincodeApproval{Package: "r:1", Approved: "r:1", Sequence: "1"}, Up: true,
	}
	tests := map[string]struct {
		change func(*chaincodeFacts)
		want   judged
	}{
		"ok/all":             {func(*chaincodeFacts) {}, judged{OK, "2 peers", ""}},
		"ok/peer down":       {func(f *chaincodeFacts) { f.PeerUp = false }, judged{Warning, "not asked through peer2.a", self + " restart peer2.a"}},
		"fail/not committed": {func(f *chaincodeFacts) { f.Approval.Sequence = "" }, judged{Failure, "no committed definition", self + " restart"}},
		"fail/other package": {func(f *chaincodeFacts) { f.Approval.Approved = "r:0" }, judged{Failure, `approved the package "r:0", but runs "r:1"`, self + " restart"}},
		"fail/no package": {
			func(f *chaincodeFacts) { f.Approval.Approved = "" },
			judged{Failure, "peer2.a has no chaincode package", self + " rejoin a"},
		},
		"fail/no package on a machine of its own": {
			func(f *chaincodeFacts) { f.Approval.Approved, f.Own = "", true },
			judged{Failure, "peer2.a has no chaincode package", self + " restart peer2.a && " + self + " host start"},
		},
		"fail/down": {
			func(f *chaincodeFacts) { f.Up, f.Cause = false, errors.New("refused") },
			judged{Failure, "chaincode.a does not run", self + " start chaincode.a"},
		},
		"fail/hangs": {
			func(f *chaincodeFacts) { f.Cause = errors.New("not within 10s") },
			judged{Failure, "chaincode.a does not answer peer2.a: not within", self + " restart chaincode.a"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts, other := well, well
			test.change(&facts)
			other.Host = "b"
			requireJudged(t, test.want, judgeChaincode([]chaincodeFacts{facts, other}, here))
		})
	}
}

func TestJudgeOthers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		facts othersFacts
		want  judged
	}{
		"ok/closed":      {othersFacts{"/n", 0o700, nil}, judged{OK, "neither keys nor operations", ""}},
		"fail/all read":  {othersFacts{"/n", 0o755, nil}, judged{Failure, "can enter /n", "chmod 700 '/n'"}},
		"fail/group":     {othersFacts{"/n", 0o710, nil}, judged{Failure, "can enter /n", "chmod 700 '/n'"}},
		"fail/unguarded": {othersFacts{"/n", 0o700, []string{"a"}}, judged{Failure, "of a is open to anybody", self + " up"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeOthers(test.facts, here))
		})
	}
}

func TestJudgeAdmission(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		facts []admissionFacts
		asked bool
		want  judged
	}{
		"ok/shut":                 {[]admissionFacts{{"peer.a", false}, {"orderer1", false}}, true, judged{OK, "2 peers and orderers answer only", ""}},
		"warning/an old network":  {[]admissionFacts{{"peer.a", true}, {"peer.b", true}}, false, judged{Warning, "this network was made before", "stays so"}},
		"warning/nobody asked":    {nil, true, judged{Warning, "no peer or orderer answers", self + " up"}},
		"warning/nobody, old":     {nil, false, judged{Warning, "no peer or orderer answers", self + " up"}},
		"warning/not yet started": {[]admissionFacts{{"peer.a", true}}, true, judged{Warning, "peer.a answers anyone", self + " restart peer.a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireJudged(t, test.want, judgeAdmission(test.facts, test.asked, here))
		})
	}
}

// Where nothing has been built or started, the doctor says so and writes nothing.
func TestDoctorWithoutNetwork(t *testing.T) {
	t.Parallel()
	dir := network.Dir(filepath.Join(t.TempDir(), "a 网络, 'b' {c}"))
	n, err := network.New(network.Home(t.TempDir()), dir, network.DefaultTopology(), func(*words.Message) {})
	require.NoError(t, err)
	report := Examine(t.Context(), n, here)
	require.NoDirExists(t, string(dir))
	require.GreaterOrEqual(t, report.Failures, 1, "nothing is built")
	last := report.Findings[len(report.Findings)-1]
	require.Equal(t, Finding{Check: "network", Severity: Warning, Text: words.Of("doctor.none"), Fix: words.Command(self + " up")}, last)
	require.True(t, strings.HasSuffix(report.Findings[0].Fix.String(), "scripts/build.sh"))
}
