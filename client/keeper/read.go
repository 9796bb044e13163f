package keeper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// read brings the books up to date. What cannot be read is left for later, with a growing
// pause, and keeps nothing else waiting. It returns the error of whoever asks.
func (k *Keeper) read(ctx context.Context) error {
	if k.list && k.pauses.left("") == 0 {
		if err := k.attempt(ctx, Action{}, "", k.readAlliances); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(k.news)) {
		if k.pauses.left("read "+id) > 0 {
			continue
		}
		err := k.attempt(ctx, Action{Alliance: id}, "read "+id, func(ctx context.Context) error { return k.readNews(ctx, id, *k.news[id]) })
		if err != nil {
			return err
		}
	}
	return nil
}

// attempt does one thing within the time that it may take. It returns only what ends the
// keeper: the end of ctx, and a refusal of whoever asks. Anything else is reported and
// pauses what the key names.
func (k *Keeper) attempt(ctx context.Context, about Action, key string, do func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, maxStep)
	defer cancel()
	err := do(limited)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case client.RefusesCaller(err):
		return err
	case err != nil:
		if pause := k.pauses.grow(key); !isLost(err) {
			k.notify(Report{Action: about, Err: err, Pause: pause})
		}
	default:
		k.pauses.clear(key)
	}
	return nil
}

// readAlliances reads which alliances there are, and has the books of all read again.
func (k *Keeper) readAlliances(ctx context.Context) error {
	all, err := k.client.Alliances(ctx)
	if err != nil {
		return err
	}
	clear(k.alliances)
	for _, alliance := range all {
		k.alliances[alliance.ID] = alliance
		if k.isWanted(alliance.ID) {
			k.newsOf(alliance.ID).all = true
		}
	}
	k.list = false
	return nil
}

// readNews reads of an alliance what is new.
func (k *Keeper) readNews(ctx context.Context, id string, n news) error {
	if err := k.client.Await(ctx, n.tx); err != nil {
		return err
	}
	book, known := k.books[id]
	var err error
	if n.all || !known || book.Alliance.Status != membership.Open {
		book, err = k.readBook(ctx, id)
	} else {
		err = k.update(ctx, &book, n)
	}
	if err != nil {
		return err
	}
	k.books[id] = book
	delete(k.news, id)
	return nil
}

// readBook reads all that there is of an alliance.
func (k *Keeper) readBook(ctx context.Context, id string) (b Book, err error) {
	if b.Alliance, err = client.Ask(ctx, k.client, membership.GetAlliance{ID: id}); err != nil || b.Alliance.Status != membership.Open {
		return b, err
	}
	version, err := client.Ask(ctx, k.client, membership.GetCharter{Alliance: id})
	if err != nil {
		return b, err
	}
	b.RecordDate, _ = version.Charter.RecordDate.Parse() // without one it is zero
	if b.Epoch, err = client.Ask(ctx, k.client, membership.GetEpoch{Alliance: id}); err != nil {
		return b, err
	}
	if err := k.readMembers(ctx, &b); err != nil {
		return b, err
	}
	proposals, err := k.client.Proposals(ctx, id)
	b.Proposals = map[string]membership.Dossier{}
	for i := 0; err == nil && i < len(proposals); i++ {
		if !proposals[i].Recorded().Status.Settled() {
			err = k.readProposal(ctx, &b, proposals[i].ID)
		}
	}
	return b, err
}

// update reads of an alliance what an event has changed.
func (k *Keeper) update(ctx context.Context, b *Book, n news) (err error) {
	if n.epoch {
		if b.Epoch, err = client.Ask(ctx, k.client, membership.GetEpoch{Alliance: b.Alliance.ID}); err != nil {
			return err
		}
	}
	if n.epoch { // its closing records which suspensions have lifted
		n.members = withLifted(n.members, b.Members, b.Epoch.Epoch.Began.Time)
	}
	for party := range n.members {
		m, err := client.Ask(ctx, k.client, membership.GetMembership{Alliance: b.Alliance.ID, Party: party})
		if err != nil {
			return err
		}
		b.Members[party] = m.Recorded()
	}
	changed := n.proposals
	if len(n.members) > 0 { // votes of who is a member no more may lapse
		changed = maps.Clone(changed)
		if changed == nil {
			changed = map[string]bool{}
		}
		for id := range b.Proposals {
			changed[id] = true
		}
	}
	for id := range changed {
		if err := k.readProposal(ctx, b, id); err != nil {
			return err
		}
	}
	return nil
}

// withLifted adds those to some members whose suspension has lifted by a time.
func withLifted(members map[string]bool, all map[string]membership.Membership, at time.Time) map[string]bool {
	with := maps.Clone(members)
	if with == nil {
		with = map[string]bool{}
	}
	for party, m := range all {
		if last := len(m.Periods) - 1; last >= 0 && !m.Periods[last].Lifts.IsZero() && !at.Before(m.Periods[last].Lifts) {
			with[party] = true
		}
	}
	return with
}

func (k *Keeper) readProposal(ctx context.Context, b *Book, id string) error {
	dossier, err := client.Ask(ctx, k.client, membership.GetProposal{ID: id})
	if err != nil {
		return err
	}
	if dossier.Proposal.Recorded().Status.Settled() || dossier.Proposal.Alliance != b.Alliance.ID {
		delete(b.Proposals, id)
	} else {
		b.Proposals[id] = dossier
	}
	return nil
}

// errForeign says that records were asked for, and others came.
var errForeign = errors.New("the records are not of the alliance that was asked about")

// readMembers reads the memberships of an alliance as they are recorded: a roster leaves
// those out that are over, whose end is to be recorded.
func (k *Keeper) readMembers(ctx context.Context, b *Book) error {
	id := b.Alliance.ID
	b.Members, b.Parties = map[string]membership.Membership{}, map[string]membership.Alliance{}
	from := membership.Key{Object: membership.MembershipKey(id, "").Object, Parts: []string{id}}.String()
	for bookmark := from[:len(from)-1]; bookmark != ""; {
		page, err := client.Ask(ctx, k.client, membership.ListRecords{Object: "membership", Size: membership.MaxPage, Bookmark: bookmark})
		if err != nil {
			return err
		}
		bookmark = page.Next
		for _, record := range page.Records {
			if len(record.Key) != 2 {
				return errForeign
			}
			if record.Key[0] != id {
				return nil // the next alliance's
			}
			var m membership.Membership
			if err := json.Unmarshal([]byte(record.Value), &m); err != nil {
				return fmt.Errorf("read the membership of %s in %s: %w", record.Key[1], id, err)
			}
			if m.Alliance != id || m.Party != record.Key[1] {
				return errForeign
			}
			b.add(m, k.alliances)
		}
	}
	return nil
}

// add enters a membership, with the alliance that its party is, if it is one.
func (b Book) add(m membership.Membership, alliances map[string]membership.Alliance) {
	b.Members[m.Party] = m
	if party, is := alliances[m.Party]; is {
		b.Parties[m.Party] = party
	}
}
