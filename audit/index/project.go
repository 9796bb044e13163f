package index

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/membership"
)

// valid is the code of a transaction that had its effect.
const valid = "VALID"

// projection turns blocks into the rows of the read model. It asks the database
// nothing: what a row says follows from the block, and from which hosts were named before.
type projection struct {
	*batch
	// chaincode is the registry's name on the channel, and of its state.
	chaincode string
	callers   callers
	hosts     hosts
	// latest is the latest time that any transaction so far claims.
	latest int64
}

func (p *projection) block(v chain.Verified) error {
	b := v.Block
	for i, tx := range b.Transactions {
		place, err := placeOf(b.Number, i)
		if err != nil {
			return err
		}
		p.latest = max(p.latest, millis(tx.Time))
		if err := p.transaction(place, v, i); err != nil {
			return err
		}
	}
	p.put(blockTable, int64(b.Number), notNull(b.Hash), notNull(b.Previous), notNull(b.Data), len(b.Transactions), b.Size, p.latest)
	for _, finding := range v.Findings {
		if err := p.finding(finding); err != nil {
			return err
		}
	}
	return nil
}

// notNull is bytes that are never NULL.
func notNull(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// finding enters a finding under its content, so that it is there once.
func (b *batch) finding(f chain.Finding) error {
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	b.put(findingTable, f.Source, int64(f.Block), hex.EncodeToString(sum[:]), string(f.Severity), body)
	return nil
}

// effect is a valid transaction that is being projected.
type effect struct {
	*projection
	place  int64
	id     string
	time   int64
	block  uint64
	source string
}

func (p *projection) transaction(place int64, v chain.Verified, i int) error {
	tx, code := v.Block.Transactions[i], v.Codes[i]
	who := p.callers.get(tx.Creator.Signer)
	who.Host = p.hosts.of(who.MSP)
	name, event, raw := "", membership.Event{}, []byte{}
	switch {
	case tx.Call == nil:
	case tx.Call.Chaincode == p.chaincode:
		name, raw = tx.Call.Name, notNull(tx.Call.Event)
		if json.Unmarshal(raw, &event) != nil {
			event = membership.Event{}
		}
	default: // another chaincode's names and events are not the registry's
		name = tx.Call.Chaincode + "/" + tx.Call.Name
	}
	e := effect{projection: p, place: place, id: tx.ID, time: millis(tx.Time), block: v.Block.Number, source: v.Source}
	p.put(txTable, place, e.id, code, string(tx.Kind), e.time, name, who.Host, who.Key, who.Party, event.Type, raw, tx.Problem)
	for _, tag := range [][2]string{
		{"host", who.Host},
		{"caller", who.Key},
		{"name", name},
		{"type", event.Type},
		{"action", event.Action},
		{"alliance", event.Alliance},
		{"proposal", event.Proposal},
		{"party", who.Party},
		{"party", event.By},
		{"party", event.Via},
		{"party", event.Party},
	} {
		e.tag(tag[0], tag[1])
	}
	if code != valid || tx.Call == nil {
		return nil
	}
	return e.sets(tx.Call.Sets)
}

// tag makes a transaction be found by a value.
func (e effect) tag(kind, value string) {
	if value != "" {
		e.put(tagTable, kind, value, e.place)
	}
}

// doc makes a transaction be found by the words of a text.
func (e effect) doc(kind, value, field, text string) {
	if text == "" {
		return
	}
	e.docs++
	e.put(docTable, e.docs, e.place, kind, value, field, text, foldedRuns(text))
	for _, term := range terms(text) {
		e.put(termTable, term, e.docs)
	}
}

// sets projects what a valid transaction wrote.
func (e effect) sets(sets []block.Set) error {
	for _, set := range sets {
		for _, write := range set.Writes {
			gone := 0
			if chain.Deletes(&set, write) {
				gone = 1
			}
			key, whole := splitKey(write.Key)
			e.put(versionTable, space(set.Namespace, set.Collection), key, e.place, gone, notNull(write.Value), whole)
			if set.Namespace != e.chaincode || set.Collection != "" || gone == 1 {
				continue
			}
			if isHost(write.Key) {
				e.hosts[write.Key] = write.Value
			}
			if err := e.record(write.Key, write.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// space names a namespace, or the hashes of a collection of it. No name of a
// chaincode has a slash.
func space(namespace, collection string) string {
	if collection == "" {
		return namespace
	}
	return namespace + "/" + collection
}
