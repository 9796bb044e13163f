package drafting

// Phrase is something that bylaws say: how a charter says it, in which example it stands, and
// which section of docs/charters.md is about it.
type Phrase struct {
	ID      string `json:"id"`
	Example string `json:"example"`
	Written string `json:"written"`
	Section string `json:"-"`
}

// Phrases are what bylaws say, each with wordings in both languages under phrase.ID: the first is
// how it is called, all are found by.
func Phrases() []Phrase {
	return []Phrase{
		{"votes-cast", "two-thirds", "{votes: for, moreThan: 1/2, of: cast}", "expressions"},
		{"two-thirds-cast", "both-two-thirds", "{votes: for, atLeast: 2/3, of: cast}", "expressions"},
		{"three-quarters-cast", "ordinary-and-special", "{votes: for, atLeast: 75%, of: cast}", "expressions"},
		{"two-thirds-present", "assembly-and-council", "{votes: for, atLeast: 2/3, of: taking part}", "expressions"},
		{"half-present", "assembly-and-council", "{votes: for, atLeast: 1/2, of: taking part}", "expressions"},
		{"majority-present", "requisition", "{votes: for, moreThan: 1/2, of: taking part}", "expressions"},
		{"quorum-two-thirds", "assembly-and-council", "{votes: taking part, atLeast: 2/3, of: electorate}", "expressions"},
		{"quorum-third", "deliberation", "{votes: taking part, atLeast: 1/3, of: electorate}", "expressions"},
		{"quorum-number", "ordinary-and-special", "{votes: taking part, atLeast: 2}", "expressions"},
		{"return", "standards-ballot", "{votes: taking part, atLeast: 75%, of: electorate}", "expressions"},
		{"approval-rate", "standards-ballot", "{votes: for, atLeast: 75%, of: cast}", "expressions"},
		{"abstentions-ceiling", "standards-ballot", "{votes: abstain, lessThan: 30%, of: taking part}", "expressions"},
		{"all-members", "two-thirds", "{votes: for, atLeast: 2/3, of: electorate}", "expressions"},
		{"absolute-majority", "three-members", "{votes: for, atLeast: 3}", "expressions"},
		{"unanimity", "unanimity", "{votes: for, atLeast: 1/1, of: electorate}", "expressions"},
		{"without-objection", "unanimity", "{votes: against, atMost: 0}", "silence"},
		{"double-majority", "double-majority", "{votes: for, measure: population, atLeast: 65/100, of: electorate}", "expressions"},
		{"class-majority", "cabforum", "{votes: for, who: {classes: [issuer]}, atLeast: 2/3, of: cast}", "expressions"},
		{"class-consent", "class-consent", "touches: {classes: [full]}", "amending"},
		{"entrenched", "class-consent", "touches: {parts: [amendments], rules: [dissolve]}", "amending"},
		{"weighted", "weighted-quorum", "{votes: for, measure: power, moreThan: 1/2, of: cast}", "measures"},
		{"attendance-average", "cabforum", "{votes: taking part, moreThan: 1/2, of: attendance}", "measures"},
		{"ceiling", "capped", "cap: 1/4", "rules"},
		{"affiliates-one", "cabforum", "affiliates: one", "rules"},
		{"veto", "security-council", "veto: {votes: against, who: {classes: [permanent]}, atLeast: 1}", "rules"},
		{"sponsors", "endorsements", "sponsors: {votes: sponsors, atLeast: 3}", "rules"},
		{"requisition", "requisition", "sponsors: {votes: sponsors, atLeast: 1/5, of: electorate}", "rules"},
		{"reasons", "requisition", "reasons: [for]", "rules"},
		{"kinds", "ordinary-and-special", "id: special", "rules"},
		{"board-decides", "ordinary-and-special", "electorate: {organ: directors}", "rules"},
		{"elected-board", "elected-council", "election: {method: single-transferable-vote, renews: true}", "rules"},
		{"approval-voting", "elected-council", "election: {method: approval, ties: undecided}", "rules"},
		{"term", "elected-council", "duration: P1095D", "measures"},
		{"notice", "by-the-calendar", "clear: [discussion, voting]", "periods"},
		{"discussion", "deliberation", "discussion: P14D", "rules"},
		{"timelock", "deliberation", "timelock: P14D", "rules"},
		{"proxies", "cooperative", "proxies: {most: 2, principal: overrides, longest: P366D}", "proxies"},
		{"probation", "probation", "probation: P180D", "classes"},
		{"dues", "probation", "dues: true", "classes"},
		{"renewal", "probation", "duration: P365D", "classes"},
		{"observers", "open-observers", "open: true", "rules"},
		{"vouched", "open-observers", "sponsors: {votes: sponsors, atLeast: 2}", "rules"},
		{"agreement", "cabforum", "agreements: [ipr]", "measures"},
		{"suspension", "by-the-calendar", "longest: P1Y", "rules"},
		{"expulsion", "assembly-and-council", "expel:", "rules"},
		{"hosts", "endorsements", "{votes: hosts, atLeast: 3}", "expressions"},
		{"amending", "by-the-calendar", "{votes: for, atLeast: 3/4, of: cast}", "amending"},
		{"dissolution", "by-the-calendar", "dissolve:", "rules"},
		{"early", "two-thirds", "early: true", "rules"},
		{"one-founder", "one-member", "founders:", "parts"},
		{"statutory", "registered-association", "{votes: for, atLeast: 3/4, of: cast}", "expressions"},
		{"purpose", "registered-association", "id: purpose", "rules"},
		{"tenth", "registered-association", "{votes: sponsors, atLeast: 1/10, of: electorate}", "rules"},
		{"staggered", "rotation", "retires: 1/3", "rules"},
		{"term-limit", "rotation", "terms: {inRow: 3, pause: P1Y}", "measures"},
		{"alternates", "rotation", "alternates: 2", "rules"},
		{"by-election", "rotation", "byElections: true", "rules"},
		{"succession", "successors", "succession: {forms: [transfer, merger, split], seats: pass, time: counts, ceased: evidence}", "rules"},
		{"invitation", "invited-members", "invitations: {most: 5, longest: P90D}", "invitations"},
		{"emergency", "vacant-board", "emergency:", "out-of-reach"},
		{"meeting", "second-call", "amend@assembly:", "meetings"},
		{"second-call", "second-call", "secondCall: {wait: PT1H, notice: P1D}", "meetings"},
		{"appeal", "appeal", "- after: rejected", "several"},
		{"board-and-members", "appeal", "- after: accepted", "several"},
		{"casting", "appeal", "casting: {organ: chair}", "several"},
		{"tacit", "silence-procedure", "silence: accepted", "silence"},
		{"participation", "active-voters", "participation: {took: 2, of: 3, in: votes, loses: [vote, seat]}", "duties"},
		{"confirmation", "active-voters", "confirmation: {every: P1Y, grace: P60D}", "duties"},
		{"tiers", "tiered-board", "- {classes: [silver], per: 10, most: 3}", "measures"},
	}
}
