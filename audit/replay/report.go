package replay

import (
	"cmp"
	"encoding/hex"
	"reflect"
	"slices"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Scope says what a report is about, and what it may tell of how it was verified.
type Scope struct {
	Alliance string
	// From and To bound the period: From included, To not. No To is the end of what
	// is known.
	From, To time.Time
	// Written is when the report is made, by its maker's clock.
	Written    time.Time
	Thresholds Thresholds
	// States and Comparison are what comparing with the hosts came to, if it was done.
	States     []StateResult
	Comparison *Comparison
	// Progress is told how far the report is; nil tells nobody.
	Progress Progress
}

// Report is what an alliance did in a period, and how far it can be believed. It
// is plain data: what people read is rendered from its codes and parameters.
type Report struct {
	Alliance membership.Alliance `json:"alliance"`
	From     time.Time           `json:"from"`
	To       time.Time           `json:"to"`
	// Written is when the report was made, by its maker's clock.
	Written time.Time `json:"written,omitzero"`
	// Running says that the period goes on beyond Verified.Time, the end of what is
	// known: what is said of its end is how it stood then.
	Running bool `json:"running"`
	// Start and End are the members at both ends, in the order of their ids.
	Start []membership.Member `json:"start"`
	End   []membership.Member `json:"end"`
	// Names are those of all parties that the report is about, also of who was a
	// member at neither end, as they were at its end. Start has those of its start.
	Names map[string]form.Names `json:"names"`
	// Classes are the names of the charter's classes, by their ids; also of such as an
	// earlier version alone has.
	Classes map[string]form.Names `json:"classes"`
	// Changes are those of memberships, in the order of the blocks.
	Changes []Change `json:"changes"`
	// Acts are all that was done in the alliance, in the order of the blocks.
	Acts []Step `json:"acts"`
	// Decisions were made in the period, and are decided again.
	Decisions []Redecision `json:"decisions"`
	// Findings are faults first: of the replay, of deciding again, of the hosts; then
	// what is valid and odd.
	Findings []chain.Finding `json:"findings"`
	Verified Verification    `json:"verified"`
}

// Change is a change of one membership: what it was and became, by whom and why.
type Change struct {
	chain.Place
	Time  time.Time `json:"time"`
	Party string    `json:"party"`
	// Before is empty for one who never was a member.
	Before charter.Presence `json:"before"`
	After  charter.Presence `json:"after"`
	Ending string           `json:"ending,omitempty"`
	Epoch  int              `json:"epoch"`
	// Name is the transaction's, By who sent it, Via whose key signed for an alliance.
	Name string `json:"name"`
	By   string `json:"by"`
	Via  string `json:"via,omitempty"`
	// Reason is what was given for it, Proposal and Decision what it rests on.
	Reason   string               `json:"reason,omitempty"`
	Proposal string               `json:"proposal,omitempty"`
	Decision *membership.Decision `json:"decision,omitempty"`
}

// Verification is how a report was verified.
type Verification struct {
	// Genesis and Hash are those of the first and the last block, in lower-case hex;
	// Height is the number of blocks, Time the latest time that they tell of.
	Genesis string    `json:"genesis"`
	Height  uint64    `json:"height"`
	Hash    string    `json:"hash"`
	Time    time.Time `json:"time,omitzero"`
	// Chaincode is the registry's, Definition the last of the channel.
	Chaincode  string      `json:"chaincode"`
	Definition *Definition `json:"definition,omitempty"`
	// Hosts are those whose id is not their MSP ID, as they are recorded at the end.
	Hosts []membership.Host `json:"hosts,omitempty"`
	// Holdings are how few hosts had which power over the chain.
	Holdings []Holding `json:"holdings,omitempty"`
	// Engine is that of the rules by which all was run again.
	Engine     string        `json:"engine"`
	Thresholds Thresholds    `json:"thresholds"`
	States     []StateResult `json:"states,omitempty"`
	Comparison *Comparison   `json:"comparison,omitempty"`
}

// NewReport makes a report from what was replayed. It refuses with UNKNOWN_RECORD
// an alliance that there is not.
func NewReport(r *Replay, scope Scope) (Report, error) {
	alliance, err := recorded(r.View(), membership.GetAlliance{ID: scope.Alliance})
	if err != nil {
		return Report{}, err
	}
	known := r.KnownUntil(scope.Written)
	if scope.To.IsZero() { // the last transaction's own time counts
		scope.To = known.Add(time.Millisecond)
	}
	report := Report{
		Alliance: alliance, From: scope.From, To: scope.To, Written: scope.Written,
		Running: scope.To.After(known.Add(time.Millisecond)), Verified: r.verification(scope),
	}
	if report.Classes, err = classes(r.View(), alliance); err != nil {
		return report, err
	}
	if report.Start, err = members(r.View(), scope.Alliance, scope.From); err != nil {
		return report, err
	}
	if report.End, err = members(r.View(), scope.Alliance, scope.To); err != nil {
		return report, err
	}
	report.Acts = acts(r.steps, scope)
	if report.Changes, err = changes(r, scope); err != nil {
		return report, err
	}
	decided := Decisions(r.View(), scope.Progress)
	for _, row := range decided.Decisions {
		if row.Alliance == scope.Alliance && scope.contains(row.Time) {
			report.Decisions = append(report.Decisions, row)
		}
	}
	slices.SortFunc(report.Decisions, func(a, b Redecision) int { return byPlace(a.Place, b.Place) })
	report.Findings = findings(r, scope, decided.Findings)
	report.Names = report.partyNames(r.View())
	return report, nil
}

// classes are the names of all classes that an alliance's charters had, each as the
// last version with it has them.
func classes(v View, alliance membership.Alliance) (map[string]form.Names, error) {
	names := map[string]form.Names{}
	for version := 1; version <= alliance.Charter; version++ {
		charter, err := recorded(v, membership.GetCharter{Alliance: alliance.ID, Version: version})
		if err != nil {
			return nil, err
		}
		for _, class := range charter.Charter.Classes {
			names[class.ID] = class.Names
		}
	}
	return names, nil
}

// partyNames are the names of all parties that the report is about.
func (r Report) partyNames(v View) map[string]form.Names {
	names := map[string]form.Names{}
	for _, m := range r.End {
		names[m.Membership.Party] = m.Names
	}
	var others []string
	for _, m := range r.Start {
		others = append(others, m.Membership.Party)
	}
	for _, change := range r.Changes {
		others = append(others, change.Party, change.By, change.Via)
	}
	for _, decided := range r.Decisions {
		others = append(others, decided.Subject)
	}
	for _, id := range others {
		if _, known := names[id]; known {
			continue
		}
		if said, found := namesAt(v, id, r.To); found {
			names[id] = said
		}
	}
	return names
}

// namesAt are a party's names as they were at a time: those of its first record, if
// that is younger. What is no party, or cannot be read, has none.
func namesAt(v View, id string, at time.Time) (names form.Names, found bool) {
	for bookmark := ""; ; {
		page, err := recorded(v, membership.GetPartyHistory{Party: id, Size: membership.MaxPage, Bookmark: bookmark})
		if err != nil {
			return nil, false
		}
		for _, version := range page.Versions {
			if !found || !version.Written.Time.After(at) {
				names, found = version.Names, true
			}
		}
		if bookmark = page.Next; bookmark == "" {
			return names, found
		}
	}
}

func (s Scope) contains(at time.Time) bool { return !at.Before(s.From) && at.Before(s.To) }

func byPlace(a, b chain.Place) int {
	return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Index, b.Index))
}

