package tamper

import (
	"crypto/x509"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
)

// endorsementsForged are what dishonest senders and peers do with certificates.
// Each is done to the last decision: the ledger up to it, and then the same
// transaction with other signatures, in a block that the orderers sign.
func endorsementsForged() map[string]forgery {
	return map[string]forgery{
		"transaction endorsement by a revoked certificate": {byVerifier, chain.EndorserRevoked, func(l *ledger) ([]chain.Finding, place) {
			peers := []blocktest.Signer{l.hosts["association"].Peer, l.hosts["industry"].Peer}
			require.Empty(l.t, l.verified(l.revoking(peers[0], l.hosts["academia"].Peer)), "others may still endorse")
			return l.verified(l.revoking(peers...)), place{block: l.last("Decide") + 1}
		}},
		"transaction endorsement by an expired certificate": {byVerifier, chain.EndorserExpired, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(l.endorsing(l.hosts["association"].Peer, l.expired("academia"))), place{block: l.last("Decide")}
		}},
		"transaction endorsement by too few hosts": {byVerifier, chain.EndorsementsMissing, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(l.endorsing(l.hosts["association"].Peer)), place{block: l.last("Decide")}
		}},
		"transaction endorsement by one host twice": {byVerifier, chain.EndorsementsMissing, func(l *ledger) ([]chain.Finding, place) {
			host := l.hosts["association"]
			return l.verified(l.endorsing(host.Peer, host.Issue("peer2.association", "peer"))), place{block: l.last("Decide")}
		}},
		"transaction endorsement by a certificate of another CA": {byVerifier, chain.EndorserInvalid, func(l *ledger) ([]chain.Finding, place) {
			stranger := blocktest.NewCA("industry").Issue("peer.industry", "peer")
			return l.verified(l.endorsing(l.hosts["association"].Peer, stranger)), place{block: l.last("Decide")}
		}},
		"transaction endorsement by a client": {byVerifier, chain.EndorsementsMissing, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(l.endorsing(l.hosts["association"].Peer, l.hosts["industry"].Admin)), place{block: l.last("Decide")}
		}},
		"sender with a certificate of another CA": {byVerifier, chain.BadSender, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			call := l.version()
			call.Sender = blocktest.NewCA(call.Sender.MSP).Issue("user", "client")
			channel := l.from(number)
			channel.Append(call.Envelope())
			return l.verified(channel.All()), place{block: number}
		}},
		"sender with a revoked certificate": {byVerifier, chain.BadSender, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			channel, call := l.from(number), l.version()
			list := l.hosts[call.Sender.MSP].Revoke(call.Sender)
			channel.AppendConfig(channel.Revoke(call.Sender.MSP, list, l.admins(call.Sender.MSP)...))
			channel.Append(call.Envelope())
			return l.verified(channel.All()), place{block: number + 1}
		}},
		"sender with an expired certificate": {byVerifier, chain.SenderExpired, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			channel, call := l.from(number), l.version()
			call.Sender = l.expired(call.Sender.MSP)
			channel.Append(call.Envelope())
			return l.verified(channel.All()), place{block: number}
		}},
		"sender's key is another": {byVerifier, chain.BadSender, func(l *ledger) ([]chain.Finding, place) {
			number := l.last("Decide")
			return l.verified(l.upTo(number, blocktest.Transactions(blocktest.Edit(l.blocks[number], func(e *blocktest.Editor) {
				e.Send(0, l.hosts["academia"].Admin)
			}))[0])), place{block: number}
		}},
		"transaction sent twice": {byVerifier, chain.RepeatedTx, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			channel := l.from(number)
			channel.Append(blocktest.Transactions(l.blocks[middle])...)
			return l.verified(channel.All()), place{block: number}
		}},
	}
}

// upTo is the ledger up to a block, and then one with another transaction.
func (l *ledger) upTo(number uint64, transaction []byte) [][]byte {
	channel := l.from(number)
	channel.Append(transaction)
	return channel.All()
}

// endorsing is the ledger up to the last decision, with that endorsed by others.
func (l *ledger) endorsing(endorsers ...blocktest.Signer) [][]byte {
	number := l.last("Decide")
	return l.upTo(number, l.endorsed(number, endorsers...))
}

// revoking is the same, after a configuration in which the certificate of
// industry's peer is revoked.
func (l *ledger) revoking(endorsers ...blocktest.Signer) [][]byte {
	number := l.last("Decide")
	channel, industry := l.from(number), l.hosts["industry"]
	channel.AppendConfig(channel.Revoke("industry", industry.Revoke(industry.Peer), l.admins("industry", "academia")...))
	channel.Append(l.endorsed(number, endorsers...))
	return channel.All()
}

// expired is a peer's certificate that a host's CA issued, and that had expired
// before the network was up.
func (l *ledger) expired(host string) blocktest.Signer {
	ca, err := x509.ParseCertificate(l.hosts[host].Certificate)
	require.NoError(l.t, err)
	from := ca.NotBefore.Add(time.Second)
	return l.hosts[host].IssueFor("peer."+host, "peer", from, from.Add(10*time.Second))
}
