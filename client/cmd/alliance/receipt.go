package main

import (
	"allianceregistry/client/view"
	"allianceregistry/membership"
)

// receipts shows what writing commands did: each with its transaction, block and
// validation code.
func (a *app) receipts(outcomes ...outcome) view.View {
	v := view.View{Columns: []string{"event", "subject", "tx", "block", "code"}, Data: outcomes}
	if len(outcomes) == 1 {
		v.Data = outcomes[0]
	}
	for _, o := range outcomes {
		block, code := view.Number(o.Block), o.Code
		switch {
		case o.DryRun:
			block, code = "", a.text.Say("wouldCommit", nil)
		case o.Repeated:
			code += ", " + a.text.Say("repeated", nil)
		}
		v.Rows = append(v.Rows, []string{a.text.Say(o.Event.Type, nil), a.subject(o.Event), o.Tx, block, code})
	}
	return v
}

// subject tells in a few words what an event is about.
func (a *app) subject(e membership.Event) string {
	var parts []string
	switch e.Type {
	case membership.EndorsementGiven:
		parts = []string{e.By, a.words(e.Position), e.Proposal}
	case membership.JoinFiled:
		parts = []string{e.Party, "→", e.Alliance, e.Proposal, a.words(e.Status)}
	case membership.ProposalFiled, membership.ProposalPutToVote, membership.ProposalWithdrawn, membership.ProposalDecidedAs,
		membership.ProposalEnacted:
		parts = []string{a.words(e.Action), e.Party, "→", e.Alliance, e.Proposal, a.words(e.Status)}
	case membership.AuthorityAdded, membership.AuthorityRemoved, membership.AuthorityRotated:
		parts = []string{e.Party, e.Key, a.words(e.Status)}
	case membership.ClaimStated, membership.ClaimAttested:
		parts = []string{e.Party, e.By, a.words(e.Position), e.Claim}
	case membership.RecoveryAskedFor, membership.RecoveryRefused, membership.RecoveryDone:
		parts = []string{e.Party, e.Key, a.words("recovery." + e.Status)}
	case membership.EpochClosed, membership.EpochSealed:
		parts = []string{e.Alliance, view.Number(e.Epoch)}
	case membership.AllianceDescribed, membership.AllianceFounded, membership.AllianceOpened, membership.ConsentGiven:
		parts = []string{e.Alliance, e.By, a.words(e.Status)}
	case membership.AgreementAccepted, membership.SeatVacated, membership.AffiliateDeclared:
		parts = []string{e.Party, "→", e.Alliance, e.Subject}
	case membership.MembershipEnded:
		parts = []string{e.Party, e.Alliance, a.words(ended(e.Status))}
	case membership.PaymentRecorded, membership.FigureRecorded:
		parts = []string{e.Alliance, e.Subject, e.Party}
	default:
		parts = []string{e.Party, e.Alliance, a.words(e.Status)}
	}
	return spaced(parts...)
}
