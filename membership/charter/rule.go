package charter

import (
	"slices"
	"time"

	"allianceregistry/membership/form"
)

// Rule says how one action is decided.
type Rule struct {
	// Proposers are the members who may propose; without it those of classes with
	// the right to propose. (Who wants to be admitted joins.)
	Proposers *Who `json:"proposers,omitempty" metadata:",optional"`
	// Sponsors must be met by the sponsorships before a proposal is put to the
	// vote. Members of one affiliate group sponsor as one.
	Sponsors *Expression `json:"sponsors,omitempty" metadata:",optional"`
	// Discussion is how long a proposal is discussed before it is put to the vote,
	// from the moment at which it had its sponsors. Without sponsors and discussion
	// it is put to the vote when it is filed.
	Discussion form.Duration `json:"discussion,omitempty" metadata:",optional"`
	// Expiry is how long after its filing a proposal may be put to the vote.
	Expiry form.Duration `json:"expiry,omitempty" metadata:",optional"`
	// Open accepts without a vote what meets Requires, once it has its sponsors.
	Open bool `json:"open,omitempty" metadata:",optional"`
	// Voting is how long a proposal is voted on.
	Voting form.Duration `json:"voting,omitempty" metadata:",optional"`
	// Clear names those of the discussion and the voting whose days are clear ones:
	// neither the day on which it begins counts nor the one after it, and it ends with
	// a day of the charter's zone.
	Clear []ClearPeriod `json:"clear,omitempty" metadata:",optional"`
	// Electorate are the members who vote: in an organ its seats, otherwise those of
	// classes with the right to vote; without it all of those classes.
	Electorate *Who `json:"electorate,omitempty" metadata:",optional"`
	// Recused have no vote and cannot sponsor. Without it: the subject, where the
	// action is about its own membership.
	Recused []Recusal `json:"recused,omitempty" metadata:",optional"`
	// Pass must be met for the proposal to be accepted.
	Pass Expression `json:"pass,omitzero" metadata:",optional"`
	// Fallback accepts what did not pass, at the close or, with Early, once that is
	// certain.
	Fallback *Expression `json:"fallback,omitempty" metadata:",optional"`
	// Consent accepts at once, before the close: written consent. All else waits for it.
	Consent *Expression `json:"consent,omitempty" metadata:",optional"`
	// Veto rejects, if it is met, whatever else is.
	Veto *Expression `json:"veto,omitempty" metadata:",optional"`
	// Affiliates is "one" if the members of an affiliate group are one voter, of the
	// weightiest one's class: if they differ, they abstain. Otherwise each votes for
	// itself.
	Affiliates string `json:"affiliates,omitempty" metadata:",optional"`
	// Cap is the largest share, such as 1/4, of all that may be voted that one party
	// or one affiliate group counts for; what it has beyond is not counted.
	Cap Amount `json:"cap,omitempty" metadata:",optional"`
	// Casting are those who have the casting vote.
	Casting *Who `json:"casting,omitempty" metadata:",optional"`
	// Extension prolongs the voting period where too few took part.
	Extension *Extension `json:"extension,omitempty" metadata:",optional"`
	// Early allows the decision before the voting period ends, once no vote that
	// is still to come could change it.
	Early bool `json:"early,omitempty" metadata:",optional"`
	// Changing lets a member change its vote while the voting period runs.
	Changing bool `json:"changing,omitempty" metadata:",optional"`
	// Proxies lets a member be represented in the vote by another, as the charter's proxies
	// say.
	Proxies bool `json:"proxies,omitempty" metadata:",optional"`
	// Reasons are the positions of which a vote says why: one without a reason is refused, and
	// would not count.
	Reasons []Position `json:"reasons,omitempty" metadata:",optional"`
	// Suspended is "lapse" if the votes of members lapse that are not active any more
	// when it is decided; otherwise what was cast stands.
	Suspended string `json:"suspended,omitempty" metadata:",optional"`
	// Timelock is how long an accepted proposal waits before anybody enacts it.
	Timelock form.Duration `json:"timelock,omitempty" metadata:",optional"`
	// Longest is how long a suspension lasts at most: then it lifts by itself, also one
	// of which the proposal does not say until when.
	Longest form.Duration `json:"longest,omitempty" metadata:",optional"`
	// Requires is demanded of the subject when the proposal is filed, and again
	// when it is enacted.
	Requires []Requirement `json:"requires,omitempty" metadata:",optional"`
	// Election is how those who are elected are found; only rules to elect have one.
	Election *Election `json:"election,omitempty" metadata:",optional"`
	// SuccessionTerms are what goes over to a successor; only rules to succeed have one.
	Succession *SuccessionTerms `json:"succession,omitempty" metadata:",optional"`
	// Steps are the votes that may follow upon this one, each upon the one before it.
	Steps []Step `json:"steps,omitempty" metadata:",optional"`
	// LockOut is "accepted" where the alliance knows that a single silent member can
	// keep anything from being decided.
	LockOut string `json:"lockOut,omitempty" metadata:",optional"`
	// Silence is "accepted" where the alliance knows that a proposal is accepted if
	// nobody votes.
	Silence string `json:"silence,omitempty" metadata:",optional"`
	// meeting is the kind of meeting at which it decides, as its key says.
	meeting string
}

