package chain

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// network is a forged channel with a chaincode, verified up to its last block.
type network struct {
	*blocktest.Channel
	t        testing.TB
	verifier *Verifier
	memory   *Memory
}

const registry = "registry"

// raft is a channel of three hosts, one orderer and the chaincode "registry".
func raft(t testing.TB) *network {
	return begin(t, blocktest.NewRaft("association", "industry", "academia"))
}

func bft(t testing.TB) *network {
	return begin(t, blocktest.NewBFT("association", "industry", "academia"))
}

func begin(t testing.TB, c *blocktest.Channel) *network {
	n := &network{Channel: c, t: t, memory: NewMemory()}
	n.verifier = New(blocktest.Hash(c.All()[0]), blocktest.ChannelID)
	n.take(c.All()[0])
	n.take(c.Append(n.define(registry, "/Channel/Application/Endorsement").Envelope()))
	return n
}

// define is the call that makes a definition whose policy is that of a path. The
// messages are lifecycle.StateData, ChaincodeValidationInfo and ApplicationPolicy.
func (n *network) define(chaincode, path string) blocktest.Call {
	return n.defineAs(chaincode, field(nil, 2, []byte(path)))
}

func (n *network) defineAs(chaincode string, policy []byte) blocktest.Call {
	info := field(field(nil, 1, []byte("vscc")), 2, policy)
	return n.Call(n.Hosts[0], block.Lifecycle, "CommitChaincodeDefinition", block.Set{
		Namespace: block.Lifecycle,
		Writes:    []block.Write{{Key: block.DefinitionKey(chaincode, block.FieldValidation), Value: field(nil, 2, info)}},
	})
}

// put is a call that writes one key.
func (n *network) put(key, value string) blocktest.Call {
	return n.Call(n.Hosts[0], registry, "Put", block.Set{
		Namespace: registry, Writes: []block.Write{{Key: key, Value: []byte(value)}},
	})
}

// read is a call that reads keys and ranges, and writes one key.
func (n *network) read(reads []block.Read, ranges ...block.Range) blocktest.Call {
	return n.Call(n.Hosts[0], registry, "Read", block.Set{
		Namespace: registry, Reads: reads, Ranges: ranges, Writes: []block.Write{{Key: "read", Value: []byte("1")}},
	})
}

func (n *network) verify(raw []byte) (Verified, error) {
	return n.verifier.Verify(context.Background(), n.verifier.Prepare(raw, "peer"), n.memory)
}

// take verifies a block that is good, and applies it.
func (n *network) take(raw []byte) Verified {
	verified, err := n.verify(raw)
	require.NoError(n.t, err)
	n.memory.Apply(verified)
	return verified
}

// resign makes a changed block look right again.
func (n *network) resign(raw []byte, change func(*blocktest.Editor)) []byte {
	return blocktest.Edit(raw, func(e *blocktest.Editor) {
		change(e)
		e.Rehash()
		e.Sign(n.Orderers)
	})
}

// coded is the next block with these transactions and the peer's codes for them.
func (n *network) coded(codes []string, calls ...blocktest.Call) []byte {
	var envelopes [][]byte
	for _, call := range calls {
		envelopes = append(envelopes, call.Envelope())
	}
	return blocktest.Edit(n.Append(envelopes...), func(e *blocktest.Editor) {
		for i, code := range codes {
			e.SetCode(i, code)
		}
	})
}

// TestUnbound has a call whose endorsed bytes are about another proposal.
func TestUnbound(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][]string{valid: {WrongCode}, badCall: nil} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			p := n.verifier.Prepare(n.coded([]string{code}, n.put("a", "1")), "peer")
			p.block.Transactions[0].Bound = false
			_, err := n.verifier.Verify(t.Context(), p, n.memory)
			var broken *Broken
			if want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorAs(t, err, &broken)
			require.Equal(t, want, codesOf(broken.Findings, Fault))
		})
	}
}

