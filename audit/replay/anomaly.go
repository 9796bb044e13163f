package replay

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Thresholds say from where on something valid is odd.
type Thresholds struct {
	// HeldBack is how far a transaction's time may lie before what those in earlier
	// blocks agree on. Peers take times up to two minutes from their clocks.
	HeldBack time.Duration `json:"heldBack"`
	// ClockOff is how far a transaction's time may lie ahead of what those in later
	// blocks agree on.
	ClockOff time.Duration `json:"clockOff"`
	// KeyBeforeVote is how long before a vote a change of the voter's keys is odd.
	KeyBeforeVote time.Duration `json:"keyBeforeVote"`
	// HostShare is the percentage of an alliance's votes or members beyond which one
	// host's weight is odd; below HostLeast votes or members nobody is named.
	HostShare int `json:"hostShare"`
	HostLeast int `json:"hostLeast"`
	// LateDecision is how long after a vote's close a decision is odd.
	LateDecision time.Duration `json:"lateDecision"`
	// InvalidLeast and InvalidShare: so many invalid transactions of one caller, and
	// at least that percentage of its transactions.
	InvalidLeast int `json:"invalidLeast"`
	InvalidShare int `json:"invalidShare"`
}

// DefaultThresholds are made for alliances that vote for days, on a network whose
// peers refuse times more than two minutes from their clocks.
func DefaultThresholds() Thresholds {
	return Thresholds{
		HeldBack: 2 * time.Minute, ClockOff: 2 * time.Minute, KeyBeforeVote: 24 * time.Hour,
		HostShare: 50, HostLeast: 5, LateDecision: 7 * 24 * time.Hour, InvalidLeast: 10, InvalidShare: 50,
	}
}

// Anomalies are what is valid and odd in all that was replayed, each a Warning, in
// the order of the blocks; what is about no block comes first. What the verifier
// warned of is among it.
func Anomalies(r *Replay, t Thresholds) []chain.Finding {
	found := slices.Clone(r.warnings)
	for i, definition := range r.definitions {
		if i > 0 {
			found = append(found, warning(DefinitionChanged, definition.Place, "chaincode", r.chaincode,
				"sequence", fmt.Sprint(definition.Sequence), "version", definition.Version, "policy", definition.Policy))
		}
	}
	found = append(found, r.Weaknesses()...)
	found = append(found, oddTimes(r.steps, t)...)
	found = append(found, recentKeyChanges(r.steps, t)...)
	found = append(found, recoveriesAndCorrections(r)...)
	found = append(found, invalidCallers(r.byCaller, t)...)
	found = append(found, lateDecisions(r, t)...)
	found = append(found, hostShares(r, t)...)
	found = append(found, claimConflicts(r.View())...)
	found = append(found, rulesOutOfReach(r)...)
	slices.SortStableFunc(found, func(a, b chain.Finding) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Index, b.Index))
	})
	return found
}

// keyEvents are what changes a party's keys.
var keyEvents = []string{membership.AuthorityAdded, membership.AuthorityRotated, membership.RecoveryDone}

// recentKeyChanges finds votes shortly after a change of the voter's keys.
func recentKeyChanges(steps []Step, t Thresholds) []chain.Finding {
	var found []chain.Finding
	changed := map[string]Step{}
	for _, step := range steps {
		if step.Event == nil {
			continue
		}
		event := *step.Event
		switch {
		case slices.Contains(keyEvents, event.Type):
			changed[event.Party] = step
		case event.Type == membership.EndorsementGiven && event.Position != string(charter.Sponsor):
			voter := event.By
			if event.Via != "" {
				voter = event.Via
			}
			change, recent := changed[voter]
			if by := step.Time.Sub(change.Time); recent && by <= t.KeyBeforeVote {
				found = append(found, warning(KeyChangedBeforeVote, step.Place, "party", voter, "alliance", event.Alliance,
					"proposal", event.Proposal, "change", change.Event.Type, "changed", change.Tx, "by", formatDuration(by)))
			}
		}
	}
	return found
}