func (r *Replay) verification(scope Scope) Verification {
	v := Verification{
		Genesis: hex.EncodeToString(r.genesis), Height: r.height, Hash: hex.EncodeToString(r.last), Chaincode: r.chaincode,
		Time: r.KnownUntil(scope.Written), Engine: charter.Engine, Thresholds: scope.Thresholds, States: scope.States,
		Comparison: scope.Comparison, Holdings: r.holdings, Hosts: namedHosts(r.View()),
	}
	if last := len(r.definitions) - 1; last >= 0 {
		v.Definition = &r.definitions[last]
	}
	return v
}

// members are an alliance's at a time.
func members(v View, alliance string, at time.Time) ([]membership.Member, error) {
	all := []membership.Member{}
	for bookmark := ""; ; {
		page, err := recorded(v, membership.GetRoster{
			Alliance: alliance, At: formatTime(at), Size: membership.MaxPage, Bookmark: bookmark,
		})
		if err != nil {
			return nil, err
		}
		all = append(all, page.Members...)
		if bookmark = page.Next; bookmark == "" {
			return all, nil
		}
	}
}

// acts are an alliance's valid steps in a period.
func acts(steps []Step, scope Scope) []Step {
	all := []Step{}
	for _, step := range steps {
		if step.Event != nil && step.Event.Alliance == scope.Alliance && scope.contains(step.Time) {
			all = append(all, step)
		}
	}
	return all
}