func codesOf(list []Finding, level Severity) []string {
	found := make(map[string]bool)
	for _, f := range list {
		if f.Severity == level {
			found[f.Code] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func only(call blocktest.Call, endorsers ...blocktest.Signer) blocktest.Call {
	call.Endorsers = endorsers
	return call
}

func from(call blocktest.Call, sender blocktest.Signer) blocktest.Call {
	call.Sender = sender
	return call
}

func TestVerifyFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bft   bool
		forge func(n *network) []byte
		want  []string
	}{
		"fail/unreadable": {forge: func(n *network) []byte {
			raw := n.coded(nil, n.put("a", "1"))
			return raw[:len(raw)-7]
		}, want: []string{Unreadable}},
		"fail/no bytes": {forge: func(*network) []byte { return nil }, want: []string{Unreadable}},
		"fail/dropped": {forge: func(n *network) []byte {
			n.coded(nil, n.put("a", "1"))
			return n.coded(nil, n.put("b", "1"))
		}, want: []string{WrongNumber, WrongPrevious}},
		"fail/repeated block":    {forge: func(n *network) []byte { return n.All()[1] }, want: []string{WrongNumber, WrongPrevious}},
		"fail/first block again": {forge: func(n *network) []byte { return n.All()[0] }, want: []string{WrongNumber, WrongPrevious, OrderersMissing}},
		"fail/number": {forge: func(n *network) []byte {
			return n.resign(n.coded(nil, n.put("a", "1")), func(e *blocktest.Editor) { e.SetNumber(9) })
		}, want: []string{WrongNumber}},
		"fail/fork": {forge: func(n *network) []byte {
			return n.resign(n.coded(nil, n.put("a", "1")), func(e *blocktest.Editor) { e.SetPrevious(make([]byte, 32)) })
		}, want: []string{WrongPrevious}},
		"fail/transaction dropped": {forge: func(n *network) []byte {
			return blocktest.Edit(n.coded(nil, n.put("a", "1"), n.put("b", "1")), func(e *blocktest.Editor) { e.Drop(0) })
		}, want: []string{WrongData}},
		"fail/value changed":          {forge: edited(func(n *network, e *blocktest.Editor) { e.SetWrite(0, registry, "a", []byte("2")) }), want: []string{WrongData, WrongCode, BadSender}},
		"fail/value changed and sent": {forge: valueChanged, want: []string{WrongCode, EndorsementsMissing, EndorserInvalid}},
		"fail/header unsigned":        {forge: edited(func(n *network, e *blocktest.Editor) { e.Sign(blocktest.Orderers{}) }), want: []string{OrderersMissing}},
		"fail/signed by a host": {forge: edited(func(n *network, e *blocktest.Editor) {
			e.Sign(blocktest.Orderers{Raft: []blocktest.Signer{n.Hosts[0].Peer}})
		}), want: []string{OrderersMissing}},
		"fail/signed by a stranger": {forge: func(n *network) []byte {
			return blocktest.Edit(n.coded(nil, n.put("a", "1")), func(e *blocktest.Editor) {
				e.Sign(blocktest.Orderers{Raft: []blocktest.Signer{blocktest.NewHost("orderers").Orderer}})
			})
		}, want: []string{OrderersMissing}},
		"fail/bft two of four":     {bft: true, forge: edited(func(n *network, e *blocktest.Editor) { e.Sign(some(n.Orderers, 1, 2)) }), want: []string{OrderersMissing}},
		"fail/bft numbers swapped": {bft: true, forge: edited(func(n *network, e *blocktest.Editor) { e.Sign(swapped(n.Orderers)) }), want: []string{OrderersMissing}},
		"fail/bft unknown number":  {bft: true, forge: edited(func(n *network, e *blocktest.Editor) { e.Sign(renumbered(n.Orderers)) }), want: []string{OrderersMissing}},
		"fail/bft signed as raft": {bft: true, forge: edited(func(n *network, e *blocktest.Editor) {
			e.Sign(blocktest.Orderers{Raft: []blocktest.Signer{n.OrdererHost.Orderer}})
		}), want: []string{OrderersMissing}},
		"fail/config number": {forge: func(n *network) []byte {
			return blocktest.NewBlock(2, blocktest.Hash(n.All()[1]), 1, n.Orderers, n.put("a", "1").Envelope())
		}, want: []string{WrongConfigNumber}},
		"fail/code of a valid one": {forge: func(n *network) []byte { return n.coded([]string{staleRead}, n.put("a", "1")) }, want: []string{WrongCode}},
		"fail/code never given":    {forge: func(n *network) []byte { return n.coded([]string{notValidated}, n.put("a", "1")) }, want: []string{WrongCode}},
		"fail/code of stale read": {forge: func(n *network) []byte {
			return n.coded(nil, n.read([]block.Read{{Key: "a", Version: &block.Version{Block: 9}}}))
		}, want: []string{WrongCode}},
		"fail/phantom called stale": {forge: func(n *network) []byte {
			return n.coded([]string{valid, staleRead}, n.put("a", "1"), n.read(nil, block.Range{Start: "a", End: "b", Exhausted: true}))
		}, want: []string{WrongCode}},
		"fail/signature of another": {forge: func(n *network) []byte {
			return n.resign(n.coded(nil, n.put("a", "1")), func(e *blocktest.Editor) { e.Send(0, n.Hosts[1].Client) })
		}, want: []string{WrongCode, BadSender}},
		"fail/sender of a false MSP": {forge: func(n *network) []byte {
			return n.coded(nil, from(n.put("a", "1"), blocktest.NewHost("industry").Client))
		}, want: []string{WrongCode, BadSender}},
		"fail/sender of no MSP": {forge: func(n *network) []byte {
			return n.coded(nil, from(n.put("a", "1"), blocktest.NewHost("nobody").Client))
		}, want: []string{WrongCode, BadSender}},
		"fail/sender without role": {forge: func(n *network) []byte {
			return n.coded(nil, from(n.put("a", "1"), n.Hosts[0].Issue("x", "janitor")))
		}, want: []string{WrongCode, BadSender}},
		"fail/sender is the CA": {forge: func(n *network) []byte {
			return n.coded(nil, from(n.put("a", "1"), n.Hosts[0].CA.Signer))
		}, want: []string{WrongCode, BadSender}},
		"fail/other channel": {forge: func(n *network) []byte {
			call := n.put("a", "1")
			call.Channel = "other"
			return n.coded(nil, call)
		}, want: []string{WrongChannel, WrongCode, BadSender}},
		"fail/id": {forge: func(n *network) []byte {
			call := n.put("a", "1")
			call.ID = "1234"
			return n.coded(nil, call)
		}, want: []string{WrongCode, WrongTxID}},
		"fail/twice in a block": {forge: func(n *network) []byte {
			tx := n.put("a", "1").Envelope()
			return n.Append(tx, tx)
		}, want: []string{WrongCode, RepeatedTx}},
		"fail/again in a block after": {forge: func(n *network) []byte {
			tx := n.put("a", "1").Envelope()
			n.take(n.Append(tx))
			return n.Append(tx)
		}, want: []string{WrongCode, RepeatedTx}},
		"fail/one endorsement": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer))
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/none": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1")))
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/one twice": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer, n.Hosts[0].Peer))
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/two peers of one host": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer, n.Hosts[0].Issue("peer2", "peer")))
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/a client's": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer, n.Hosts[1].Client))
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/a false peer's": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer, blocktest.NewHost("industry").Peer))
		}, want: []string{WrongCode, EndorsementsMissing, EndorserInvalid}},
		"fail/a revoked peer's": {forge: revoked, want: []string{WrongCode, EndorsementsMissing, EndorserRevoked}},
		"fail/no such chaincode": {forge: func(n *network) []byte {
			call := n.put("a", "1")
			call.Chaincode = "nothing"
			return n.coded(nil, call)
		}, want: []string{WrongCode}},
		"fail/definition by one": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.define("x", "/Channel/Application/Endorsement"), n.Hosts[0].Peer))
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/into the definitions": {forge: intoDefinitions, want: []string{WrongCode, EndorsementsMissing}},
		"fail/another's collection": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.private("industry"), n.Hosts[0].Peer, n.Hosts[2].Peer))
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/nobody's collection": {forge: func(n *network) []byte { return n.coded(nil, n.private("nobody")) }, want: []string{WrongCode}},
		"fail/policy of nowhere": {forge: func(n *network) []byte {
			return n.after(n.define("x", "/Channel/Nowhere"), "x")
		}, want: []string{WrongCode, EndorsementsMissing}},
		"fail/policy unknown": {forge: func(n *network) []byte {
			return n.after(n.defineAs("x", []byte{0x1a, 0}), "x")
		}, want: []string{UnknownPolicy}},
		"fail/key policy": {forge: func(n *network) []byte {
			return n.coded(nil, n.Call(n.Hosts[0], registry, "P", block.Set{Namespace: registry, Policies: []string{"k"}}))
		}, want: []string{KeyPolicy}},
		"fail/config by one admin": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(faster, n.Hosts[0].Admin))
		}, want: []string{ConfigUnauthorized}},
		"fail/config by hosts": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(faster, n.Hosts[0].Admin, n.Hosts[1].Admin, n.Hosts[2].Admin))
		}, want: []string{ConfigUnauthorized}},
		"fail/config by clients": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(looser, n.Hosts[0].Client, n.Hosts[1].Client))
		}, want: []string{ConfigUnauthorized}},
		"fail/config changes nothing": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(func(*blocktest.Settings) {}, n.Hosts[0].Admin, n.Hosts[1].Admin))
		}, want: []string{ConfigUnauthorized}},
		"fail/config with another tx": {forge: func(n *network) []byte {
			return n.Append(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin), n.put("a", "1").Envelope())
		}, want: []string{ConfigUnauthorized}},
		"fail/config twice": {forge: configTwice, want: []string{ConfigUnauthorized}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			if c.bft {
				n = bft(t)
			}
			raw := c.forge(n)
			before := n.verifier.Checkpoint()
			_, err := n.verify(raw)
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			slices.Sort(c.want)
			require.Equal(t, c.want, codesOf(broken.Findings, Fault), "%v", err)
			require.Equal(t, before, n.verifier.Checkpoint(), "the verifier stands where it stood")
			for _, f := range broken.Findings {
				require.Equal(t, "peer", f.Source)
			}
		})
	}
}

