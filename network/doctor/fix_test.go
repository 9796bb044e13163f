package doctor

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// A fix is right for the folder in which it is typed. Here stands every finding whose fix is a
// command for the processes, with the fix for each kind of folder.

// kinds are the kinds of folders: a network of one machine, and host a on its own, run by this
// program or by another. Those in containers differ in their words alone (package advice).
var kinds = []advice.Lines{ //nolint:gochecknoglobals // fixed
	{Program: self}, {Program: self, Host: "a"}, {Program: self, Host: "a", Supervisor: advice.Systemd},
}

func TestFixes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	expiring := func(path string) func(advice.Lines) []Finding {
		return func(lines advice.Lines) []Finding {
			return judgeCertificates([]certificateFacts{{path, now.AddDate(0, 0, 3), nil}}, now, "/net", lines)
		}
	}
	chaincode := func(change func(*chaincodeFacts)) func(advice.Lines) []Finding {
		return func(lines advice.Lines) []Finding {
			fact := chaincodeFacts{Host: "a", Peer: "peer.a", PeerUp: true, Approval: network.ChaincodeApproval{Package: "r:1", Approved: "r:1", Sequence: "1"}, Up: true}
			change(&fact)
			return judgeChaincode([]chaincodeFacts{fact}, lines)
		}
	}
	const (
		up      = self + " up"
		own     = self + " host start"
		systemd = "sudo systemctl start registry-a.target && " + own
		restart = "sudo systemctl restart registry-a"
	)
	for name, row := range map[string]struct {
		judge func(advice.Lines) []Finding
		fixes [3]string
	}{
		"programs/rebuilt": {
			func(l advice.Lines) []Finding { return judgePrograms(nil, nil, []string{"chaincode.a"}, l) },
			[3]string{self + " restart chaincode.a", self + " restart chaincode.a", restart + "-chaincode"},
		},
		"ports": {
			func(l advice.Lines) []Finding {
				return judgePorts([]network.PortUse{{Port: 1, Process: "a", Owner: words.Command(" by vi")}}, nil, l, true)
			},
			[3]string{"stop that program, then " + up, "stop that program, then " + own, "stop that program, then " + systemd},
		},
		"open files": {
			func(l advice.Lines) []Finding { return judgeFiles([]fileFacts{{"a", 900, 1000}}, l) },
			[3]string{"ulimit -n 65536 && " + self + " restart", "ulimit -n 65536 && " + self + " restart"}, // a supervisor's are not counted
		},
		"certificates/none": {
			func(l advice.Lines) []Finding { return judgeCertificates(nil, now, "/net", l) },
			[3]string{up, "put your own copy of /net back: nobody else has this host's keys", "put your own copy of /net back: nobody else has this host's keys"},
		},
		"certificates/unread": {
			func(l advice.Lines) []Finding {
				return judgeCertificates([]certificateFacts{{"crypto/peerOrganizations/a/ca/x.pem", time.Time{}, errors.New("torn")}}, now, "/net", l)
			},
			[3]string{self + " down && " + up + "    # its ledger is lost", "put your own copy of /net back: nobody else has this host's keys", "put your own copy of /net back: nobody else has this host's keys"},
		},
		"certificates/registrar": {
			expiring("hosts/a/registrar/msp/signcerts/cert.pem"),
			[3]string{"rm -r '/net/hosts/a/registrar/msp' && " + self + " stop ca.a && " + up, own, systemd},
		},
		"certificates/operator": {
			expiring("operator/client.crt"),
			[3]string{
				"rm -rf '/net/operator' && " + self + " stop && " + up, self + " host init a && " + self + " restart && " + own,
				self + " host init a && " + restart + ".target && " + own,
			},
		},
		"certificates/node": {
			expiring("crypto/peerOrganizations/a/peers/peer.a/tls/server.crt"),
			[3]string{self + " down && " + up + "    # its ledger is lost", self + " host renew", self + " host renew"},
		},
		"certificates/orderer": {
			expiring("crypto/ordererOrganizations/a-orderer/tlsca/x.pem"),
			[3]string{self + " down && " + up + " …", self + " host renew", self + " host renew"},
		},
		"certificates/another host's": {
			expiring("crypto/peerOrganizations/b/tlsca/tlsca.b-cert.pem"),
			[3]string{self + " down && " + up + " …", "tell its operator. When it has a new one in the channel, take that over: " + own + " …", "take that over: " + systemd + " …"},
		},
		"others/operations": {
			func(l advice.Lines) []Finding { return judgeOthers(othersFacts{"/n", 0o700, []string{"peer.a"}}, l) },
			[3]string{up, own, systemd},
		},
		"processes/one": {
			func(l advice.Lines) []Finding {
				return judgeProcesses([]processFacts{{"peer.a", false, errors.New("ended")}, {"ca.a", true, nil}}, l)
			},
			[3]string{self + " start peer.a", self + " start peer.a", "sudo systemctl start registry-a-peer"},
		},
		"processes/hangs": {
			func(l advice.Lines) []Finding {
				return judgeProcesses([]processFacts{{"peer.a", true, errors.New("no answer")}}, l)
			},
			[3]string{self + " restart peer.a", self + " restart peer.a", restart + "-peer"},
		},
		"processes/all": {
			func(l advice.Lines) []Finding {
				return judgeProcesses([]processFacts{{"peer.a", false, errors.New("ended")}}, l)
			},
			[3]string{up, own, systemd},
		},
		"hardening": {
			func(l advice.Lines) []Finding { return judgeHardening([]versionFacts{{"orderer.a", "v3"}}, l) },
			[3]string{"scripts/build.sh; " + self + " restart orderer.a", "scripts/build.sh; " + self + " restart orderer.a", "scripts/build.sh; " + restart + "-orderer"},
		},
		"hardening/nobody": {
			func(l advice.Lines) []Finding { return judgeHardening(nil, l) },
			[3]string{up, own, systemd},
		},
		"admission": {
			func(l advice.Lines) []Finding { return judgeAdmission([]admissionFacts{{"peer.a", true}}, true, l) },
			[3]string{self + " restart peer.a", self + " restart peer.a", restart + "-peer"},
		},
		"heights/unjoined": {
			func(l advice.Lines) []Finding { return judgeHeights([]heightFacts{{"peer.a", false, 0, 0}}, l) },
			[3]string{self + " stop peer.a && " + up, own, systemd},
		},
		"heights/stuck": {
			func(l advice.Lines) []Finding {
				return judgeHeights([]heightFacts{{"orderer.a", true, 7, 7}, {"peer.a", true, 4, 4}}, l)
			},
			[3]string{self + " restart peer.a", self + " restart peer.a", restart + "-peer"},
		},
		"chaincode/peer down": {
			chaincode(func(f *chaincodeFacts) { f.PeerUp = false }),
			[3]string{self + " restart peer.a", self + " restart peer.a", restart + "-peer"},
		},
		"chaincode/not committed": {
			chaincode(func(f *chaincodeFacts) { f.Approval.Sequence = "" }),
			[3]string{self + " restart", self + " chaincode approve && " + self + " chaincode status", self + " chaincode approve && " + self + " chaincode status"},
		},
		"chaincode/not approved": {
			chaincode(func(f *chaincodeFacts) { f.Approval.Approved = "" }),
			[3]string{self + " rejoin a", self + " chaincode approve", self + " chaincode approve"},
		},
		"chaincode/other package": {
			chaincode(func(f *chaincodeFacts) { f.Approval.Approved = "r:0" }),
			[3]string{self + " restart peer.a", self + " chaincode approve", self + " chaincode approve"},
		},
		"chaincode/down": {
			chaincode(func(f *chaincodeFacts) { f.Up, f.Cause = false, errors.New("refused") }),
			[3]string{self + " start chaincode.a", self + " start chaincode.a", "sudo systemctl start registry-a-chaincode"},
		},
		"chaincode/hangs": {
			chaincode(func(f *chaincodeFacts) { f.Cause = errors.New("late") }),
			[3]string{self + " restart chaincode.a", self + " restart chaincode.a", restart + "-chaincode"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, lines := range kinds {
				if row.fixes[i] == "" {
					continue
				}
				found := row.judge(lines)
				require.Len(t, found, 1)
				if part, isPart := strings.CutSuffix(row.fixes[i], " …"); isPart {
					require.Contains(t, found[0].Fix.String(), part)
					continue
				}
				require.Equal(t, row.fixes[i], found[0].Fix.String(), "%+v", lines)
			}
		})
	}
}