// changes are the versions of memberships that were written in a period.
func changes(r *Replay, scope Scope) ([]Change, error) {
	steps := map[chain.Place]Step{}
	for _, step := range r.steps {
		steps[step.Place] = step
	}
	all, former := []Change{}, membership.Membership{}
	each(r.View(), "version", func(key membership.Key, m membership.Membership, at chain.Place) {
		if key.Parts[0] != scope.Alliance {
			return
		}
		if former.Party != m.Party {
			former = membership.Membership{}
		}
		if scope.contains(m.Written.Time) {
			all = append(all, changed(former, m, at, steps[at]))
		}
		former = m
	})
	for i := range all {
		if all[i].Proposal == "" {
			continue
		}
		dossier, err := recorded(r.View(), membership.GetProposal{ID: all[i].Proposal})
		if err != nil {
			return nil, err
		}
		all[i].Decision = dossier.Decision
		if all[i].Reason == "" {
			all[i].Reason = dossier.Proposal.Reason
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int { return byPlace(a.Place, b.Place) })
	return all, nil
}

// changed is the change from one version of a membership to the next.
func changed(former, now membership.Membership, at chain.Place, step Step) Change {
	change := Change{
		Place: at, Time: now.Written.Time, Party: now.Party, Before: presence(former), After: presence(now),
		Ending: now.Ending, Epoch: now.Epoch, Name: step.Name, Reason: step.Reason,
	}
	if step.Event != nil {
		change.By, change.Via, change.Proposal = step.Event.By, step.Event.Via, step.Event.Proposal
	}
	return change
}

func presence(m membership.Membership) charter.Presence {
	return charter.Presence{State: m.State, Class: m.Class, Group: m.Group, Weights: m.Weights}
}

// findings gathers what is to be said in a report: all faults, and what is odd about
// the alliance, its members, or the network, in the period.
func findings(r *Replay, scope Scope, decided []chain.Finding) []chain.Finding {
	all := append(slices.Clone(r.findings), decided...)
	for _, state := range scope.States {
		all = append(all, state.Findings...)
	}
	if scope.Comparison != nil {
		for _, f := range scope.Comparison.Findings {
			if !slices.ContainsFunc(all, func(known chain.Finding) bool { return reflect.DeepEqual(known, f) }) { // a silent peer is found twice
				all = append(all, f)
			}
		}
	}
	first, last := blocks(r.steps, scope)
	for _, f := range Anomalies(r, scope.Thresholds) {
		party, about := f.Params["party"], f.Params["alliance"]
		_, member := r.records.versions[membership.MembershipKey(scope.Alliance, party).String()]
		inTime := f.Block == 0 || f.Block >= first && f.Block <= last || AboutAll(f)
		if inTime && (about == "" || about == scope.Alliance) && (party == "" || about != "" || member) {
			all = append(all, f)
		}
	}
	return all
}

// AboutAll reports whether a finding is about all that came after it, in every alliance,
// and not about its own block: those who could write then could write what a period rests
// on.
func AboutAll(f chain.Finding) bool {
	return f.Code == FewMayWrite || f.Code == FewMayDefine || f.Code == FewMayConfigure
}

// blocks are the first and the last block with a valid step in a period.
func blocks(steps []Step, scope Scope) (first, last uint64) {
	first = ^uint64(0)
	for _, step := range steps {
		if step.Code == valid && scope.contains(step.Time) {
			first, last = min(first, step.Block), max(last, step.Block)
		}
	}
	return first, last
}
