package index

import "allianceregistry/membership"

func (e effect) proposal(p membership.Proposal, text []byte) {
	e.put(proposalTable, p.ID, e.place, p.Alliance, string(p.Action), p.Subject, p.By, string(p.Status), millis(p.Filed.Time), text)
	e.tag("proposal", p.ID)
	e.tag("alliance", p.Alliance)
	e.tag("action", string(p.Action))
	e.tag("party", p.Subject)
	if p.Filed.Tx == e.id {
		e.doc("proposal", p.ID, "class", p.Class)
		e.doc("proposal", p.ID, "title", p.Title)
		e.doc("proposal", p.ID, "reason", p.Reason)
	}
	if p.Withdrawn != nil && p.Withdrawn.Tx == e.id {
		e.doc("proposal", p.ID, "withdrawal", p.Withdrawal)
	}
}

func (e effect) endorsement(v membership.Endorsement, text []byte) {
	e.put(endorsementTable, e.place, v.Alliance, v.Proposal, v.Party, v.Host, string(v.Position), e.time, text)
	e.doc("endorsement", v.Proposal, "reason", v.Reason)
}

func (e effect) decision(d membership.Decision, text []byte) {
	e.put(decisionTable, d.Proposal, e.place, d.Alliance, string(d.Outcome), e.time, text)
	e.tag("proposal", d.Proposal)
}