func TestVerifyBelieves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bft   bool
		forge func(n *network) []byte
		codes []string
		warn  []string
	}{
		"ok/put": {forge: func(n *network) []byte { return n.coded(nil, n.put("a", "1"), n.put("b", "1")) }, codes: []string{valid, valid}},
		"ok/two of three": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1"), n.Hosts[2].Peer, n.Hosts[1].Peer))
		}, codes: []string{valid}},
		"ok/bft":               {bft: true, forge: func(n *network) []byte { return n.coded(nil, n.put("a", "1")) }, codes: []string{valid}},
		"ok/bft three of four": {bft: true, forge: edited(func(n *network, e *blocktest.Editor) { e.Sign(some(n.Orderers, 1, 2, 4)) }), codes: []string{valid}},
		"ok/bft one too many":  {bft: true, forge: edited(func(n *network, e *blocktest.Editor) { e.Sign(oneFalse(n.Orderers)) }), codes: []string{valid}, warn: []string{OrdererInvalid}},
		"ok/from an orderer": {forge: func(n *network) []byte {
			return blocktest.Edit(n.coded([]string{notValidated}, n.put("a", "1")), func(e *blocktest.Editor) { e.SetCommit(nil) })
		}, codes: []string{valid}},
		"ok/too few, and said so": {forge: func(n *network) []byte {
			return n.coded([]string{endorsementsMissing}, only(n.put("a", "1"), n.Hosts[0].Peer))
		}, codes: []string{endorsementsMissing}},
		"ok/bad sender, and said so": {forge: func(n *network) []byte {
			return n.coded([]string{badCreator}, from(n.put("a", "1"), blocktest.NewHost("industry").Client))
		}, codes: []string{badCreator}},
		"ok/no such chaincode": {forge: func(n *network) []byte {
			call := n.put("a", "1")
			call.Chaincode = "nothing"
			return n.coded([]string{unknownChaincode}, call)
		}, codes: []string{unknownChaincode}},
		"ok/twice, and said so": {forge: func(n *network) []byte {
			tx := n.put("a", "1").Envelope()
			return blocktest.Edit(n.Append(tx, tx), func(e *blocktest.Editor) { e.SetCode(1, repeatedID) })
		}, codes: []string{valid, repeatedID}},
		"ok/id of an invalid one": {forge: func(n *network) []byte {
			tx := only(n.put("a", "1")).Envelope()
			return blocktest.Edit(n.Append(tx, tx), func(e *blocktest.Editor) { e.SetCode(0, endorsementsMissing); e.SetCode(1, endorsementsMissing) })
		}, codes: []string{endorsementsMissing, endorsementsMissing}},
		"ok/own collection": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.private("industry"), n.Hosts[1].Peer))
		}, codes: []string{valid}},
		"ok/no writes": {forge: func(n *network) []byte {
			return n.coded(nil, n.Call(n.Hosts[0], registry, "Nothing"))
		}, codes: []string{valid}},
		"ok/garbage, and said so": {forge: func(n *network) []byte { return n.garbage("BAD_PAYLOAD") }, codes: []string{"BAD_PAYLOAD"}},
		"ok/endorser expired": {forge: func(n *network) []byte {
			return n.coded(nil, only(late(n.put("a", "1")), n.Hosts[0].Peer, expired(n.Hosts[1], "peer")))
		}, codes: []string{valid}, warn: []string{EndorserExpired}},
		"ok/sender expired": {forge: func(n *network) []byte {
			return n.coded(nil, from(late(n.put("a", "1")), expired(n.Hosts[1], "client")))
		}, codes: []string{valid}, warn: []string{SenderExpired}},
		"ok/sender expired, of no effect": {forge: func(n *network) []byte {
			return n.coded([]string{endorsementsMissing}, only(from(late(n.put("a", "1")), expired(n.Hosts[1], "client"))))
		}, codes: []string{endorsementsMissing}},
		"ok/one endorser too many": {forge: func(n *network) []byte {
			return n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer, n.Hosts[1].Peer, blocktest.NewHost("academia").Peer))
		}, codes: []string{valid}, warn: []string{EndorserInvalid}},
		"ok/config": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin))
		}, codes: []string{valid}},
		"ok/config of the orderers": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(faster, n.OrdererHost.Admin))
		}, codes: []string{valid}},
		"ok/config with a new host": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(func(s *blocktest.Settings) { s.Hosts = append(s.Hosts, blocktest.NewHost("new")) }, n.Hosts[0].Admin, n.Hosts[1].Admin))
		}, codes: []string{valid}},
		"ok/config without a host": {forge: func(n *network) []byte {
			return n.AppendConfig(n.Reconfigure(func(s *blocktest.Settings) { s.Hosts = s.Hosts[:2] }, n.Hosts[0].Admin, n.Hosts[1].Admin))
		}, codes: []string{valid}},
		"ok/looser from the next on": {forge: loosened, codes: []string{valid}},
		"ok/key policy, and not valid": {forge: func(n *network) []byte {
			return n.coded([]string{endorsementsMissing}, only(n.Call(n.Hosts[0], registry, "P", block.Set{Namespace: registry, Policies: []string{"k"}})))
		}, codes: []string{endorsementsMissing}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			if c.bft {
				n = bft(t)
			}
			raw := c.forge(n)
			verified := n.take(raw)
			require.Equal(t, c.codes, verified.Codes)
			require.Equal(t, c.warn, codesOf(verified.Findings, Warning))
			require.Equal(t, raw, verified.Raw)
			require.NotEmpty(t, verified.Signers)
		})
	}
}

