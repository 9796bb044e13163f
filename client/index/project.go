package index

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"allianceregistry/client/block"
	"allianceregistry/client/chain"
	"allianceregistry/membership"
)

// Namespace is the registry's in the channel's state: its chaincode's name.
const Namespace = "registry"

// valid is the code of a transaction that had its effect.
const valid = "VALID"

// projection turns blocks into the rows of the read model. It asks the database
// nothing: what a row says follows from the block alone.
type projection struct {
	*batch
	callers callers
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
		if err := p.transaction(place, tx, v.Codes[i]); err != nil {
			return err
		}
	}
	p.put(blockTable, int64(b.Number), full(b.Hash), full(b.Previous), full(b.Data), len(b.Transactions), b.Size, p.latest)
	if len(b.Commit) > 0 {
		p.put(runningTable, int64(b.Number), b.Commit)
	}
	for _, finding := range v.Findings {
		if err := p.finding(finding); err != nil {
			return err
		}
	}
	return nil
}

// full is bytes that are never NULL.
func full(b []byte) []byte {
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
	b.put(findingTable, word(f.Source), int64(f.Block), hex.EncodeToString(sum[:]), string(f.Level), body)
	return nil
}

// effect is a valid transaction that is being projected.
type effect struct {
	*projection
	place int64
	id    string
	time  int64
}

func (p *projection) transaction(place int64, tx block.Transaction, code string) error {
	who := p.callers.of(tx.Creator.Signer)
	name, event, raw := "", membership.Event{}, []byte{}
	switch {
	case tx.Call == nil:
	case tx.Call.Chaincode == Namespace:
		name, raw = clean(tx.Call.Name), full(tx.Call.Event)
		if json.Unmarshal(raw, &event) != nil {
			event = membership.Event{}
		}
	default: // another chaincode's names and events are not the registry's
		name = clean(tx.Call.Chaincode + "/" + tx.Call.Name)
	}
	e := effect{projection: p, place: place, id: word(tx.ID), time: millis(tx.Time)}
	p.put(txTable, place, e.id, clean(code), string(tx.Kind), e.time, word(name), who.Host, who.Key, who.Party,
		word(event.Type), raw, clean(tx.Problem))
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
		e.put(tagTable, kind, word(value), e.place)
	}
}

// doc makes a transaction be found by the words of a text.
func (e effect) doc(kind, value, field, text string) {
	if text == "" {
		return
	}
	e.docs++
	e.put(docTable, e.docs, e.place, kind, clean(value), field, clean(text), foldedRuns(text))
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
			e.put(versionTable, space(set.Namespace, set.Collection), []byte(write.Key), e.place, gone, full(write.Value))
			if set.Namespace != Namespace || set.Collection != "" || gone == 1 {
				continue
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
		return word(namespace)
	}
	return word(namespace + "/" + collection)
}
