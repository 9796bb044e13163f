package client_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log"
	"strings"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// connect opens a client for a party on a chain in memory. A program of a member
// opens sdk.Open(settings, identity) in its place.
func connect(chain *memledger.Ledger, party, key string) *client.Client {
	_, host, _ := strings.Cut(party, "@")
	return client.New(memory.Open(chain, membership.Caller{MSP: host, Key: strings.Repeat(key, 64), Party: party}))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// plain admits by one vote, and has nothing else.
func plain() charter.Charter {
	return charter.Charter{
		Schema: 1, Founders: "member",
		Classes: []charter.Class{{
			ID: "member", Names: form.Names{"en": "Member"},
			Kinds: []charter.Kind{charter.Enterprise}, Rights: []charter.Right{charter.Vote},
		}},
		Rules: charter.Rules{charter.Admit: oneVote()},
	}
}

// oneVote is a rule by which a single vote for decides, as soon as it is cast.
func oneVote() *charter.Rule {
	return &charter.Rule{
		LockOut: charter.LockOutAccepted,
		Voting:  "P7D", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
	}
}

// complete is plain with a board, an agreement, a figure that the board records, and a
// rule for each thing that the alliance may decide below.
func complete() charter.Charter {
	c := plain()
	c.Classes[0].Rights = append(c.Classes[0].Rights, charter.ProposeRight, charter.SeatRight)
	c.Organs = []charter.Organ{{ID: "board", Names: form.Names{"en": "Board"}, Seats: 3, Founders: true}}
	c.Agreements = []charter.Agreement{{
		ID: "code", Names: form.Names{"en": "Code of conduct"}, Version: "1", Digest: digest("be kind"),
	}}
	c.Figures = []charter.FigureKind{{
		ID: "attendance", Names: form.Names{"en": "Attendance"}, By: &charter.Who{Organ: "board"},
	}}
	for _, action := range []charter.Action{charter.Amend, charter.MandateAction, charter.Recognize, charter.Resolve} {
		c.Rules[action] = oneVote()
	}
	return c
}

// digest is the SHA-256 of a document, as the registry names it.
func digest(document string) string {
	sum := sha256.Sum256([]byte(document))
	return hex.EncodeToString(sum[:])
}

// register opens a client for a party that registers itself.
func register(chain *memledger.Ledger, party, key, name string) *client.Client {
	c := connect(chain, party, key)
	must(c.Submit(context.Background(), membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": name},
	}))
	return c
}

// found has IBM found an alliance.
func found(ibm *client.Client, slug, name string, bylaws charter.Charter) {
	must(ibm.Submit(context.Background(), membership.FoundAlliance{
		Request: client.NewRequest(), Slug: slug, Names: form.Names{"en": name},
		Founders: []string{"ibm@industry"}, Charter: bylaws,
	}))
}

// founded has IBM register and found an alliance that admits by one vote.
func founded(chain *memledger.Ledger) *client.Client {
	ibm := register(chain, "ibm@industry", "1", "IBM")
	found(ibm, "hyperledger", "Hyperledger", plain())
	return ibm
}

// foundedComplete is founded with the charter that has more in it.
func foundedComplete(chain *memledger.Ledger) *client.Client {
	ibm := register(chain, "ibm@industry", "1", "IBM")
	found(ibm, "hyperledger", "Hyperledger", complete())
	return ibm
}

// applyForMembership has Intel register and apply for membership, and returns its proposal.
func applyForMembership(chain *memledger.Ledger) (intel *client.Client, proposal string) {
	intel = register(chain, "intel@association", "2", "Intel")
	receipt := must(intel.Submit(context.Background(), membership.Join{
		Request: client.NewRequest(), Alliance: "hyperledger@industry", Class: "member",
	}))
	return intel, receipt.Event.Proposal
}

// vote has a member vote for a proposal and record the decision.
func vote(member *client.Client, proposal string) {
	must(member.Submit(context.Background(), membership.Endorse{
		Request: client.NewRequest(), Proposal: proposal, Position: charter.For,
	}))
	must(member.Submit(context.Background(), membership.Decide{Proposal: proposal}))
}

// pass has a member propose something to its alliance and vote it through.
func pass(member *client.Client, p membership.Propose) {
	p.Request, p.Alliance = client.NewRequest(), "hyperledger@industry"
	vote(member, must(member.Submit(context.Background(), p)).Event.Proposal)
}
