package report

import (
	"encoding/json"
	"slices"
	"strings"

	"allianceregistry/audit/block"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/view"
)

// fact is a thing that was verified, and its value.
type fact struct {
	Label, Value string
	// Code says that the value is for machines: a hash, a name.
	Code bool
}

// facts tell by what a report was verified.
func (w *renderer) facts(v replay.Verification) []fact {
	facts := []fact{
		{w.say("genesis"), v.Genesis, true},
		{w.say("height"), view.Number(v.Height), false},
		{w.say("last"), v.Hash, true},
		{w.say("time"), view.When(v.Time), false},
		{w.say("chaincode"), v.Chaincode, true},
	}
	if d := v.Definition; d != nil {
		facts = append(facts,
			fact{w.say("definition"), w.say("definition.is", "sequence", int(d.Sequence), "version", d.Version, "block", view.Number(d.Block)), false},
			fact{w.say("definition.tx"), d.Tx, true},
			fact{w.say("policy"), w.policy(d.Policy), true})
	}
	for _, host := range v.Hosts {
		facts = append(facts, fact{w.say("hostMSP", "host", host.ID), host.MSP, true})
	}
	return append(facts, fact{w.say("engine"), v.Engine, true})
}

// policy says whose transaction endorsements suffice, in Fabric's words: the channel's own
// policy by its name.
func (w *renderer) policy(written string) string {
	var policy block.Policy
	if json.Unmarshal([]byte(written), &policy) == nil && policy.String() != "" {
		return policy.String()
	}
	return written
}

// trustSentences says how many hosts it took, when it took fewest, to decide what is
// written: by the policies themselves, or by changing these.
func (w *renderer) trustSentences(holdings []replay.Holding) []string {
	if len(holdings) == 0 || slices.ContainsFunc(holdings, func(h replay.Holding) bool { return !h.Known }) {
		return []string{w.say("limits.unknown")}
	}
	weakest, alone := holdings[0], []string{}
	for _, h := range holdings {
		alone = append(alone, h.Alone...)
		if weak, least := h.Few(), weakest.Few(); weak && !least || weak == least && h.Least*weakest.Hosts < weakest.Least*h.Hosts {
			weakest = h
		}
	}
	key := "limits.majority"
	if weakest.Few() {
		key = "limits.few"
	}
	said := []string{w.say(key, "least", weakest.Least, "hosts", weakest.Hosts)}
	if len(alone) > 0 {
		slices.Sort(alone)
		said = append(said, w.say("limits.alone", "alone", strings.Join(slices.Compact(alone), w.text.Say("enumeration", nil))))
	}
	return said
}

// limits tell from where on something is called odd.
func (w *renderer) limits(t replay.Thresholds) []string {
	return []string{
		w.say("limit.heldBack", "by", w.span(t.HeldBack)),
		w.say("limit.clockOff", "by", w.span(t.ClockOff)),
		w.say("limit.keyBeforeVote", "by", w.span(t.KeyBeforeVote)),
		w.say("limit.hostShare", "percent", t.HostShare, "least", t.HostLeast),
		w.say("limit.lateDecision", "by", w.span(t.LateDecision)),
		w.say("limit.invalid", "least", t.InvalidLeast, "percent", t.InvalidShare),
	}
}

// askedHosts are the hosts whose peers answered anything.
func askedHosts(v replay.Verification) []string {
	var hosts []string
	for _, state := range v.States {
		if state.Height > 0 {
			hosts = append(hosts, state.Host)
		}
	}
	if v.Comparison != nil {
		for _, side := range v.Comparison.Sides {
			if side.Problem == "" {
				hosts = append(hosts, side.Host)
			}
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}
