package tamper

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
)

// rulesForged are what those do who have the keys for it: the sender, orderers,
// and for the last ones a majority of the hosts' peers.
func rulesForged() map[string]forgery {
	return map[string]forgery{
		"written value altered by the orderers": {byVerifier, chain.BadSender, func(l *ledger) ([]chain.Finding, place) {
			number := l.last("Decide")
			raw := blocktest.Edit(l.blocks[number], func(e *blocktest.Editor) { l.forge(e, number) })
			return l.verified(l.upTo(number, blocktest.Transactions(raw)[0])), place{block: number}
		}},
		"written value altered by orderers and sender": {byVerifier, chain.EndorserInvalid, func(l *ledger) ([]chain.Finding, place) {
			number := l.last("Decide")
			return l.verified(l.upTo(number, l.edited(number, func(e *blocktest.Editor) { l.forge(e, number) }))), place{block: number}
		}},
		"outcome that the rules do not give, endorsed by two hosts": {byReplay, replay.RulesDiffer, func(l *ledger) ([]chain.Finding, place) {
			number := l.last("Decide")
			var key string
			forged := verify(l.t, l.root(), l.upTo(number, l.edited(number, func(e *blocktest.Editor) {
				key = l.forge(e, number)
				e.Endorse(0, l.hosts["association"].Peer, l.hosts["industry"].Peer)
			})))
			require.Empty(l.t, forged.chain, "the chain holds")
			return forged.replay, place{block: number, key: readable(key)}
		}},
		"record written by another chaincode, endorsed by two hosts": {byReplay, replay.RulesDiffer, func(l *ledger) ([]chain.Finding, place) {
			channel, number := l.from(uint64(len(l.blocks))), uint64(len(l.blocks))
			call := l.again(l.called("Endorse"))
			call.Sets = []block.Set{{Namespace: block.Lifecycle, Writes: blocktest.Definition("other", 1, "1",
				blocktest.OutOf(1, "peer", hosts...))}}
			call.Chaincode, call.Version = block.Lifecycle, "syscc"
			channel.Append(call.Envelope())
			call.Chaincode, call.Version = "other", "1"
			call.Sets = []block.Set{{Namespace: chaincode, Writes: writes(l.parsed[l.called("Endorse")].Transactions[0].Call)}}
			channel.Append(call.Envelope())
			forged := verify(l.t, l.root(), channel.All())
			require.Empty(l.t, forged.chain, "the chain holds")
			return forged.replay, place{block: number + 1}
		}},
		"outcome that the rules do not give, decided again": {byDecisions, replay.DecisionDiffers, func(l *ledger) ([]chain.Finding, place) {
			number := l.accepted()
			forged := verify(l.t, l.root(), l.upTo(number, l.edited(number, func(e *blocktest.Editor) {
				l.reject(e, number)
				e.Endorse(0, l.hosts["association"].Peer, l.hosts["industry"].Peer)
			})))
			require.Empty(l.t, forged.chain, "the chain holds")
			return replay.Decisions(forged.replayed.View(), nil).Findings, place{block: number}
		}},
		"host named by a forged record, endorsed by two hosts": {byReplay, replay.RulesRefuse, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			forged := verify(l.t, l.root(), l.upTo(number, l.named(number, membership.NameHost{}.Name()).Envelope()))
			require.Empty(l.t, forged.chain, "the chain holds")
			return forged.replay, place{block: number}
		}},
		"host named beside what was sent, endorsed by two hosts": {byReplay, replay.RulesDiffer, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			forged := verify(l.t, l.root(), l.upTo(number, l.named(number, "Version").Envelope()))
			require.Empty(l.t, forged.chain, "the chain holds")
			return forged.replay, place{block: number, key: "host industry.msp"}
		}},
		"vote after the decision, endorsed by two hosts": {byReplay, replay.RulesRefuse, func(l *ledger) ([]chain.Finding, place) {
			number := uint64(len(l.blocks))
			call := l.again(l.called("Endorse"))
			call.Time = l.parsed[number-1].Transactions[0].Time
			call.Arguments = [][]byte{bytes.ReplaceAll(call.Arguments[0], []byte("for"), []byte("against"))}
			call.Sets = []block.Set{{Namespace: chaincode, Writes: writes(l.parsed[l.called("Endorse")].Transactions[0].Call)}}
			forged := verify(l.t, l.root(), l.upTo(number, call.Envelope()))
			require.Empty(l.t, forged.chain, "the chain holds")
			return forged.replay, place{block: number}
		}},
	}
}

// named is a call, by whatever name, that writes that the host of the MSP "industry" is
// another.
func (l *ledger) named(number uint64, name string) blocktest.Call {
	call := l.again(l.called("Endorse"))
	call.Time = l.parsed[number-1].Transactions[0].Time
	call.Name, call.Arguments = name, [][]byte{[]byte(`{"host":"industry.msp"}`)}
	call.Sets = []block.Set{{Namespace: chaincode, Writes: []block.Write{{
		Key: membership.HostKey("industry.msp").String(), Value: []byte(`{"schema":1,"id":"industry.msp","msp":"industry"}`),
	}}}}
	return call
}

// forge changes one of the values that the call in a block writes, and gives its key.
func (l *ledger) forge(e *blocktest.Editor, number uint64) string {
	for _, write := range writes(l.parsed[number].Transactions[0].Call) {
		if value := falsified(write.Value); value != nil {
			e.SetWrite(0, chaincode, write.Key, value)
			return write.Key
		}
	}
	require.Fail(l.t, "no value to forge")
	return ""
}

const isAccepted, isRejected = `"outcome":"accepted"`, `"outcome":"rejected"`

// accepted is the number of the last block with a decision that accepts.
func (l *ledger) accepted() uint64 {
	for _, parsed := range slices.Backward(l.parsed) {
		for _, write := range writes(parsed.Transactions[0].Call) {
			if bytes.Contains(write.Value, []byte(isAccepted)) {
				return parsed.Number
			}
		}
	}
	require.Fail(l.t, "nothing was accepted")
	return 0
}

// reject turns the decision that a block writes.
func (l *ledger) reject(e *blocktest.Editor, number uint64) {
	for _, write := range writes(l.parsed[number].Transactions[0].Call) {
		if bytes.Contains(write.Value, []byte(isAccepted)) {
			e.SetWrite(0, chaincode, write.Key, bytes.Replace(write.Value, []byte(isAccepted), []byte(isRejected), 1))
		}
	}
}

// falsified is a record with its first text changed, as long as before; nil if it
// is no record.
func falsified(value []byte) []byte {
	var record map[string]any
	if json.Unmarshal(value, &record) != nil {
		return nil
	}
	for _, name := range []string{"outcome", "status", "state"} {
		text, ok := record[name].(string)
		if !ok || text == "" {
			continue
		}
		from := []byte(`"` + name + `":"` + text + `"`)
		to := []byte(`"` + name + `":"` + strings.Repeat("x", len(text)) + `"`)
		return bytes.Replace(value, from, to, 1)
	}
	return nil
}
