package keeper

import (
	"slices"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// news is what of an alliance has to be read again.
type news struct {
	// all is the whole book; then nothing else matters.
	all       bool
	epoch     bool
	proposals map[string]bool
	// members are parties whose memberships changed: then votes may have lapsed, too.
	members map[string]bool
	// tx is the last transaction that the ledger must know that is asked.
	tx string
}

// note enters what an event changes in an alliance.
func (n *news) note(e membership.Event) {
	n.tx = e.Tx
	switch e.Type {
	case membership.ProposalFiled, membership.JoinFiled, membership.EndorsementGiven, membership.ProposalPutToVote, membership.ProposalWithdrawn:
		n.noteProposal(e.Proposal)
	case membership.EpochClosed, membership.EpochSealed:
		n.epoch = true
	case membership.MembershipEnded:
		n.noteMember(e.Party)
	case membership.ProposalDecidedAs, membership.ProposalEnacted:
		n.noteProposal(e.Proposal)
		if e.Status == string(membership.Accepted) {
			n.noteOutcome(charter.Action(e.Action), e.Party)
		}
	case membership.AllianceFounded, membership.ConsentGiven, membership.AllianceOpened:
		n.all = true
	}
}

// noteOutcome enters what an accepted proposal has changed.
func (n *news) noteOutcome(action charter.Action, party string) {
	ofMembers := []charter.Action{charter.Admit, charter.Suspend, charter.Reinstate, charter.Expel, charter.Reclassify, charter.Renew}
	if slices.Contains(ofMembers, action) {
		n.noteMember(party)
	} else {
		n.all = true
	}
}

func (n *news) noteProposal(id string) {
	if n.proposals == nil {
		n.proposals = map[string]bool{}
	}
	n.proposals[id] = true
}

func (n *news) noteMember(party string) {
	if n.members == nil {
		n.members = map[string]bool{}
	}
	n.members[party], n.epoch = true, true
}

// hear takes in an event that was read from the chain.
func (k *Keeper) hear(e client.Event) {
	if k.sent[e.Tx] { // what it changed has been read
		delete(k.sent, e.Tx)
		return
	}
	k.note(e.Event)
}

// note enters what an event changes.
func (k *Keeper) note(e membership.Event) {
	switch {
	case e.Alliance == "":
	case e.Action == string(charter.Dissolve) && e.Status == string(membership.Accepted):
		k.list = true // it may be a member of others
	case k.isWanted(e.Alliance):
		k.newsOf(e.Alliance).note(e)
	}
}

// newsOf is what is to be read again of an alliance.
func (k *Keeper) newsOf(alliance string) *news {
	if k.news[alliance] == nil {
		k.news[alliance] = &news{}
	}
	return k.news[alliance]
}
