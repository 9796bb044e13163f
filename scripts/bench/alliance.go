package main

import (
	"context"
	"fmt"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// bylaws is one by which a single member admits and suspends. It lets proposals
// be voted on by a roster that is a day old, so that no seal is due in the middle
// of a measurement, and votes go on when the outcome is certain, until somebody
// sends the decision.
func bylaws() charter.Charter {
	rule := charter.Rule{
		Voting: "P1D", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
	}
	return charter.Charter{
		Schema: 1, Founders: "member", RecordDate: "P1D",
		Classes: []charter.Class{{
			ID: "member", Names: form.Names{"en": "Member"}, Kinds: []charter.Kind{charter.Enterprise},
			Rights: []charter.Right{charter.Vote, charter.ProposeRight},
		}},
		Rules: charter.Rules{charter.Admit: &rule, charter.Suspend: &rule},
	}
}

// found has a party found an alliance alone.
func (c *partyPool) found(ctx context.Context, founder party, label string) (string, error) {
	receipt, err := founder.Submit(ctx, membership.FoundAlliance{
		Request: client.NewRequest(), Slug: "b" + c.run + "-" + label, Names: form.Names{"en": "Trial alliance"},
		Founders: []string{founder.id}, Charter: bylaws(),
	})
	return receipt.Event.Alliance, err
}

// assemble founds an alliance and admits the other members: each joins, the
// founder endorses and sends the decision. The epoch is sealed then, so that all
// of them are the electorate of what follows.
func (c *partyPool) assemble(ctx context.Context, label string, members []party) (string, error) {
	founder := members[0]
	alliance, err := c.found(ctx, founder, label)
	if err != nil {
		return "", err
	}
	joining, proposals := members[1:], make([]string, len(members)-1)
	steps := []func(context.Context, int) error{
		func(ctx context.Context, i int) (err error) {
			proposals[i], err = joining[i].join(ctx, alliance)
			return err
		},
		func(ctx context.Context, i int) error { return founder.endorse(ctx, proposals[i]) },
		func(ctx context.Context, i int) error { return founder.decide(ctx, proposals[i]) },
	}
	for _, step := range steps {
		if err := c.syncPeers(ctx); err != nil {
			return "", err
		}
		if err := parallel(ctx, len(joining), setupConcurrency, step); err != nil {
			return "", fmt.Errorf("admit members: %w", err)
		}
	}
	if err := founder.Seal(ctx, alliance); err != nil {
		return "", err
	}
	return alliance, c.syncPeers(ctx)
}

func (p party) join(ctx context.Context, alliance string) (string, error) {
	receipt, err := p.Submit(ctx, membership.Join{Request: client.NewRequest(), Alliance: alliance, Class: "member"})
	return receipt.Event.Proposal, err
}

func (p party) endorse(ctx context.Context, proposal string) error {
	about, err := p.about(ctx, proposal)
	if err != nil {
		return err
	}
	_, err = p.Submit(ctx, membership.Endorse{Request: client.NewRequest(), Proposal: proposal, About: about, Position: charter.For})
	return err
}

// about says what a proposal is about. It is read once for all parties: what is
// measured is the vote.
func (p party) about(ctx context.Context, proposal string) (*membership.About, error) {
	if about, known := p.read.Load(proposal); known {
		return about.(*membership.About), nil //nolint:forcetypeassert // nothing else is stored
	}
	completed, err := p.reader.Complete(ctx, membership.Endorse{Proposal: proposal})
	if err != nil {
		return nil, err
	}
	about := completed.(membership.Endorse).About //nolint:forcetypeassert // it stays what it is
	if about != nil {
		p.read.Store(proposal, about)
	}
	return about, nil
}

func (p party) decide(ctx context.Context, proposal string) error {
	_, err := p.Submit(ctx, membership.Decide{Proposal: proposal})
	return err
}

// suspend proposes to suspend a member.
func (p party) suspend(ctx context.Context, alliance, subject string) (string, error) {
	receipt, err := p.Submit(ctx, membership.Propose{
		Request: client.NewRequest(), Alliance: alliance, Action: charter.Suspend, Subject: subject,
	})
	return receipt.Event.Proposal, err
}