// recoveriesAndCorrections finds recoveries and corrections.
func recoveriesAndCorrections(r *Replay) []chain.Finding {
	var found []chain.Finding
	for _, step := range r.steps {
		if step.Event == nil {
			continue
		}
		event := *step.Event
		switch event.Type {
		case membership.RecoveryAskedFor, membership.RecoveryBegun, membership.RecoveryDone, membership.RecoveryRefused:
			found = append(found, warning(RecoveryUsed, step.Place, "party", event.Party, "status", event.Status,
				"key", event.Key, "event", event.Type))
		case membership.PartyCorrected:
			found = append(found, warning(Corrected, step.Place, "party", event.Party,
				"version", fmt.Sprint(recordVersion(r, event.Party, step.Place)), "reason", step.Reason))
		}
	}
	return found
}

// recordVersion is the version of a party's record that a transaction wrote.
func recordVersion(r *Replay, party string, at chain.Place) int {
	for _, written := range r.records.versions[membership.PartyKey(party).String()] {
		var record membership.Party
		if written.place == at && json.Unmarshal(written.value, &record) == nil {
			return record.Version
		}
	}
	return 0 // it wrote something else, which the replay has named
}

// invalidCallers finds callers many of whose transactions are invalid.
func invalidCallers(callers map[string]callerCount, t Thresholds) []chain.Finding {
	var found []chain.Finding
	for _, key := range sortedKeys(callers) {
		of := callers[key]
		if of.invalid < t.InvalidLeast || of.invalid*100 < of.all*t.InvalidShare {
			continue
		}
		who := of.caller.Party
		if who == "" {
			who = of.caller.Key
		}
		found = append(found, warning(InvalidMany, of.last, "caller", who, "host", of.caller.Host,
			"invalid", fmt.Sprint(of.invalid), "of", fmt.Sprint(of.all)))
	}
	return found
}

// claimConflicts finds identifiers that are claimed for several.
func claimConflicts(v View) []chain.Finding {
	var found []chain.Finding
	last := ""
	for _, text := range v.records.keys("claimant") {
		key, ok := membership.ParseKey(text)
		if !ok || len(key.Parts) != 4 || key.Parts[0]+" "+key.Parts[1] == last {
			continue
		}
		last = key.Parts[0] + " " + key.Parts[1]
		rivals := rivalsOf(v, membership.Scheme(key.Parts[0]), key.Parts[1])
		if len(rivals) > 1 {
			found = append(found, warning(ClaimConflict, v.lastOf(key, rivals), "scheme", key.Parts[0], "value", key.Parts[1],
				"parties", strings.Join(rivals, ", "), "count", fmt.Sprint(len(rivals))))
		}
	}
	return found
}

// rivalsOf are those who are said to have an identifier, each once. What cannot be
// read says nothing; the replay has named it.
func rivalsOf(v View, scheme membership.Scheme, value string) (rivals []string) {
	for bookmark := ""; ; {
		page, err := recorded(v, membership.ListClaimants{
			Scheme: scheme, Value: value, Size: membership.MaxPage, Bookmark: bookmark,
		})
		if err != nil {
			return rivals
		}
		for _, one := range membership.Rivals(page.Claimants, "") {
			if len(rivals) == 0 || rivals[len(rivals)-1] != one {
				rivals = append(rivals, one)
			}
		}
		if bookmark = page.Next; bookmark == "" {
			return rivals
		}
	}
}

// lastOf is where the last of several was first said to have an identifier.
func (v View) lastOf(key membership.Key, rivals []string) chain.Place {
	var last chain.Place
	for _, rival := range rivals {
		about := membership.Key{Object: key.Object, Parts: []string{key.Parts[0], key.Parts[1], rival}}
		entries, _, err := v.entries(about, about.String(), len(v.records.keys(key.Object)))
		if err != nil || len(entries) == 0 {
			continue
		}
		first := v.records.versions[entries[0].Key.String()][0].place
		for _, entry := range entries[1:] {
			if at := v.records.versions[entry.Key.String()][0].place; byPlace(at, first) < 0 {
				first = at
			}
		}
		if byPlace(last, first) < 0 {
			last = first
		}
	}
	return last
}
