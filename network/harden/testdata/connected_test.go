package cluster

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/hyperledger/fabric-lib-go/common/flogging"
	"github.com/hyperledger/fabric-lib-go/common/metrics/disabled"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
)

// machine is another orderer's, by how one connects to it.
type machine func(context.Context, string) (net.Conn, error)

// Dial implements SecureDialer.
func (m machine) Dial(address string, _ RemoteVerifier) (*grpc.ClientConn, error) {
	return grpc.NewClient("passthrough:///"+address, grpc.WithContextDialer(m), grpc.WithTransportCredentials(insecure.NewCredentials()))
}

// certificate is somebody's.
func certificate(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// An orderer does not wait for one whose machine says nothing, whichever way they talk.
func TestSilentMachine(t *testing.T) {
	given := make(chan struct{})
	defer close(given)
	silent := machine(func(context.Context, string) (net.Conn, error) {
		<-given // packets vanish, and the connection is not given up while the test runs
		return nil, net.ErrClosed
	})
	logger := flogging.MustGetLogger("test")
	stub := &Stub{RemoteNode: RemoteNode{NodeAddress: NodeAddress{ID: 1, Endpoint: "silent"}, NodeCerts: NodeCerts{ServerTLSCert: certificate(t)}}}
	provider := &disabled.Provider{}
	comm := &Comm{
		Logger: logger, Metrics: NewMetrics(provider),
		Connections: NewConnectionStore(silent, NewMetrics(provider).EgressTLSConnectionCount),
	}
	context, err := comm.createRemoteContext(stub, "channel")()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := context.NewStream(time.Hour); err == nil {
		t.Error("there is a stream to a machine that says nothing")
	}
}

// Between machines that are up the first message finds a connection.
func TestConnected(t *testing.T) {
	server, client := net.Pipe()
	go func() { // as much of HTTP/2 as makes a connection ready: an empty settings frame
		_, _ = server.Write([]byte{0, 0, 0, 4, 0, 0, 0, 0, 0})
		_, _ = server.Read(make([]byte, 1<<10))
		for {
			if _, err := server.Read(make([]byte, 1<<10)); err != nil {
				return
			}
		}
	}()
	defer server.Close()
	answering := machine(func(context.Context, string) (net.Conn, error) { return client, nil })
	conn, err := answering.Dial("up", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if state := connected(conn); state != connectivity.Ready {
		t.Errorf("the connection is %s", state)
	}
}