// Of a dead process the finding says where its log is.
func TestADeadProcessHasALog(t *testing.T) {
	t.Parallel()
	for i, line := range []string{self + " logs peer.a", self + " logs peer.a", "journalctl -u registry-a-peer"} {
		found := judgeProcesses([]processFacts{{"peer.a", false, errors.New("ended")}, {"ca.a", true, nil}}, kinds[i])
		require.Equal(t, "peer.a does not run; to see why: "+line, found[0].Text.String())
	}
}

// Before a host has agreed to a channel, its machine is examined, and the doctor says what comes
// next; where it has begun, that is for `host start`.
func TestDoctorBeforeTheAgreement(t *testing.T) {
	t.Parallel()
	dir := network.Dir(t.TempDir())
	require.NoError(t, os.WriteFile(dir.Path("host.yaml"), []byte("name: a\naddress: 192.0.2.1\nlisten: 192.0.2.1\nbasePort: 17050\n"), 0o600))
	n, err := network.OpenUnagreed(network.Home(t.TempDir()), dir, func(*words.Message) {})
	require.NoError(t, err)
	require.False(t, n.HasAgreed())
	report := Examine(t.Context(), n, network.Advise(dir, self))
	last := report.Findings[len(report.Findings)-1]
	require.Equal(t, Finding{
		Check: "network", Severity: Warning, Text: words.Of("doctor.unagreed", "host", "a"), Fix: words.Of("doctor.agree", "self", self),
	}, last)
	for _, finding := range report.Findings {
		require.NotEqual(t, "processes", finding.Check)
	}
	require.NoError(t, os.WriteFile(dir.Path("agreed"), []byte("0\n"), 0o600))
	require.True(t, n.HasAgreed())
}