// edited is a block with one call, changed.
func edited(change func(*network, *blocktest.Editor)) func(*network) []byte {
	return func(n *network) []byte {
		return blocktest.Edit(n.coded(nil, n.put("a", "1")), func(e *blocktest.Editor) { change(n, e) })
	}
}

func some(o blocktest.Orderers, numbers ...uint32) blocktest.Orderers {
	kept := blocktest.Orderers{BFT: map[uint32]blocktest.Signer{}}
	for _, number := range numbers {
		kept.BFT[number] = o.BFT[number]
	}
	return kept
}

func swapped(o blocktest.Orderers) blocktest.Orderers {
	return blocktest.Orderers{BFT: map[uint32]blocktest.Signer{1: o.BFT[2], 2: o.BFT[1], 3: o.BFT[3], 4: o.BFT[4]}}
}

func renumbered(o blocktest.Orderers) blocktest.Orderers {
	return blocktest.Orderers{BFT: map[uint32]blocktest.Signer{1: o.BFT[1], 2: o.BFT[2], 7: o.BFT[3]}}
}

func oneFalse(o blocktest.Orderers) blocktest.Orderers {
	return blocktest.Orderers{BFT: map[uint32]blocktest.Signer{1: o.BFT[1], 2: o.BFT[2], 3: o.BFT[3], 4: o.BFT[1]}}
}

