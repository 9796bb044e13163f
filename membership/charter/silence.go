package charter

// silence is who and what there is when nobody votes: how much may be voted in all, and
// what a recorded figure is.
type silence struct{ electorate, figure int64 }

// silences are those that differ: of something or of nothing. An electorate of nobody,
// or of members who weigh nothing in a measure, is one of nothing.
func silences() []silence { return []silence{{1, 1}, {1, 0}, {0, 1}, {0, 0}} }

// met reports whether an expression is met when nobody votes. Of nothing no share "at
// least" is reached; so it may be of something and not be of nothing.
func (s silence) met(e Expression) bool {
	return e.evaluate(func(leaf Expression) counts {
		c := counts{electorate: s.electorate}
		if leaf.Of != "" && !leaf.Of.isBase() {
			c.figures = map[string]int{string(leaf.Of): int(s.figure)}
		}
		return c
	}).Met
}

// AcceptedBySilence reports whether a proposal would be accepted though nobody votes: by
// what passes, or by the fallback. It looks at the rule alone, not at who there is; of a
// rule that has no form it is false.
func (r Rule) AcceptedBySilence() bool {
	whole := !r.Open
	for _, e := range r.expressions() {
		e.eachComparison(func(leaf Expression) {
			amounts := leaf.amounts()
			if len(amounts) != 1 {
				whole = false
			} else if _, _, ok := amounts[0].amount.parse(); !ok {
				whole = false
			}
		})
	}
	return whole && r.silentPart() != ""
}

// silentPart is the part of a rule by which silence accepts, empty if none does.
func (r Rule) silentPart() string {
	for _, s := range silences() {
		switch {
		case r.Veto != nil && s.met(*r.Veto):
		case s.met(r.Pass):
			return "pass"
		case r.Fallback != nil && s.met(*r.Fallback):
			return "fallback"
		case r.Consent != nil && s.met(*r.Consent):
			return "consent"
		}
	}
	return ""
}

// validateSilence enters a rule by which silence accepts, and sponsors of whom there
// need not be any, unless the alliance says that it knows.
func (d *Defects) validateSilence(path string, rule Rule) {
	if d.engine == EngineTwo || rule.Silence == SilenceAccepted {
		return
	}
	if part := rule.silentPart(); part != "" {
		d.add(path+"."+part, MetBySilence)
	}
	if rule.Sponsors != nil && (silence{1, 1}).met(rule.Sponsors.asVotes()) {
		d.add(path+".sponsors", MetBySilence)
	}
}
