package membership

// Dossier is a proposal with all that was said and decided on it.
type Dossier struct {
	Proposal     Proposal      `json:"proposal"`
	Sponsorships []Endorsement `json:"sponsorships"`
	Endorsements []Endorsement `json:"endorsements"`
	// Sponsors is how many sponsorships the rule demands.
	Sponsors int   `json:"sponsors"`
	Tally    Tally `json:"tally"`
	// Explanation is the rule with its figures: those of the decision, or while
	// the proposal is voted on those of the votes so far.
	Explanation Explanation `json:"explanation"`
	Decision    *Decision   `json:"decision,omitempty" metadata:",optional"`
}

// GetProposal asks for a proposal's dossier.
type GetProposal struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetProposal) Name() string                  { return "GetProposal" }
func (q GetProposal) check() error                { return checkProposalID(q.ID) }
func (q GetProposal) answer(s Store) (any, error) { return q.read(s) }

func (q GetProposal) read(s Store) (Dossier, error) { return dossier(s, q.ID) }

func dossier(s Store, id string) (Dossier, error) {
	proposal, err := must[Proposal](s, proposalKey(id))
	if err != nil {
		return Dossier{}, err
	}
	charter, err := charterOf(s, proposal.Alliance, proposal.Charter)
	if err != nil {
		return Dossier{}, err
	}
	rule, err := charter.rule(proposal)
	if err != nil {
		return Dossier{}, err
	}
	whole := Dossier{Proposal: proposal, Sponsors: rule.Sponsors}
	if whole.Sponsorships, err = allPages[Endorsement](s, sponsorshipsKey(id)); err != nil {
		return Dossier{}, err
	}
	if whole.Endorsements, err = allPages[Endorsement](s, endorsementsKey(id)); err != nil {
		return Dossier{}, err
	}
	decision, found, err := get[Decision](s, decisionKey(id))
	if err != nil {
		return Dossier{}, err
	}
	whole.Tally = tallyOf(whole.Endorsements, proposal.Electorate)
	if found {
		whole.Decision, whole.Tally, whole.Explanation = &decision, decision.Tally, decision.Explanation
	} else {
		whole.Explanation = rule.Pass.evaluate(whole.Tally)
	}
	return whole, nil
}

// allPages reads a whole range page by page.
func allPages[R any](s Store, prefix Key) ([]R, error) {
	all, bookmark := []R{}, ""
	for {
		records, next, err := page[R](s, prefix, MaxPage, bookmark)
		if err != nil {
			return nil, err
		}
		all = append(all, records...)
		if next == "" {
			return all, nil
		}
		bookmark = next
	}
}