func expired(host *blocktest.Host, unit string) blocktest.Signer {
	return host.IssueFor("old", unit, time.Now().Add(-50*time.Minute), time.Now().Add(-40*time.Minute))
}

// late is a call whose sender says that it is now.
func late(call blocktest.Call) blocktest.Call {
	call.Time = time.Now()
	return call
}

func faster(s *blocktest.Settings) { s.BatchTimeout = "50ms" }

func looser(s *blocktest.Settings) {
	s.Policies["Endorsement"] = blocktest.Implicit("ANY", "Endorsement")
}

// loosened is a call with one endorsement after one is enough.
func loosened(n *network) []byte {
	n.take(n.AppendConfig(n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin)))
	return n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer))
}

// revoked is a call endorsed by a peer whose certificate was good a block before.
func revoked(n *network) []byte {
	list := n.Hosts[1].Revoke(n.Hosts[1].Peer)
	n.take(n.coded(nil, only(n.put("a", "1"), n.Hosts[0].Peer, n.Hosts[1].Peer)))
	n.take(n.AppendConfig(n.Reconfigure(func(s *blocktest.Settings) { s.Revoked["industry"] = list },
		n.Hosts[0].Admin, n.Hosts[1].Admin)))
	return n.coded(nil, only(n.put("b", "1"), n.Hosts[0].Peer, n.Hosts[1].Peer))
}

