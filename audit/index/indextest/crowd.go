package indextest

import (
	"encoding/json"
	"fmt"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Crowd is a chain that makes so many parties members of crowd@industry, a few
// hundred a transaction: records as the rules write them, that no rule has made.
func Crowd(members int) *World {
	w := New(1)
	opened := membership.Stamp{Tx: fmt.Sprintf("%064d", 0), Time: Epoch}
	w.write([]record{{
		membership.AllianceKey("crowd@industry"),
		membership.Alliance{Schema: 1, ID: "crowd@industry", Status: membership.Open, Founded: opened, Opened: &opened},
	}})
	const each = 500
	for from := 0; from < members; from += each {
		stamp := membership.Stamp{Tx: fmt.Sprintf("%064d", from/each+1), Time: w.Now.Add(time.Second).Truncate(time.Millisecond)}
		var records []record
		for i := from; i < min(from+each, members); i++ {
			id := fmt.Sprintf("p%06d@industry", i)
			names := form.Names{"en": "Company", "zh": "公司"}
			records = append(records, record{
				membership.PartyKey(id),
				membership.Party{Schema: 1, ID: id, Kind: charter.Enterprise, Names: names, Registered: stamp, Version: 1, Written: stamp},
			}, record{
				membership.MembershipKey("crowd@industry", id),
				membership.Membership{
					Schema: 1, Alliance: "crowd@industry", Party: id, State: charter.Active, Class: "full", Version: 1, Written: stamp,
					Periods: []membership.Period{{Class: "full", State: charter.Active, From: stamp}},
				},
			})
		}
		w.write(records)
	}
	return w
}

type record struct {
	key   membership.Key
	value any
}

// write appends a block of one transaction that writes records.
func (w *World) write(records []record) {
	var set block.Set
	set.Namespace = "registry"
	for _, r := range records {
		text, err := json.Marshal(r.value)
		if err != nil {
			panic(err) // of the rules' own types
		}
		set.Writes = append(set.Writes, block.Write{Key: r.key.String(), Value: text})
	}
	w.Now = w.Now.Add(time.Second)
	creator, _ := identity("a@industry")
	id := fmt.Sprintf("%064d", len(w.Chain)-1)
	w.add([]block.Transaction{{
		Kind: block.Call, ID: id, Time: w.Now, Creator: block.Signature{Signer: creator},
		Call: &block.Invocation{Chaincode: "registry", Name: "Write", Status: 200, Sets: []block.Set{set}},
	}}, []string{"VALID"})
}

// Repeated is a chain of so many events about zgc@industry: joins and endorsements
// by turns, each with a text. No rule has made them.
func Repeated(events int) *World {
	w := New(1)
	for i := range events {
		party := Everybody[i%len(Everybody)]
		creator, _ := identity(party)
		w.Now = w.Now.Add(time.Second)
		id := fmt.Sprintf("%064x", i)
		stamp := membership.Stamp{Tx: id, Time: w.Now}
		event := membership.Event{Schema: 1, Type: []string{"JoinFiled", "EndorsementGiven"}[i%2], Tx: id, Time: w.Now, By: party, Party: party, Alliance: "zgc@industry"}
		proposal := fmt.Sprintf("%024x", i/10)
		vote := membership.Endorsement{Schema: 1, Proposal: proposal, Alliance: "zgc@industry", Party: party, Position: charter.For, Reason: "good 支持", Stamp: stamp}
		text, err := json.Marshal(vote)
		if err != nil {
			panic(err) // of the rules' own types
		}
		said, err := json.Marshal(event)
		if err != nil {
			panic(err)
		}
		key := membership.Key{Object: "endorsement", Parts: []string{proposal, party}}
		w.pendingAdd(block.Transaction{
			Kind: block.Call, ID: id, Time: w.Now, Creator: block.Signature{Signer: creator},
			Call: &block.Invocation{
				Chaincode: "registry", Name: "Endorse", Status: 200, EventName: event.Type, Event: said,
				Sets: []block.Set{{Namespace: "registry", Writes: []block.Write{{Key: key.String(), Value: text}}}},
			},
		}, 10, i == events-1)
	}
	return w
}

// pendingAdd collects transactions into blocks of a size.
func (w *World) pendingAdd(tx block.Transaction, size int, last bool) {
	w.pending = append(w.pending, simulated{block: tx})
	if len(w.pending) < size && !last {
		return
	}
	var transactions []block.Transaction
	var codes []string
	for _, s := range w.pending {
		transactions, codes = append(transactions, s.block), append(codes, "VALID")
	}
	w.pending = w.pending[:0]
	w.add(transactions, codes)
}
