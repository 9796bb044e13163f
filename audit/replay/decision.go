package replay

import (
	"errors"
	"strconv"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Redecision is a recorded decision, decided again.
type Redecision struct {
	// Place is the transaction that decided.
	chain.Place
	Alliance string    `json:"alliance"`
	Proposal string    `json:"proposal"`
	Action   string    `json:"action"`
	Subject  string    `json:"subject,omitempty"`
	Time     time.Time `json:"time"`
	// Recorded is the decision that is recorded, Again what comes of the same votes,
	// charter and seal. Outcome is empty if nothing does.
	Recorded membership.Decision       `json:"recorded"`
	Again    membership.ProposalStatus `json:"again"`
	Same     bool                      `json:"same"`
}

// Redecisions are all decisions, in the order of their proposals' ids.
type Redecisions struct {
	Decisions []Redecision    `json:"decisions"`
	Findings  []chain.Finding `json:"findings"`
}

// Decisions decides every recorded decision again, by the engine of its day, from
// the charter, the seal and the votes that the blocks wrote.
func Decisions(v View, progress Progress) Redecisions {
	all := Redecisions{Decisions: []Redecision{}}
	keys := v.records.keys("decision")
	for i, text := range keys {
		progress.tell(PhaseDecisions, i, len(keys))
		wrote, there := v.records.at(text, v.height)
		key, ok := membership.ParseKey(text)
		if !there || !ok {
			continue
		}
		row, findings := redecided(v, wrote.place, key.Parts[0])
		all.Decisions, all.Findings = append(all.Decisions, row), append(all.Findings, findings...)
	}
	progress.tell(PhaseDecisions, len(keys), len(keys))
	all.Findings = append(all.Findings, stepFindings(v)...)
	return all
}

// stepFindings decides again every vote upon which another has followed.
func stepFindings(v View) (findings []chain.Finding) {
	each(v, "proposal", func(_ membership.Key, p membership.Proposal, at chain.Place) {
		if len(p.Steps) == 0 {
			return
		}
		dossier, err := recorded(v, membership.GetProposal{ID: p.ID})
		for number := 0; number < len(p.Steps) && err == nil; number++ {
			var d *difference
			if d, err = stepDifference(v, dossier, number); d != nil {
				findings = append(findings, fault(DecisionDiffers, at, "alliance", p.Alliance, "proposal", p.ID,
					"path", "steps["+strconv.Itoa(number)+"]."+d.path, "expected", d.expected, "seen", d.seen))
			}
		}
		if err != nil {
			findings = append(findings, undecidable(at, membership.Decision{Alliance: p.Alliance, Proposal: p.ID}, err))
		}
	})
	return findings
}

// stepDifference is how a recorded vote differs from what comes of the same votes, charter and
// seal; nil if it does not.
func stepDifference(v View, dossier membership.Dossier, number int) (*difference, error) {
	p := dossier.Proposal.Recorded()
	charter, err := recorded(v, membership.GetCharter{Alliance: p.Alliance, Version: p.Charter})
	if err != nil {
		return nil, err
	}
	seal, err := recorded(v, membership.GetSeal{Alliance: p.Alliance, Epoch: p.Steps[number].Seal})
	if err != nil {
		return nil, err
	}
	grounds := membership.Grounds{Charter: charter.Charter, Seal: seal, Endorsements: dossier.Before[number].Endorsements}
	again, err := membership.RedecideStep(p, number, grounds)
	if err != nil {
		return nil, err
	}
	return diff("step", "", encode(again), encode(p.Steps[number])), nil
}

// redecided decides one proposal again.
func redecided(v View, at chain.Place, proposal string) (Redecision, []chain.Finding) {
	recorded, grounds, err := groundsOf(v, proposal)
	if err != nil { // a record that the rules would not have written
		recorded.Alliance, recorded.Proposal = grounds.Proposal.Alliance, proposal
		row := Redecision{Place: at, Alliance: recorded.Alliance, Proposal: proposal, Recorded: recorded}
		return row, []chain.Finding{undecidable(at, recorded, err)}
	}
	row := Redecision{
		Place: at, Alliance: recorded.Alliance, Proposal: proposal, Action: string(grounds.Proposal.Action),
		Subject: grounds.Proposal.Subject, Time: recorded.Stamp.Time, Recorded: recorded,
	}
	again, err := membership.Redecide(recorded, grounds)
	if err != nil {
		return row, []chain.Finding{undecidable(at, recorded, err)}
	}
	row.Again = again.Outcome
	if d := diff("decision", "", encode(again), encode(recorded)); d != nil {
		return row, []chain.Finding{fault(DecisionDiffers, at, "alliance", recorded.Alliance, "proposal", proposal,
			"path", d.path, "expected", d.expected, "seen", d.seen)}
	}
	row.Same = true
	return row, nil
}

func undecidable(at chain.Place, d membership.Decision, err error) chain.Finding {
	var denied *refusal.Error
	if errors.As(err, &denied) && denied.Code == refusal.EngineUnknown {
		return fault(EngineUnknown, at, "alliance", d.Alliance, "proposal", d.Proposal, "engine", d.Engine)
	}
	return fault(DecisionUndecidable, at, "alliance", d.Alliance, "proposal", d.Proposal, "refusal", refusalOf(err))
}

// groundsOf gathers what a decision rests on.
func groundsOf(v View, proposal string) (membership.Decision, membership.Grounds, error) {
	dossier, err := recorded(v, membership.GetProposal{ID: proposal})
	if err != nil {
		return membership.Decision{}, membership.Grounds{}, err
	}
	p := dossier.Proposal.Recorded()
	grounds := membership.Grounds{Proposal: p, Endorsements: dossier.Endorsements}
	charter, err := recorded(v, membership.GetCharter{Alliance: p.Alliance, Version: p.Charter})
	if err != nil {
		return membership.Decision{}, grounds, err
	}
	grounds.Charter = charter.Charter
	if p.Opened != nil {
		if grounds.Seal, err = recorded(v, membership.GetSeal{Alliance: p.Alliance, Epoch: p.Seal}); err != nil {
			return membership.Decision{}, grounds, err
		}
	}
	if dossier.Decision == nil {
		return membership.Decision{}, grounds, errors.New("a decision without a record: " + proposal)
	}
	return *dossier.Decision, grounds, nil
}
