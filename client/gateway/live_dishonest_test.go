//go:build live

package gateway_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// liar is a chaincode that answers what its host wants, and has no result of any
// transaction that others could come to.
type liar struct {
	mu sync.Mutex
	// lies are answers by question and argument; all else is answered by an empty object.
	lies map[string][]byte
}

func (*liar) Init(shim.ChaincodeStubInterface) *peer.Response { return shim.Success(nil) }

func (l *liar) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	name, arguments := stub.GetFunctionAndParameters()
	l.mu.Lock()
	defer l.mu.Unlock()
	if lie, lies := l.lies[name+strings.Join(arguments, "")]; lies {
		return shim.Success(lie)
	}
	return shim.Success([]byte("{}"))
}

// lie is what is answered to a question, in the place of the truth.
func (l *liar) lie(t *testing.T, name string, question any, answer []byte) {
	t.Helper()
	argument, err := json.Marshal(question)
	require.NoError(t, err)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lies[name+string(argument)] = answer
}

// environment is that of a process of the network.
func environment(t *testing.T, process string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", ".network", networkName, "processes", process, "pid"))
	require.NoError(t, err)
	content, err = os.ReadFile(filepath.Join("/proc", strings.Fields(string(content))[0], "environ"))
	require.NoError(t, err)
	variables := map[string]string{}
	for _, variable := range strings.Split(string(content), "\x00") {
		name, value, _ := strings.Cut(variable, "=")
		variables[name] = value
	}
	return variables
}

// replaced puts another chaincode in the place of a host's, until the test ends: a host
// can do so whenever it wants.
func replaced(t *testing.T, host string, by shim.Chaincode) {
	t.Helper()
	set := environment(t, "chaincode."+host)
	pair, err := tls.LoadX509KeyPair(set["CHAINCODE_TLS_CERT"], set["CHAINCODE_TLS_KEY"])
	require.NoError(t, err)
	authority, err := os.ReadFile(set["CHAINCODE_CLIENT_CA_CERT"])
	require.NoError(t, err)
	callers := x509.NewCertPool()
	require.True(t, callers.AppendCertsFromPEM(authority))
	kill(t, "chaincode."+host)

	var listener net.Listener
	require.Eventually(t, func() bool {
		listener, err = net.Listen("tcp", set["CHAINCODE_SERVER_ADDRESS"])
		return err == nil
	}, time.Minute, 50*time.Millisecond, "the port of the chaincode that was killed")
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{pair}, ClientCAs: callers, ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS12,
	})))
	peer.RegisterChaincodeServer(server, &shim.ChaincodeServer{CCID: set["CHAINCODE_ID"], CC: by})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
}

// A host whose chaincode shows its member another proposal than it asks for bends no
// vote of it, and keeps it from none: it is named, and the two others are enough.
func TestLiveDishonestHostBendsNoVote(t *testing.T) {
	identities := map[string]client.Identity{}
	clients := map[string]*client.Client{}
	for _, host := range []string{"industry", "academia", "association"} {
		id := newID(host)
		identities[id] = enrolled(t, id)
		clients[id] = client.New(open(t, identities[id]))
		_, err := clients[id].Submit(within(t), registration())
		require.NoError(t, err)
	}
	var founder, good, bad string
	for id := range clients {
		switch _, host, _ := strings.Cut(id, "@"); host {
		case "industry":
			founder = id
		case "academia":
			good = id
		default:
			bad = id
		}
	}
	slug, _, _ := strings.Cut(founder, "@")
	founded, err := clients[founder].Submit(within(t), membership.FoundAlliance{
		Request: client.NewRequest(), Slug: slug + "-alliance", Names: form.Names{"en": "An Alliance of the Tests"},
		Founders: []string{founder}, Charter: charter.Charter{
			Schema: 1, Founders: "member",
			Classes: []charter.Class{{
				ID: "member", Names: form.Names{"en": "Member"}, Kinds: []charter.Kind{charter.Enterprise},
				Rights: []charter.Right{charter.Vote},
			}},
			Rules: charter.Rules{charter.Admit: {
				LockOut: charter.LockOutAccepted, Voting: "PT1H", Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
			}},
		},
	})
	require.NoError(t, err)
	alliance := founded.Event.Alliance
	proposals := map[string]string{}
	for _, applicant := range []string{good, bad} {
		require.NoError(t, clients[applicant].Await(within(t), founded.Tx))
		joined, err := clients[applicant].Submit(within(t), membership.Join{Request: client.NewRequest(), Alliance: alliance, Class: "member"})
		require.NoError(t, err)
		proposals[applicant] = joined.Event.Proposal
		for _, other := range clients {
			require.NoError(t, other.Await(within(t), joined.Tx))
		}
	}

	l := &liar{lies: map[string][]byte{}}
	asked := membership.GetJoin{Alliance: alliance, Party: bad}
	argument, err := json.Marshal(asked)
	require.NoError(t, err)
	truth, err := open(t, identities[founder]).Evaluate(within(t), asked.Name(), argument)
	require.NoError(t, err)
	forged := bytes.ReplaceAll(truth, []byte(proposals[bad]), []byte(proposals[good]))
	require.NotEqual(t, truth, forged)
	l.lie(t, asked.Name(), asked, forged)
	replaced(t, "industry", l)

	var mu sync.Mutex
	found := map[client.FindingCode]string{}
	voter := client.New(open(t, identities[founder]), client.WithFindings(func(f client.Finding) {
		mu.Lock()
		defer mu.Unlock()
		found[f.Code] = f.Host
	}))
	dossier := shownTo(t, voter, asked)
	require.Equal(t, proposals[bad], dossier.Proposal.ID)
	about, err := dossier.Proposal.About()
	require.NoError(t, err)
	receipt, err := voter.Submit(within(t), membership.Endorse{
		Request: client.NewRequest(), Proposal: dossier.Proposal.ID, About: &about, Position: charter.Against,
	})
	require.NoError(t, err)
	mu.Lock()
	require.Equal(t, map[client.FindingCode]string{client.AnswerAlone: "industry", client.ResultAlone: "industry"}, found)
	mu.Unlock()

	witness := clients[good]
	require.NoError(t, witness.Await(within(t), receipt.Tx))
	votes := map[string]int{}
	for applicant, proposal := range proposals {
		kept, err := client.Ask(within(t), witness, membership.GetProposal{ID: proposal})
		require.NoError(t, err)
		for _, e := range kept.Endorsements {
			require.Equal(t, charter.Against, e.Position)
			votes[applicant]++
		}
	}
	require.Equal(t, map[string]int{bad: 1}, votes)
}

// shownTo waits until the host's peer has come to know its new chaincode, and returns
// what a member is shown then.
func shownTo(t *testing.T, c *client.Client, q membership.GetJoin) membership.Dossier {
	t.Helper()
	var dossier membership.Dossier
	require.Eventually(t, func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		own, err := c.Version(ctx)
		if err != nil || string(own) != "{}" { // another host's answers, or nobody's
			return false
		}
		dossier, err = client.Agreed(ctx, c, q)
		return err == nil
	}, 2*time.Minute, 200*time.Millisecond)
	return dossier
}