// The words of a rule's choices.
const (
	AffiliatesOne   = "one"
	SuspendedLapse  = "lapse"
	LockOutAccepted = "accepted"
	SilenceAccepted = "accepted"
)

// Recusal names who has no say on a proposal.
type Recusal string

// The recusals.
const (
	RecuseSubject    Recusal = "subject"
	RecuseAffiliates Recusal = "affiliates" // of the subject
	RecuseSponsors   Recusal = "sponsors"
	RecuseFiler      Recusal = "filer"
	// RecuseNobody stands alone: an empty list is no list on the ledger.
	RecuseNobody Recusal = "nobody"
)

// Rules has one rule for each action. An action without a rule cannot be proposed.
// A class or an organ may have its own: "admit/observer", "seat/council".
type Rules map[Action]*Rule

// OpensAtOnce reports whether filing puts a proposal to the vote. One that somebody succeeds a
// member waits for the consents of both, one that is decided at a meeting for that.
func (r Rule) OpensAtOnce() bool {
	return r.Sponsors == nil && r.Discussion == "" && r.Succession == nil && !r.AtMeeting()
}

// LacksReason reports whether a vote ought to say why and does not.
func (r Rule) LacksReason(position Position, reason string) bool {
	return reason == "" && slices.Contains(r.Reasons, position)
}

// recusals are those of the rule, or of the action.
func (r Rule) recusals(action Action) []Recusal {
	switch {
	case slices.Contains(r.Recused, RecuseNobody):
		return nil
	case len(r.Recused) > 0:
		return r.Recused
	case action.RecusesSubject():
		return []Recusal{RecuseSubject}
	}
	return nil
}

// expressions are the expressions over votes: what a rule names in them is looked
// up when the vote opens.
func (r Rule) expressions() []Expression {
	if r.Open {
		return nil
	}
	list := []Expression{r.Pass}
	for _, e := range []*Expression{r.Fallback, r.Consent, r.Veto} {
		if e != nil {
			list = append(list, *e)
		}
	}
	return list
}

// accepts reports whether a rule is met at the close, given which comparisons are.
func (r Rule) accepts(met func(Expression) bool) bool {
	passes := r.Pass.met(met) || r.Fallback != nil && r.Fallback.met(met) || r.Consent != nil && r.Consent.met(met)
	return passes && (r.Veto == nil || !r.Veto.met(met))
}

// Voters lists whom a rule speaks of as voters.
func (r Rule) Voters() []*Who {
	whos := []*Who{r.Electorate}
	if r.Casting != nil {
		whos = append(whos, r.Casting)
	}
	for _, e := range append(r.expressions(), r.quorum()...) {
		e.eachComparison(func(leaf Expression) { whos = append(whos, leaf.Who) })
	}
	return whos
}

// Whos lists whom a rule speaks of: its voters, proposers and sponsors; nil where it
// means everybody who has the right. Of its steps it lists them too.
func (r Rule) Whos() []*Who {
	whos := append(r.Voters(), r.Proposers)
	for _, step := range r.Steps {
		whos = append(whos, step.Rule.Voters()...)
	}
	if r.Sponsors != nil {
		r.Sponsors.eachComparison(func(leaf Expression) { whos = append(whos, leaf.Who) })
	}
	return whos
}

// FiguresOf lists the recorded figures of which a rule demands a share.
func (c Charter) FiguresOf(rule Rule) []string {
	var wanted []string
	for _, e := range append(rule.expressions(), rule.quorum()...) {
		e.eachComparison(func(leaf Expression) {
			if _, is := c.FigureKind(string(leaf.Of)); is {
				wanted = append(wanted, string(leaf.Of))
			}
		})
	}
	return wanted
}

// Outcome is what a vote has come to: nothing while the voting period runs and the rule
// or the votes to come do not allow a decision.
func (r Rule) Outcome(x Explanation, closed bool) Outcome {
	switch {
	case !closed && r.Consent != nil && x.consented():
		return Passed
	case !closed && !((r.Early || r.Open) && x.Certain):
		return Undecided
	case x.Met:
		return Passed
	}
	return Failed
}

// Periods are bounded below so that they are far longer than peers and clients
// differ in time, save in trials; and above so that a proposal ends.
const (
	MinVoting = 10 * time.Second
	MaxVoting = 366 * 24 * time.Hour
)

// Requirement is one thing demanded of the subject of a proposal. It has exactly
// one of its fields.
type Requirement struct {
	// Agreement is one of the charter's, which the subject has accepted in its
	// present version.
	Agreement string `json:"agreement,omitempty" metadata:",optional"`
	// Jurisdictions are the countries of which the subject's must be one.
	Jurisdictions []string `json:"jurisdictions,omitempty" metadata:",optional"`
	// Evidence demands the digest of a document with the proposal.
	Evidence bool `json:"evidence,omitempty" metadata:",optional"`
	// Standing is "good": a member whose standing is in grace or lapsed is refused.
	Standing string `json:"standing,omitempty" metadata:",optional"`
	// MemberOf and NotMemberOf are other alliances.
	MemberOf    string `json:"memberOf,omitempty" metadata:",optional"`
	NotMemberOf string `json:"notMemberOf,omitempty" metadata:",optional"`
	// MemberFor is how long the subject must have been a member.
	MemberFor form.Duration `json:"memberFor,omitempty" metadata:",optional"`
}
