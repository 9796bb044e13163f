package gateway

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
)

// signedBy refuses a signature that is not the certificate's over the message, or has the higher
// of the two values that s can have, as peers do.
func signedBy(certificate, message, signature []byte) error {
	block, _ := pem.Decode(certificate)
	if block == nil {
		return errors.New("no certificate")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	key, is := parsed.PublicKey.(*ecdsa.PublicKey)
	digest := sha256.Sum256(message)
	if !is || !ecdsa.VerifyASN1(key, digest[:], signature) {
		return errors.New("signed by nobody")
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &pair); err != nil {
		return err
	}
	if pair.S.Cmp(new(big.Int).Rsh(key.Params().N, 1)) > 0 {
		return errors.New("the signature has the higher s")
	}
	return nil
}

// checkProposal refuses a proposal that a peer would not take.
func checkProposal(ctx context.Context, tx string, signed *peer.SignedProposal) error {
	proposal, header, channel, signature, creator := &peer.Proposal{}, &common.Header{}, &common.ChannelHeader{}, &common.SignatureHeader{}, &msp.SerializedIdentity{}
	decode(signed.GetProposalBytes(), proposal)
	decode(proposal.GetHeader(), header)
	decode(header.GetChannelHeader(), channel)
	decode(header.GetSignatureHeader(), signature)
	decode(signature.GetCreator(), creator)
	id := sha256.Sum256(append(append([]byte{}, signature.GetNonce()...), signature.GetCreator()...))
	switch {
	case channel.GetTxId() != tx || tx != hex.EncodeToString(id[:]):
		return errors.New("another transaction id")
	case creator.GetMspid() != "industry" || channel.GetChannelId() != "registry" || common.HeaderType(channel.GetType()) != common.HeaderType_ENDORSER_TRANSACTION:
		return errors.New("another header")
	case !bound(ctx, header.GetChannelHeader()):
		return errors.New("not bound to the connection")
	}
	return signedBy(creator.GetIdBytes(), signed.GetProposalBytes(), signed.GetSignature())
}

// strictPeer is a fake whose gateway takes nothing that a real one would not.
type strictPeer struct {
	*fakePeer
	certificate []byte
	asked       func(name, argument string)
}

func (s strictPeer) Endorse(ctx context.Context, request *gateway.EndorseRequest) (*gateway.EndorseResponse, error) {
	if err := checkProposal(ctx, request.GetTransactionId(), request.GetProposedTransaction()); err != nil {
		return nil, err
	}
	s.asked(argumentOf(request.GetProposedTransaction(), 0), argumentOf(request.GetProposedTransaction(), 1))
	return s.fakePeer.Endorse(ctx, request)
}

func (s strictPeer) Evaluate(ctx context.Context, request *gateway.EvaluateRequest) (*gateway.EvaluateResponse, error) {
	if err := checkProposal(ctx, request.GetTransactionId(), request.GetProposedTransaction()); err != nil {
		return nil, err
	}
	return &gateway.EvaluateResponse{Result: &peer.Response{Payload: []byte("asked " + argumentOf(request.GetProposedTransaction(), 0))}}, nil
}

func (s strictPeer) Submit(ctx context.Context, request *gateway.SubmitRequest) (*gateway.SubmitResponse, error) {
	envelope := request.GetPreparedTransaction()
	if err := signedBy(s.certificate, envelope.GetPayload(), envelope.GetSignature()); err != nil {
		return nil, err
	}
	return s.fakePeer.Submit(ctx, request)
}

func (s strictPeer) CommitStatus(ctx context.Context, request *gateway.SignedCommitStatusRequest) (*gateway.CommitStatusResponse, error) {
	if err := signedBy(s.certificate, request.GetRequest(), request.GetSignature()); err != nil {
		return nil, err
	}
	return s.fakePeer.CommitStatus(ctx, request)
}

// The example in Python makes what a peer takes, signs nothing else than what it asked for, and
// tells a refusal.
func TestPythonSends(t *testing.T) {
	t.Parallel()
	program, messages := PythonWithFabric(t)
	certificate, key := certified(t, "cisco@industry")
	folder := t.TempDir()
	files := map[string][]byte{"cert.pem": certificate, "key.pem": key}
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	const argument = `{"request":"j","alliance":"zgc@association","class":"会员"}`
	for name, row := range map[string]struct {
		fake      *fakePeer
		flags     []string
		out, talk string
		submitted int32
	}{
		"ok/sent":      {fake: &fakePeer{}, out: "\t7\tVALID\n", submitted: 1},
		"ok/asked":     {fake: &fakePeer{}, flags: []string{"--evaluate"}, out: "asked Join\n"},
		"fail/invalid": {fake: &fakePeer{code: peer.TxValidationCode_MVCC_READ_CONFLICT}, out: "\t7\tMVCC_READ_CONFLICT\n", submitted: 1},
		"fail/refused": {
			fake: &fakePeer{unendorsed: detailed(codes.Aborted, "failed to endorse", `chaincode response 500, REFUSED NOT_A_MEMBER {"party":"cisco@industry"}`)},
			talk: `REFUSED NOT_A_MEMBER {"party":"cisco@industry"}`,
		},
		"fail/another argument": {
			fake: &fakePeer{tampers: func(_ *fakePeer, honest *common.Envelope) *common.Envelope {
				return &common.Envelope{Payload: bytes.Replace(honest.GetPayload(), []byte("zgc@association"), []byte("bad@association"), 1)}
			}},
			talk: "something else",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.fake.lets = certificate
			strict := strictPeer{row.fake, certificate, func(name, sent string) {
				require.Equal(t, "Join", name)
				require.Equal(t, argument, sent)
			}}
			at := strict.listen(t)
			args := append([]string{
				"-B", filepath.Join("..", "..", "examples", "gateway", "send.py"), "--peer", at.Address, "--tls-ca", at.TLSRoot, "--server-name", at.ServerName,
				"--msp", "industry", "--cert", filepath.Join(folder, "cert.pem"), "--key", filepath.Join(folder, "key.pem"),
			}, append(row.flags, "Join", argument)...)
			var out, talk bytes.Buffer
			run := exec.CommandContext(t.Context(), program, args...)
			run.Stdout, run.Stderr = &out, &talk
			run.Env = append(os.Environ(), "PYTHONUTF8=1", "no_proxy=127.0.0.1", messages)
			err := run.Run()
			require.Equal(t, name[:2] == "ok", err == nil, "%s%s", out.String(), talk.String())
			require.Contains(t, out.String(), row.out)
			require.Contains(t, talk.String(), row.talk)
			require.Equal(t, row.submitted, row.fake.submitted.Load())
		})
	}
}

// listen has the fake listen until the test ends, with its gateway in place of the fake's.
func (s strictPeer) listen(t *testing.T) Endpoint {
	t.Helper()
	return s.fakePeer.listenAs(t, "industry", s)
}
