package tamper

import (
	"bytes"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
)

// peersForged are what whoever runs a host's peer does: its blocks are true, its
// answers are not.
func peersForged() map[string]forgery {
	return map[string]forgery{
		"value changed in a peer's state": {byState, replay.StateDiffers, func(l *ledger) ([]chain.Finding, place) {
			replayed := l.replayed()
			key, wrote := l.target(replayed, "membership")
			peers := l.peers()
			value, err := replayed.View().Get(key)
			require.NoError(l.t, err)
			peers[1].state = altered{Store: replayed.View(), key: key.String(), value: falsified(value)}
			return states(l.t, replayed, peers), place{block: wrote.Block, host: hosts[1], key: readable(key.String())}
		}},
		"record gone from a peer's state": {byState, replay.RecordMissing, func(l *ledger) ([]chain.Finding, place) {
			replayed := l.replayed()
			key, wrote := l.target(replayed, "endorsement")
			peers := l.peers()
			peers[2].state = altered{Store: replayed.View(), key: key.String()}
			return states(l.t, replayed, peers), place{block: wrote.Block, host: hosts[2], key: readable(key.String())}
		}},
		"record that no block wrote in a peer's state": {byState, replay.RecordUnknown, func(l *ledger) ([]chain.Finding, place) {
			peers := l.peers()
			peers[1].answer = invented
			return states(l.t, l.replayed(), peers), place{host: hosts[1], key: "resolution zhongguancun@association 0"}
		}},
		"question answered falsely, records true": {byState, replay.AnswerDiffers, func(l *ledger) ([]chain.Finding, place) {
			peers := l.peers()
			peers[0].answer = rosterFalsified
			return states(l.t, l.replayed(), peers), place{host: hosts[0]}
		}},
		"question answered otherwise than by the others": {byCompare, replay.AnswersDiffer, func(l *ledger) ([]chain.Finding, place) {
			peers := l.peers()
			peers[2].answer = func(_ string, _, said []byte) []byte {
				return bytes.Replace(said, []byte("industry"), []byte("academia"), 1)
			}
			return compared(l.t, peers), place{host: hosts[2]}
		}},
		"old state served under true blocks": {byState, replay.RecordMissing, func(l *ledger) ([]chain.Finding, place) {
			replayed := l.replayed()
			peers := l.peers()
			peers[1].state = replayed.At(uint64(len(l.blocks) - 1))
			return states(l.t, replayed, peers), place{block: uint64(len(l.blocks) - 1), host: hosts[1]}
		}},
	}
}

// target is the first record of a kind, and the transaction that wrote it.
func (l *ledger) target(replayed *replay.Replay, kind string) (membership.Key, chain.Place) {
	entries, _, err := replayed.View().Page(membership.Key{Object: kind}, 1, "")
	require.NoError(l.t, err)
	require.NotEmpty(l.t, entries)
	wrote, there := replayed.View().Wrote(entries[0].Key)
	require.True(l.t, there)
	return entries[0].Key, wrote
}

// invented adds a resolution to the list of them.
func invented(name string, argument, said []byte) []byte {
	if name != (membership.ListRecords{}).Name() || !bytes.Contains(argument, []byte(`"resolution"`)) {
		return said
	}
	return []byte(`{"object":"resolution","records":[{"key":["zhongguancun@association","0"],"value":"{}"}]}`)
}

func rosterFalsified(name string, _, said []byte) []byte {
	if name != (membership.GetRoster{}).Name() {
		return said
	}
	return bytes.Replace(said, []byte(`"active"`), []byte(`"ended"`), 1)
}
