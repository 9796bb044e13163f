package tamper

import (
	"slices"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
)

// chainForged are what dishonest orderers and administrators do.
func chainForged() map[string]forgery {
	return map[string]forgery{
		"fork at a height on one peer": {byCompare, replay.Fork, func(l *ledger) ([]chain.Finding, place) {
			fork := l.fork(l.orderers)
			require.Empty(l.t, l.verified(fork), "the fork by itself is a chain that holds")
			peers := l.peers()
			peers[2].blocks = fork
			return compared(l.t, peers, replay.WithLag(uint64(len(l.blocks)))), place{block: middle, host: hosts[2]}
		}},
		"fork that another source goes on from": {byVerifier, chain.WrongPrevious, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(l.with(middle, l.fork(l.orderers)[middle])), place{block: middle + 1}
		}},
		"fork signed by too few orderers": {byVerifier, chain.OrderersMissing, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(l.fork(l.tooFew())), place{block: middle}
		}},
		"block signed by a host's peer": {byVerifier, chain.OrderersMissing, func(l *ledger) ([]chain.Finding, place) {
			peer := blocktest.Orderers{Raft: []blocktest.Signer{l.hosts[hosts[0]].Peer}}
			return l.verified(l.with(middle, l.signed(peer))), place{block: middle}
		}},
		"block signed by orderers of another CA": {byVerifier, chain.OrderersMissing, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(l.with(middle, l.signed(l.strangers()))), place{block: middle}
		}},
		"old copy of the ledger served": {byCompare, replay.Lag, func(l *ledger) ([]chain.Finding, place) {
			peers := l.peers()
			peers[0].blocks = l.blocks[:middle]
			peers[0].state = l.replayed().At(middle)
			require.Empty(l.t, l.verified(peers[0].blocks), "an old copy by itself is a chain that holds")
			return compared(l.t, peers, replay.WithQuestions()), place{host: hosts[0]}
		}},
		"configuration changed by too few administrators": {byVerifier, chain.ConfigUnauthorized, func(l *ledger) ([]chain.Finding, place) {
			require.Empty(l.t, l.verified(l.loosened(hosts[0], hosts[1])), "a majority may")
			return l.verified(l.loosened(hosts[0])), place{block: uint64(len(l.blocks))}
		}},
		"definition of the chaincode changed by one host": {byVerifier, chain.EndorsementsMissing, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			channel := l.from(number)
			call := channel.Define(chaincode, 2, blocktest.OutOf(1, "peer", hosts[0]))
			call.Endorsers = call.Endorsers[:1]
			return l.verified(append(slices.Clone(l.blocks), channel.Append(call.Envelope()))), place{block: number}
		}},
	}
}

// fork is a chain with another block in the middle, which is its last.
func (l *ledger) fork(orderers blocktest.Orderers) [][]byte {
	channel := l.from(middle)
	channel.Orderers = orderers
	channel.Append(l.version().Envelope())
	return channel.All()
}

// signed is the block in the middle, signed by others.
func (l *ledger) signed(orderers blocktest.Orderers) []byte {
	return blocktest.Edit(l.blocks[middle], func(e *blocktest.Editor) { e.Sign(orderers) })
}

// tooFew orderers are none with Raft, two with BFT.
func (l *ledger) tooFew() blocktest.Orderers {
	if l.name == "raft" {
		return blocktest.Orderers{}
	}
	return blocktest.Orderers{BFT: map[uint32]blocktest.Signer{1: l.orderers.BFT[1], 2: l.orderers.BFT[2]}}
}

// strangers are orderers with the right names and another CA.
func (l *ledger) strangers() blocktest.Orderers {
	ca := blocktest.NewCA(l.orderer().MSP)
	if l.name == "raft" {
		return blocktest.Orderers{Raft: []blocktest.Signer{ca.Issue("orderer1", "orderer")}}
	}
	strangers := blocktest.Orderers{BFT: map[uint32]blocktest.Signer{}}
	for number := range l.orderers.BFT {
		strangers.BFT[number] = ca.Issue("orderer", "orderer")
	}
	return strangers
}

// loosened is the ledger with a configuration by which any one host suffices.
func (l *ledger) loosened(by ...string) [][]byte {
	channel := l.from(uint64(len(l.blocks)))
	channel.AppendConfig(channel.Loosen("Endorsement", blocktest.Implicit("ANY", "Endorsement"), l.admins(by...)...))
	return channel.All()
}

func (l *ledger) admins(of ...string) []blocktest.Signer {
	var admins []blocktest.Signer
	for _, host := range of {
		admins = append(admins, l.hosts[host].Admin)
	}
	return admins
}

// called is the number of the first block with a call of that name.
func (l *ledger) called(name string) uint64 {
	for _, parsed := range l.parsed {
		if call := parsed.Transactions[0].Call; call != nil && call.Chaincode == chaincode && call.Name == name {
			return parsed.Number
		}
	}
	require.Fail(l.t, "no such call", name)
	return 0
}