// valueChanged is a block in which somebody who has a sender's and the orderers'
// keys changed what was endorsed.
func valueChanged(n *network) []byte {
	return n.resign(n.coded(nil, n.put("a", "1")), func(e *blocktest.Editor) {
		e.SetWrite(0, registry, "a", []byte("2"))
		e.Send(0, n.Hosts[0].Client)
	})
}

// intoDefinitions is a call of a chaincode with a loose policy that writes where
// definitions are.
func intoDefinitions(n *network) []byte {
	n.take(n.coded(nil, n.define("loose", "/Channel/Application/association/Endorsement")))
	call := n.define("registry", "/Channel/Application/association/Endorsement")
	call.Chaincode = "loose"
	call.Sets = append([]block.Set{{Namespace: "loose", Writes: []block.Write{{Key: "a", Value: []byte("1")}}}}, call.Sets...)
	return n.coded(nil, only(call, n.Hosts[0].Peer))
}

// configTwice is a configuration block that was there before.
func configTwice(n *network) []byte {
	tx := n.Reconfigure(looser, n.Hosts[0].Admin, n.Hosts[1].Admin)
	n.take(n.AppendConfig(tx))
	return n.AppendConfig(tx)
}

// private is a call that writes to a host's own collection alone.
func (n *network) private(host string) blocktest.Call {
	return n.Call(n.Hosts[0], registry, "Details",
		block.Set{Namespace: registry},
		block.Set{Namespace: registry, Collection: implicitPrefix + host, Writes: []block.Write{{Key: "hash", Value: []byte("hash")}}})
}

// after takes a call, and gives a block with a call of another chaincode.
func (n *network) after(call blocktest.Call, chaincode string) []byte {
	n.take(n.coded(nil, call))
	next := n.put("a", "1")
	next.Chaincode = chaincode
	return n.coded(nil, next)
}

// garbage is a block with an envelope (payload and signature) that holds no transaction.
func (n *network) garbage(code string) []byte {
	return blocktest.Edit(n.Append(field(field(nil, 1, []byte("garbage")), 2, []byte("signature"))), func(e *blocktest.Editor) { e.SetCode(0, code) })
}
